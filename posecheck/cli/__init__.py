"""The command line; here how a command ends before its end, and what it has kept by then."""

_kept: list[str] = []


class StoppedError(Exception):
    """The user pressed Ctrl-C, or the machine asks to stop; `text` adds to the sentence."""

    def __init__(self, text: str = "", code: int = 130) -> None:
        super().__init__(text)
        self.text, self.code = text, code


class TerminatedError(KeyboardInterrupt):
    """The machine asks to stop: as Ctrl-C, with another exit code."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


def stopped(error: KeyboardInterrupt, text: str = "") -> StoppedError:
    """Return what carries a stop past those who would swallow it, with a sentence to add."""
    return StoppedError(text, getattr(error, "code", 130))


def note_kept(what: str) -> None:
    """Remember that something is on the disk now: ``take 8``, the name of a file."""
    _kept.append(what)


def what_was_kept() -> str:
    """Return what was kept, as a sentence with a space before it; empty where nothing was."""
    return f" What was kept stays: {', '.join(_kept)}." if _kept else ""


def forget_kept() -> None:
    """Begin a new command."""
    _kept.clear()
