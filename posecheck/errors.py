"""The one family of errors a user may meet.

Every error carries its sentence: what happened and what to do about it, in plain words. The
command line prints that sentence and exits with 2; the page shows it. Nothing else may reach a
user.

PosecheckError
├── SourceError       the video or picture cannot be read, or holds nothing to measure
├── SetupError        the machine lacks a library or a package that is needed
├── ModelError        the pose model is missing or is not the one that was tested
├── RecordingError    a saved recording or assessment is damaged, or of an unknown version
├── OutputError       a result cannot be written where it was asked for
├── OptionError       options that contradict each other or are out of range
└── HistoryError      the history cannot be opened, read or written
"""


class PosecheckError(Exception):
    """An error whose text is the sentence for the user."""


class SourceError(PosecheckError):
    """The video or picture cannot be read, or holds nothing to measure."""


class SetupError(PosecheckError):
    """The machine lacks a library or a package that is needed."""


class ModelError(PosecheckError):
    """The pose model is missing or is not the one that was tested."""


class RecordingError(PosecheckError):
    """A saved recording or assessment is damaged, or of an unknown version."""


class OutputError(PosecheckError):
    """A result cannot be written where it was asked for."""


class OptionError(PosecheckError):
    """Options that contradict each other or are out of range."""


class HistoryError(PosecheckError):
    """The history cannot be opened, read or written."""


def incomplete(error: Exception) -> str | None:
    """Return the sentence for a package that is missing; None for every other failure."""
    name = error.name if isinstance(error, ImportError) else None
    if name is None or name.split(".")[0] == "posecheck":
        return None
    return (
        f"posecheck is not installed whole: {name} cannot be loaded. "
        "Install it again with its dependencies: pip install --force-reinstall posecheck."
    )


def unexpected(error: Exception) -> str:
    """Return the sentence for a defect of posecheck itself that stops one item among many."""
    lacking = incomplete(error)
    if lacking is not None:
        return lacking
    said = " ".join(str(error).split())[:200]
    return f"posecheck failed on this one ({type(error).__name__}: {said}); please report it."
