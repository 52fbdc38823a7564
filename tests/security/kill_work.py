"""What a child does with a history until it is killed, and what there must be afterwards."""

import contextlib
import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from posecheck import scratch
from posecheck.app import unfinished_takes
from posecheck.history import History, Notes
from posecheck.history.archive import export_archive, import_archive
from posecheck.history.rescore import rescore
from tests.history.builders import a_march, a_take

MOST, EACH = 12, 3  # takes in the history, and in an archive
TAKES = [a_take(0.3, seed=seed) for seed in range(5)]
DIGESTS = [take.digest() for take in TAKES]

Step = list[object]
Say = Callable[[str, Step], None]


@dataclass
class Kept:
    """What is known of one take: its note, how often it was scored, which recording it has."""

    text: str
    versions: int
    recording: int | None


@dataclass
class World:
    """What there must be: takes by person, takes of the camera, the number of whole archives."""

    takes: dict[str, Kept] = field(default_factory=dict)
    camera: set[str] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)

    def after(self, step: Step) -> "World":
        """Return the world after a step."""
        takes = {person: replace(kept) for person, kept in self.takes.items()}
        camera, gone = set(self.camera), list(self.gone)
        match step:
            case ["save", str(person), str(text), recording]:
                takes[person] = Kept(text, 1, recording if isinstance(recording, int) else None)
            case ["edit", str(person), str(text)]:
                takes[person].text = text
            case ["rescore", str(person)]:
                takes[person].versions += 1
            case ["delete", str(person)]:
                del takes[person]
                gone.append(person)
            case ["import", str(name)]:
                added = {f"{name}-{place}": Kept(name, 1, place) for place in range(EACH)}
                takes = added | takes
                gone = [person for person in gone if person not in added]
            case ["keep", str(name)]:
                camera.add(name)
            case ["forget", str(name)]:
                camera.discard(name)
        return World(takes, camera, gone[-40:])


class Work:
    """The steps of one child, in a folder.

    Parameters
    ----------
    folder : holds the history, and all else.
    world : what there is.
    chance : chooses the steps.
    say : is told before and after each step.
    """

    def __init__(self, folder: Path, world: World, chance: random.Random, say: Say) -> None:
        self._folder, self._world, self._chance, self._say = folder, world, chance, say
        self._count = 0

    def __call__(self) -> None:
        """Work until it is killed."""
        with History(str(self._folder / "history.sqlite")) as history:
            numbers = {entry.notes.person: entry.id for entry in history.entries()}
            while True:
                self._count += 1
                people = list(self._world.takes)
                ways = [self._save, self._import, self._camera, self._archive, self._scratch]
                if people:
                    ways += [self._edit, self._rescore, self._delete]
                if len(people) > MOST:
                    ways = [self._delete]
                self._chance.choice(ways)(history, numbers, self._chance.choice([*people, ""]))

    @contextlib.contextmanager
    def _step(self, *step: object) -> Iterator[None]:
        self._say("begin", list(step))
        yield
        self._world = self._world.after(list(step))
        self._say("done", list(step))

    def _name(self, kind: str) -> str:
        return f"needle{kind}{os.getpid()}x{self._count}y"

    def _save(self, history: History, numbers: dict[str, int], _: str) -> None:
        person, text = self._name("p"), self._name("t") * self._chance.choice([1, 9, 200])
        recording = self._chance.choice([None, *range(len(TAKES))])
        take = None if recording is None else TAKES[recording]
        with self._step("save", person, text, recording):
            numbers[person] = history.save(a_march(), take, Notes(person=person, text=text))

    def _edit(self, history: History, numbers: dict[str, int], person: str) -> None:
        if person in numbers:
            text = self._name("e") * self._chance.choice([1, 9, 200])
            with self._step("edit", person, text):
                history.change_notes(numbers[person], Notes(person=person, text=text))

    def _rescore(self, history: History, numbers: dict[str, int], person: str) -> None:
        kept = self._world.takes.get(person)
        if kept is not None and kept.recording is not None and person in numbers:
            with self._step("rescore", person):
                other = a_march(left_deg=60.0 + kept.versions)
                (done,) = rescore(history, [numbers[person]], lambda _take: other, write=True)
                assert done.version == kept.versions + 1, done

    def _delete(self, history: History, numbers: dict[str, int], person: str) -> None:
        if person in self._world.takes:
            with self._step("delete", person):
                history.delete_person(person)
            numbers.pop(person, None)

    def _import(self, history: History, _: dict[str, int], __: str) -> None:
        archive = self._chance.choice(sorted(self._folder.glob("archives/*.zip")))
        with self._step("import", archive.stem):
            import_archive(history, archive)

    def _archive(self, history: History, numbers: dict[str, int], person: str) -> None:
        if person in numbers:
            with self._step("archive"):
                export_archive(history, [numbers[person]], self._folder / "written" / "one.zip")

    def _camera(self, history: History, numbers: dict[str, int], _: str) -> None:
        name = f"{self._name('c')}.posecheck"
        for kept in (0, 1):  # at once, and again when every frame was looked at
            with self._step("keep", name):
                unfinished_takes.keep(TAKES[kept], name)
        if self._chance.random() < 0.7:
            self._save(history, numbers, "")
            with self._step("forget", name):
                unfinished_takes.forget(name)

    def _scratch(self, *_: object) -> None:
        with self._step("scratch"), scratch.folder() as folder:
            (folder / "page.typ").write_text(self._name("s"))


def killed(work: Callable[[Say], None], after_s: float, lines: int = 0) -> list[Step]:
    """Run work in a child and kill it; return what it said.

    It is killed `after_s` seconds after it has said so many lines, each a beginning or an end.
    """
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(out)
            work(lambda when, step: void(os.write(into, json.dumps([when, step]).encode() + b"\n")))
        except BaseException as error:
            os.write(into, json.dumps(["failed", [repr(error)]]).encode() + b"\n")
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as said:
        first = [said.readline() for _ in range(lines)]
        time.sleep(after_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        heard = [json.loads(line) for line in [*first, *said.read().splitlines(keepends=True)]
                 if line.endswith(b"\n")]  # fmt: skip
    for line in heard:
        assert line[0] != "failed", line
    return heard


def void(_: object) -> None:
    """Return nothing."""
