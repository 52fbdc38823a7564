"""Where takes are kept: on this machine, or in a database elsewhere."""

import os

import sqlalchemy as sa

from posecheck.history.database import ADDRESS_VARIABLE

_HERE = ("", "localhost", "127.0.0.1", "::1")


def stays_here(address: str | None = None) -> bool:
    """Tell whether everything that is kept stays on this machine.

    Parameters
    ----------
    address : of the history; None for what the environment says.
    """
    given = os.environ.get(ADDRESS_VARIABLE, "") if address is None else address
    if "://" not in given:
        return not given.startswith(("\\\\", "//"))
    try:
        url = sa.make_url(given)
    except sa.exc.ArgumentError:
        return False
    return url.get_backend_name() == "sqlite" or (url.host or "") in _HERE


def in_words() -> str:
    """Return one sentence on what leaves this machine."""
    if stays_here():
        return "Nothing leaves this machine."
    url = sa.make_url(os.environ[ADDRESS_VARIABLE])
    return (
        f"The video never leaves this machine. What you save goes to the database on {url.host}, "
        f"because {ADDRESS_VARIABLE} says so."
    )
