"""Scores a folder of takes, several at a time, and goes on where it was stopped.

Each finished take leaves one small file in the output folder, so a batch that is stopped, or
whose machine goes down, does no finished take again. A take that fails is a row with its sentence.
The work is done in several processes of this machine, or on a Dask cluster: each way applies `work`
to paths and yields the results as they come, with None in place of a result where the process broke
down on that path.
"""

import hashlib
import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from posecheck.assessment import Assessment
from posecheck.assessment_file import read_assessment
from posecheck.bounded import read_json
from posecheck.errors import (
    OptionError,
    OutputError,
    PosecheckError,
    RecordingError,
    SourceError,
    unexpected,
)
from posecheck.files import name_of, read_bounded, why, write_atomic
from posecheck.history.batch_takes import find_takes
from posecheck.thresholds import FILES, SHARED

Result = TypeVar("Result")

# Each process is to use one core: the libraries' own threads would fight for them.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_CONNECT_S = 10
_LOOK_S = 0.2
_DESERTED_S = 120  # longer than a worker takes to start again on a busy machine


class Run(Protocol):
    """Applies work to paths and yields the results in any order."""

    def __call__(
        self, work: Callable[[Path], Result], paths: Sequence[Path]
    ) -> Iterator[tuple[Path, Result | None]]:
        """Yield each path with its result; None where the process broke down on it."""


def on_this_machine(jobs: int) -> Run:
    """Return a way to work in `jobs` processes.

    Raises
    ------
    OptionError
        fewer than one job.
    """
    if jobs < 1:
        raise OptionError(f"--jobs {jobs} is not possible. Give 1 or more.")
    return partial(_in_processes, jobs=jobs)


def on_a_cluster(address: str) -> Run:
    """Return a way to work on the Dask cluster whose scheduler has the given address.

    The cluster's machines must see the takes at the same paths and have posecheck installed.

    Raises
    ------
    OptionError
        Dask is not installed.
    """
    try:
        import distributed  # noqa: F401
    except ModuleNotFoundError as error:
        raise OptionError(
            "--scheduler needs Dask: pip install 'posecheck[cluster]', then try again."
        ) from error
    return partial(_on_cluster, address=address)


def _in_processes(
    work: Callable[[Path], Result], paths: Sequence[Path], jobs: int
) -> Iterator[tuple[Path, Result | None]]:
    left = list(paths)
    for path, result in _in_one_pool(work, paths, jobs):
        left.remove(path)
        yield path, result
    # A process broke down and took its pool along: find out on which take, one pool for each.
    for path in left:
        yield path, dict(_in_one_pool(work, [path], 1)).get(path)


def _in_one_pool(
    work: Callable[[Path], Result], paths: Sequence[Path], jobs: int
) -> Iterator[tuple[Path, Result]]:
    """Yield results until all are done or a process breaks down."""
    if not paths:
        return
    pool = ProcessPoolExecutor(min(jobs, len(paths)), multiprocessing.get_context("spawn"), _begin)
    waiting = iter(paths)
    finished = False

    def submitted(count: int) -> dict[Future[Result], Path]:
        with _ctrl_c_held_back():
            return {pool.submit(work, path): path for path in islice(waiting, count)}

    try:
        # One take each and none queued: what is stopped loses no more than is under way.
        busy = submitted(jobs)
        while busy:
            for future in wait(busy, return_when=FIRST_COMPLETED).done:
                path = busy.pop(future)
                busy |= submitted(1)
                yield path, future.result()
        finished = True
    except BrokenProcessPool:
        finished = True
    finally:
        if not finished:  # whoever is stopped waits for nobody
            for process in multiprocessing.active_children():
                process.kill()
        # Waiting gives back the pool's semaphores, which would be told of on the terminal.
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Let Ctrl-C wait; a process that begins meanwhile hears of it only once it has begun."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    # Ctrl-C reaches every process: a worker ends at once and leaves the last word to its parent.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
    for name in _ONE_THREAD:
        os.environ[name] = "1"


