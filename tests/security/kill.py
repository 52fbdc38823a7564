"""Kills programs that work on a history at any moment, and looks at what they leave.

    python -m tests.security.kill --kills 1000

A child saves, imports, archives, edits, scores anew, deletes and keeps takes of the camera, one
after the other, and says before and after each step what it does; it is killed at a random moment.
Then everything that it said was done must be there, and the step under way wholly or not at all.
Other children are killed while they migrate or repair a history, or score a batch.
"""

import argparse
import contextlib
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from posecheck import scratch
from posecheck.export.tables import table_of, write_table
from posecheck.files import ensure_writable
from posecheck.history import History, Notes
from posecheck.history.archive import export_archive
from posecheck.history.batch import on_this_machine, run_batch
from posecheck.history.repair import repair
from posecheck.history.salvage import check
from posecheck.take import open_take
from tests.history.builders import a_march
from tests.history.scorers import by_name
from tests.security.kill_work import (
    DIGESTS,
    EACH,
    TAKES,
    Kept,
    Say,
    Step,
    Work,
    World,
    killed,
    void,
)

OLD = Path(__file__).parents[1] / "history" / "history-0.1.sqlite"
LONGEST_S = 0.12


class Campaign:
    """A folder with a history whose programs are killed.

    Parameters
    ----------
    folder : empty.
    seed : of every choice.
    """

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.folder, self.world = folder, World()
        self.chance = random.Random(seed)
        self.count: Counter[str] = Counter()
        for each in ("archives", "written", "batch"):
            (folder / each).mkdir()
        for number in range(3):
            name = f"archive{number}"
            with History(str(folder / "of-archive.sqlite")) as history:
                kept = [
                    history.save(
                        a_march(), TAKES[place], Notes(person=f"{name}-{place}", text=name)
                    )
                    for place in range(EACH)
                ]
                export_archive(history, kept, folder / "archives" / f"{name}.zip")
        (folder / "of-archive.sqlite").unlink()

    def kill_work(self) -> None:
        """Kill one child at work and look at everything."""
        chance = random.Random(self.chance.random())
        said = killed(
            lambda say: Work(self.folder, self.world, chance, say)(),
            self.chance.uniform(0, LONGEST_S) / 4,
            self.chance.choice([0, self.chance.randrange(16)]),
        )
        under_way: Step | None = None
        for when, step in said:
            if when == "begin":
                under_way = step
            else:
                self.world, under_way = self.world.after(step), None
                self.count["finished"] += 1
        self.count[f"killed at {under_way[0] if under_way else 'another moment'}"] += 1
        self._look(under_way)

    def _look(self, under_way: Step | None) -> None:
        history = self.folder / "history.sqlite"
        with History(str(history)) as opened:
            assert check(opened.database) == []
            found = {
                entry.notes.person: Kept(
                    entry.notes.text, entry.versions, self._recording(opened, entry.id)
                )
                for entry in opened.entries()
            }
        scratch.sweep()  # as the next program does that needs such a folder, or writes there
        ensure_writable(self.folder / "written" / "one.zip")
        camera = set(os.listdir(self.folder / "home" / "posecheck" / "unfinished"))
        worlds = [self.world, *([self.world.after(under_way)] if under_way else [])]
        same = [each for each in worlds if (each.takes, each.camera) == (found, camera)]
        assert same, (under_way, found, camera, self.world)
        self.world = same[0]
        for name in camera:
            open_take(self.folder / "home" / "posecheck" / "unfinished" / name)
        self._look_at_files(under_way)

    @staticmethod
    def _recording(history: History, number: int) -> int | None:
        take = history.take(number)
        return None if take is None else DIGESTS.index(take.digest())

    def _look_at_files(self, under_way: Step | None) -> None:
        """Nothing is left over, and nothing of what was deleted."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        for path in files:
            parts = path.relative_to(self.folder).parts
            well = (
                parts[0] in ("archives", "batch")
                or parts in (("history.sqlite",), ("written", "one.zip"))
                or (path.suffix == ".backup" and path.name.startswith("history.sqlite.0"))
                or parts[:3] == ("home", "posecheck", "unfinished")
            )
            assert well, f"left over: {path}"
        assert sum(path.suffix == ".backup" for path in files) <= 2
        for path in files:
            content = path.read_bytes() if path.suffix in (".sqlite", ".backup") else b""
            for person in self.world.gone:
                at = content.find(person.encode())
                around = content[max(at - 200, 0) : at + 100]
                assert at < 0, f"{person} was deleted, but {path} at {at}: {around!r}; {under_way}"

    def kill_migration(self) -> None:
        """Kill a child that opens a history of posecheck 0.1."""
        with self._aside() as path:
            shutil.copy(OLD, path)
            killed(lambda _: History(str(path)).close(), self.chance.uniform(0, LONGEST_S))
            with History(str(path)) as history:
                assert check(history.database) == []
                assert history.people() == ["Ann", "Bob"]
            self._only(path)
        self.count["killed at migration"] += 1

    def kill_repair(self) -> None:
        """Kill a child that repairs a history."""
        with self._aside() as path:
            with History(str(path)) as history:
                people = [self.folder.name + str(each) for each in range(4)]
                for each in people:
                    history.save(a_march(), TAKES[0], Notes(person=each))
                history.database.back_up("test")
            with contextlib.closing(sqlite3.connect(path)) as damaged:
                damaged.execute("INSERT INTO posecheck_recordings VALUES (99, x'00')")
                damaged.execute("UPDATE posecheck_takes SET recorded = 'x' WHERE id = 2")
                damaged.commit()
            killed(lambda _: void(repair(str(path))), self.chance.uniform(0, 2 * LONGEST_S))
            repair(str(path))
            with History(str(path)) as history:
                assert check(history.database) == []
                assert history.people() == sorted(people)
            self._only(path)
        self.count["killed at repair"] += 1

    def kill_batch(self) -> None:
        """Kill a child that scores a batch in processes of its own; they end with it."""
        with self._aside() as path:
            path.mkdir()
            clips, out = path / "clips", path / "out"
            clips.mkdir()
            for number in range(6):
                TAKES[0].save(clips / f"march-{70 + number}.posecheck")

            def score(say: Say) -> None:
                batch = run_batch(clips, out, by_name, "", on_this_machine(2),
                                  lambda done, _: say("done", [done]))  # fmt: skip
                write_table(table_of(batch.outcomes), out)

            said = killed(score, self.chance.uniform(0.5, 6))
            until = time.monotonic() + 120
            while processes(os.environ["HOME"]):
                assert time.monotonic() < until, "children outlive their parent"
                time.sleep(0.05)
            finished = max([0, *(step[0] for _, step in said)])
            again = run_batch(clips, out, by_name, "", on_this_machine(1))
            assert again.known >= finished
            assert all(each.problem is None for each in again.outcomes)
            assert len(list(out.glob("takes/*"))) == 6
            assert not [each for each in out.rglob(".*")]
        self.count["killed at batch"] += 1

    @contextlib.contextmanager
    def _aside(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(dir=self.folder / "batch") as name:
            yield Path(name) / "history.sqlite"

    @staticmethod
    def _only(path: Path) -> None:
        for each in path.parent.iterdir():
            assert each == path or each.suffix in (".backup", ".damaged"), f"left over: {each}"


def processes(home: str) -> set[int]:
    """Return the processes of batches that were begun by a program with this home."""
    found = set()
    for each in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            begun_there = f"XDG_CACHE_HOME={home}\0".encode() in (each / "environ").read_bytes()
            if begun_there and b"spawn_main" in (each / "cmdline").read_bytes():
                found.add(int(each.name))
    return found


@contextlib.contextmanager
def campaign(seed: int = 1) -> Iterator[Campaign]:
    """Give a campaign in a folder of its own, which is the user's home meanwhile."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        (home / "posecheck" / "unfinished").mkdir(parents=True)
        os.environ |= dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), str(home))
        try:
            yield Campaign(Path(name), seed)
        finally:
            os.environ.clear()
            os.environ |= before


def main() -> None:
    """Run a campaign and say what was killed when."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    with campaign(given.seed) as running:
        for number in range(given.kills):
            others = {0: running.kill_migration, 7: running.kill_repair}
            if number % 40 == 20:
                running.kill_batch()
            else:
                others.get(number % 15, running.kill_work)()
            if number % 100 == 99:
                print(f"{number + 1} kills so far", file=sys.stderr, flush=True)
        total = sum(count for name, count in running.count.items() if name.startswith("killed"))
        print(f"{total} kills, {running.count['finished']} steps said to be finished, none lost.")
        for name, count in sorted(running.count.items()):
            print(f"{count:6d} {name}")


if __name__ == "__main__":
    main()
