"""Takes in the making, and those kept until the person saves or deletes them."""

import atexit
import shutil
import threading
import weakref
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from platformdirs import user_data_path

from posecheck.app.camera_link import CameraLink
from posecheck.app.flow import Outcome, Setup
from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model, find_second_model
from posecheck.capture.silhouette import Others
from posecheck.errors import OutputError, PosecheckError
from posecheck.files import why
from posecheck.live.develop import Facts, Progress, as_looked_at, develop
from posecheck.live.framing import SecondPerson
from posecheck.live.live_take import LiveTake
from posecheck.live.overlay_state import ENDINGS
from posecheck.live.session import Ending, Phase
from posecheck.take import SUFFIX, Take, open_take


@dataclass(frozen=True, eq=False)
class Unsaved:
    """One take that nobody has saved or thrown away yet.

    Attributes
    ----------
    name
        to forget it by.
    when
        when its file was written.
    take
        None where the file is damaged.
    """

    name: str
    when: datetime
    take: Take | None


def keep(take: Take, name: str | None = None) -> str:
    """Write a take to the user's folder and return its name; with a name, over that one.

    Raises
    ------
    OutputError
        the folder is full or not writable.
    """
    name = name or f"{uuid4().hex}{SUFFIX}"
    try:
        for each in (_folder().parent, _folder()):
            each.mkdir(0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The take cannot be kept in {_folder()} ({why(error)}). Make room there, or make it "
            "writable."
        ) from error
    take.save(_folder() / name)
    return name


def forget(name: str) -> None:
    """Delete what is kept of a take.

    Raises
    ------
    OutputError
        it cannot be deleted.
    """
    path = _folder() / name
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        _remove_if_empty(path.parent)
    except OSError as error:
        raise OutputError(
            f"The unfinished take {path} cannot be deleted ({why(error)}). Delete it by hand."
        ) from error


def waiting() -> list[Unsaved]:
    """Return the takes, the newest first, those that cannot be opened as well.

    One that another tab shows just now is among them: a tab that was reloaded cannot be told from
    it, and what one tab forgets, the other one still holds.
    """
    found = [_read(path) for path in _files()]
    return sorted(found, key=lambda each: each.when, reverse=True)


def _files() -> Iterator[Path]:
    """Yield every file of a take, also those of an earlier posecheck, one folder for each take."""
    with suppress(OSError):
        yield from sorted(_folder().rglob(f"*{SUFFIX}"))


def _read(path: Path) -> Unsaved:
    take: Take | None = None
    with suppress(PosecheckError, OSError):
        take = open_take(path)
    try:
        changed = path.stat().st_mtime
    except OSError:
        changed = 0.0
    return Unsaved(_name(path), datetime.fromtimestamp(changed).astimezone(), take)


def _name(path: Path) -> str:
    return path.relative_to(_folder()).as_posix()


def _remove_if_empty(folder: Path) -> None:
    """Remove the folder that an earlier posecheck made for one take, with its list of contents."""
    if folder != _folder() and not any(folder.glob(f"*{SUFFIX}")):
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    return user_data_path("posecheck", appauthor=False) / "unfinished"


_in_the_making: "weakref.WeakSet[OpenTake]" = weakref.WeakSet()


@dataclass(eq=False)
class OpenTake:
    """One take with its camera.

    Attributes
    ----------
    setup
        what was chosen for it.
    take
        the session.
    model_path
        file of the pose model.
    """

    setup: Setup
    take: LiveTake
    model_path: Path
    link: CameraLink = field(init=False)
    _begun: datetime = field(default_factory=lambda: datetime.now().astimezone())
    _kept_as: str | None = None
    _trouble: str = ""
    _finished: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.link = CameraLink(self.take, self.finish)
        _in_the_making.add(self)

    def finish(self) -> None:
        """End the take and keep what was looked at in time; what follows it may be called again."""
        with self._lock:
            self.take.stop()
            if self._finished:
                return
            self._finished = True
            self.take.close()
            made = as_looked_at(self.take.recorded(), self._facts())
            if made is not None:
                try:
                    self._kept_as = keep(made)
                except PosecheckError as error:
                    self._trouble = str(error)

    @property
    def is_over(self) -> bool:
        """Whether the session has ended."""
        return self.take.state.phase is Phase.DONE

    def develop(self, progress: Progress) -> Outcome:
        """Return what the take brought, every frame of it; see `posecheck.live.develop`."""
        self.finish()
        stations = self.take.recorded()
        facts = self._facts()
        if not stations:
            return Outcome(None, facts.ending)

        def model() -> Landmarker:
            return Landmarker(self.model_path)

        developed = develop(stations, facts, model, self.model_path, progress)
        ending = developed.take.ending
        try:
            self._kept_as = keep(developed.take, self._kept_as)
        except PosecheckError as error:
            self._trouble = str(error)
        if self._trouble:
            ending = f"{ending} {self._trouble}"
        return Outcome(developed.take, ending, self._kept_as, developed.pictures)

    def _facts(self) -> Facts:
        state = self.take.state
        return Facts(
            protocol=self.setup.protocol,
            options=self.setup.options,
            setting=self.setup.setting,
            recorded=self._begun,
            ending=self.take.failure or ENDINGS[state.ending or Ending.STOPPED],
            model=self.take.model(),
            every=self.take.every,
            given_up=self.link.given_up,
        )


def begin_take(setup: Setup) -> OpenTake:
    """Return a take that waits for its camera.

    Raises
    ------
    ModelError
        the pose model is missing or is not the tested one.
    OptionError
        what was chosen is not possible.
    """
    protocol = setup.chosen
    options = protocol.options.said(setup.options)
    stations = protocol.live_stations(options)
    coaches = [protocol.coach(each, options) for each in stations]
    _ = setup.setting
    path = find_model()
    find_second_model()  # what is wrong with it is said now and not when the take is over
    take = LiveTake(stations, coaches, Landmarker(path), SecondPerson(Others(path)))
    return OpenTake(setup, take, path)


def finish_left() -> None:
    """Keep what those takes recorded whose page is gone, so that a reloaded page offers them."""
    for each in list(_in_the_making):
        if each.link.is_left:
            each.finish()


@atexit.register
def _finish_all() -> None:
    """Keep what the open takes recorded when the program is stopped.

    So late the pose model can no longer be closed in order; it goes with the program.
    """
    for each in list(_in_the_making):
        with suppress(PosecheckError, RuntimeError):
            each.finish()