def _end_with_parent() -> None:
    """End this process when the one that began it ends, however that happens."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _on_cluster(
    work: Callable[[Path], Result], paths: Sequence[Path], address: str
) -> Iterator[tuple[Path, Result | None]]:
    from distributed import Client, KilledWorker

    try:
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise OptionError(
            f"The Dask scheduler at {address} does not answer. Check its address and that it runs."
        ) from error
    with client:
        left = {client.submit(work, path, pure=False): path for path in paths}
        while left:
            for future in _some_done(client, left):
                path = left.pop(future)
                try:
                    yield path, future.result()
                except KilledWorker:
                    yield path, None


def _some_done(client: Any, futures: Iterable[Any]) -> list[Any]:
    """Wait until something is done, for as long as the cluster has somebody who works.

    Raises
    ------
    SourceError
        it has had none for a while.
    """
    worked = time.monotonic()
    while not (done := [future for future in futures if future.done()]):
        time.sleep(_LOOK_S)
        if client.nthreads():
            worked = time.monotonic()
        elif time.monotonic() - worked > _DESERTED_S:
            raise SourceError(
                "The Dask cluster has no workers left. Start some and run the same command again; "
                "what is done is kept."
            )
    return done


_DONE = "takes"

ScoreFile = Callable[[Path], Assessment]
"""Scores one file; must be importable by name, for it is sent to other processes."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its assessment as JSON, or the sentence why there is none.

    `again` says that the file is not to blame, or may not be: the next run tries it again.
    """

    file: str
    assessment: str | None
    problem: str | None
    again: bool = False


@dataclass(frozen=True)
class Batch:
    """The outcomes of a batch in the order of the files, and how many were done before."""

    outcomes: Sequence[Outcome]
    known: int


def run_batch(
    folder: Path,
    out: Path,
    score: ScoreFile,
    options: str,
    run: Run,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Batch:
    """Score every take of a folder that has not been scored with these options before.

    Parameters
    ----------
    folder
        where the takes are.
    out
        folder for one small file per finished take.
    score
        scores one file.
    options
        text that stands for all options of `score`; another text does every take again, as does
        another version of posecheck or of its thresholds, or a changed file.
    run
        where to work, as `posecheck.history.batch` gives it.
    progress
        called with the number of takes done and of all.

    Raises
    ------
    OptionError
        as `find_takes` says.
    OutputError
        the output folder cannot be written.
    """
    takes = find_takes(folder)
    done = out / _DONE
    try:
        done.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{name_of(out)} cannot be made ({why(error)}). Name a folder that is yours to write "
            "to."
        ) from error
    records = {path: done / f"{_key(path, folder, options)}.json" for path in takes}
    found = {path: outcome for path, file in records.items() if (outcome := _known(file))}
    known = len(found)
    progress(known, len(takes))
    missing = [path for path in takes if path not in found]
    for path, outcome in run(partial(outcome_of, folder=folder, score=score), missing):
        if outcome is not None and not outcome.again:
            write_atomic(records[path], json.dumps(asdict(outcome)).encode())
        found[path] = outcome or _broken(path, folder)
        progress(len(found), len(takes))
    return Batch([found[path] for path in takes], known)


def outcome_of(path: Path, folder: Path, score: ScoreFile) -> Outcome:
    """Score one file and return what became of it; a failure of any kind is an outcome too."""
    name = _name(path, folder)
    if os.path.isdir(path):  # as `find_takes` says
        problem = "This folder cannot be read, and nothing in it was scored."
        return Outcome(name, None, problem, again=True)
    try:
        return Outcome(name, score(path).to_json(), None)
    except PosecheckError as error:
        return Outcome(name, None, str(error))
    except Exception as error:
        return Outcome(name, None, unexpected(error), again=True)


def _name(path: Path, folder: Path) -> str:
    return name_of(path.relative_to(folder).as_posix())


def _broken(path: Path, folder: Path) -> Outcome:
    """Return the outcome of a take that a process broke down on; it is tried again next time."""
    name = _name(path, folder)
    return Outcome(name, None, "The program broke down on this take; it was left out.")


def _key(path: Path, folder: Path, options: str) -> str:
    try:
        state = path.stat()
        size, changed = state.st_size, state.st_mtime_ns
    except OSError:  # it has vanished, which scoring will say
        size = changed = -1
    parts = (
        path.relative_to(folder).as_posix(), str(size), str(changed), options,
        version("posecheck"), SHARED.version,
    )  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _known(file: Path) -> Outcome | None:
    """Return what an earlier run found; None where it did not get there or the file is damaged."""
    try:
        most = int(2 * FILES.largest_assessment)
        outcome = Outcome(**read_json(read_bounded(file, most, RecordingError)))
        if outcome.assessment is not None:
            read_assessment(outcome.assessment)
    except (ValueError, TypeError, RecursionError, RecordingError):
        return None
    return outcome
