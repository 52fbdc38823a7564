"""`OpenTake`: one take before the camera of one browser tab, and what becomes of it.

It may be ended by the page, by the camera's thread and by the end of the program; what was
recorded is kept once, and never lost without a word.
"""

import atexit
import threading
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from posecheck.app.camera_link import CameraLink
from posecheck.app.flow import Outcome
from posecheck.app.setup import Setup
from posecheck.app.unsaved_takes import keep
from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.silhouette import Others
from posecheck.errors import PosecheckError
from posecheck.live.cues import ENDINGS
from posecheck.live.develop import Facts, Progress, as_looked_at, develop
from posecheck.live.live_take import LiveTake
from posecheck.live.second_person import SecondPerson
from posecheck.live.session import Ending, Phase

_open: "weakref.WeakSet[OpenTake]" = weakref.WeakSet()


@dataclass(eq=False)
class OpenTake:
    """One take with its camera.

    Attributes
    ----------
    setup : what was chosen for it.
    take : the session.
    model_path : file of the pose model.
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
        _open.add(self)

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
        )


def open_take(setup: Setup) -> OpenTake:
    """Return a take that waits for its camera.

    Raises
    ------
    ModelError : the pose model is missing or is not the tested one.
    OptionError : what was chosen cannot be.
    """
    protocol = setup.chosen
    options = protocol.options.said(setup.options)
    stations = protocol.live_stations(options)
    coaches = [protocol.coach(each, options) for each in stations]
    _ = setup.setting
    path = find_model()
    take = LiveTake(stations, coaches, Landmarker(path), SecondPerson(Others(path)))
    return OpenTake(setup, take, path)


def finish_left() -> None:
    """Keep what those takes recorded whose page is gone, so that a reloaded page offers them."""
    for each in list(_open):
        if each.link.is_left:
            each.finish()


@atexit.register
def _finish_all() -> None:
    """Keep what the open takes recorded when the program is stopped.

    So late the pose model can no longer be closed in order; it goes with the program.
    """
    for each in list(_open):
        with suppress(PosecheckError, RuntimeError):
            each.finish()
