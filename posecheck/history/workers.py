"""Where a batch works: in several processes of this machine, or on a Dask cluster.

Each way applies `work` to paths and yields the results as they come, with None in place of a
result where the process broke down on that path.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from posecheck.errors import OptionError

Result = TypeVar("Result")

# Each process is to use one core: the libraries' own threads would fight for them.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_CONNECT_S = 10


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
    OptionError : fewer than one job.
    """
    if jobs < 1:
        raise OptionError(f"--jobs {jobs} is not possible. Give 1 or more.")
    return partial(_in_processes, jobs=jobs)


def on_a_cluster(address: str) -> Run:
    """Return a way to work on the Dask cluster whose scheduler has the given address.

    The cluster's machines must see the takes at the same paths and have posecheck installed.

    Raises
    ------
    OptionError : Dask is not installed.
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
    try:
        # One take each and none queued: what is stopped loses no more than is under way.
        busy = {pool.submit(work, path): path for path in islice(waiting, jobs)}
        while busy:
            for future in wait(busy, return_when=FIRST_COMPLETED).done:
                path = busy.pop(future)
                busy |= {pool.submit(work, other): other for other in islice(waiting, 1)}
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


def _begin() -> None:
    # Ctrl-C reaches every process: a worker ends at once and leaves the last word to its parent.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
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
    from distributed import as_completed as as_they_come

    try:
        client = Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise OptionError(
            f"The Dask scheduler at {address} does not answer. Check its address and that it runs."
        ) from error
    with client:
        futures = {client.submit(work, path, pure=False): path for path in paths}
        for future in as_they_come(futures, loop=client.loop):
            try:
                yield futures[future], future.result()
            except KilledWorker:
                yield futures[future], None
