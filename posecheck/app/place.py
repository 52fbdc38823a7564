"""Where takes are kept: on this machine, or in a database elsewhere."""

from posecheck.errors import HistoryError
from posecheck.history.address import VARIABLE, machine_of, url_of


def stays_here(address: str | None = None) -> bool:
    """Tell whether everything that is kept stays on this machine.

    Parameters
    ----------
    address : of the history; None for what the environment says.
    """
    try:
        return machine_of(url_of(address)) is None
    except HistoryError:
        return False


def in_words(address: str | None = None) -> str:
    """Return one sentence on what leaves this machine.

    Parameters
    ----------
    address : of the history; None for what the environment says.
    """
    try:
        machine = machine_of(url_of(address))
    except HistoryError:
        return "Nothing can be kept: the history has no place."
    if machine is None:
        return "Nothing leaves this machine."
    return (
        f"The video never leaves this machine. What you save goes to the database on {machine}, "
        f"because {VARIABLE} says so."
    )
