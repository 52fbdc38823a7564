"""Folders for files that are wanted for a moment: gone afterwards, and after a crash at the next.

They lie in the user's own cache and not in a folder that all users share. Beside each lies a file
that its program holds locked; a folder whose lock nobody holds was left by a program that died.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from platformdirs import user_cache_path

from posecheck.errors import OutputError
from posecheck.files import hold, why


@contextlib.contextmanager
def folder(within: Path | None = None) -> Iterator[Path]:
    """Give a new empty folder that is removed at the end of the block.

    Parameters
    ----------
    within
        the folder that it is made in and that goes with it, for what is to stay on the same disk;
        None for the user's cache.

    Raises
    ------
    OutputError
        there is no room for it.
    """
    try:
        sweep(within)
        handle, lock = _locked(_made(within))
    except OSError as error:
        raise OutputError(
            f"There is no place for temporary files ({why(error)}). Free some space."
        ) from error
    place = lock.with_suffix("")
    try:
        place.mkdir(mode=0o700)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(handle)
        with contextlib.suppress(OSError):
            lock.unlink()
            if within is not None:
                within.rmdir()  # the last one out


def sweep(within: Path | None = None) -> None:
    """Remove what programs that died have left.

    Parameters
    ----------
    within
        as `folder` takes it.
    """
    with contextlib.suppress(OSError):
        if within is not None and not within.is_dir():
            return
        for lock in _made(within).glob("*.lock"):
            handle = os.open(lock, os.O_RDWR)
            try:
                if hold(handle):
                    shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                    lock.unlink()
            except PermissionError:  # on Windows: somebody holds it
                continue
            finally:
                os.close(handle)
        if within is not None:
            within.rmdir()


def _made(within: Path | None) -> Path:
    base = _cache() if within is None else within
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid") and base.stat().st_uid != os.getuid():
        raise PermissionError(f"{base} is another user's")
    return base


def _cache() -> Path:
    try:
        base = user_cache_path("posecheck", appauthor=False) / "scratch"
    except RuntimeError:
        base = Path()
    if not base.is_absolute():  # a user without a home folder
        base = Path(tempfile.gettempdir(), f"posecheck-{getattr(os, 'getuid', int)()}")
    return base


def _locked(base: Path) -> tuple[int, Path]:
    """Return a new lock file that is held, and its name."""
    while True:
        lock = base / f"{uuid4().hex}.lock"
        handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with contextlib.suppress(OSError):  # somebody swept it away before it was held
            if hold(handle) and os.path.samestat(os.stat(lock), os.fstat(handle)):
                return handle, lock
        os.close(handle)
