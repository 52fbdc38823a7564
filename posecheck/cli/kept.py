"""What the running command has kept so far, so that every sentence at its end is true."""

_kept: list[str] = []


def note(what: str) -> None:
    """Remember that something is on the disk now: ``take 8``, the name of a file."""
    _kept.append(what)


def sentence() -> str:
    """Return what was kept, as a sentence with a space before it; empty where nothing was."""
    return f" What was kept stays: {', '.join(_kept)}." if _kept else ""


def forget() -> None:
    """Begin a new command."""
    _kept.clear()
