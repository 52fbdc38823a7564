"""Where the history lies: a file on this machine or a database server, and whose machine that is.

SQLite in the user's data folder unless `POSECHECK_DB` or the caller names another database.
"""

import ipaddress
import os
from pathlib import Path

import sqlalchemy as sa
from platformdirs import user_data_path
from sqlalchemy.exc import ArgumentError

from posecheck.errors import HistoryError

VARIABLE = "POSECHECK_DB"

_HELP = (
    "Give the path of a file, or an address such as postgresql+psycopg://user@host/name, "
    f"in {VARIABLE}."
)


def url_of(address: str | None) -> sa.URL:
    """Return where the history lies: a file of SQLite's, or a PostgreSQL.

    Parameters
    ----------
    address
        path of a file or address of a database; None for what `POSECHECK_DB` names, or else a file
        in the user's data folder.

    Raises
    ------
    HistoryError
        it is not an address, is one of another kind of database, or keeps nothing.
    """
    address = address or os.environ.get(VARIABLE, "")
    if not address.strip():
        return sa.URL.create("sqlite", database=str(data_folder() / "history.sqlite"))
    if "\x00" in address:
        raise HistoryError(f"This is not the address of a history. {_HELP}")
    if "://" not in address:
        return _file(address)
    try:
        url = sa.make_url(address)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise HistoryError(f"This is not the address of a database. {_HELP}") from error
    if backend == "sqlite":
        return _file("" if url.query else url.database or "")
    if backend != "postgresql":
        raise HistoryError(f"A history cannot be kept in {backend}. {_HELP}")
    return _with_tls(url)


def _file(path: str) -> sa.URL:
    if path in ("", ":memory:"):
        raise HistoryError(f"A history needs a file of its own, or it keeps nothing. {_HELP}")
    home, slash, _ = os.path.expanduser(path).partition("/")
    if home.startswith("~") and slash:
        raise HistoryError(f"There is no home folder {home}. {_HELP}")
    return sa.URL.create("sqlite", database=os.path.expanduser(path))


def data_folder() -> Path:
    """Return the user's own folder for what posecheck keeps; it need not be there yet.

    Raises
    ------
    HistoryError
        this user has no home folder.
    """
    try:
        folder = user_data_path("posecheck", appauthor=False)
    except RuntimeError:
        folder = Path()
    if not folder.is_absolute():
        raise HistoryError(
            "This user has no home folder, so there is no place for the history. "
            f"Name a file of your own in {VARIABLE}."
        )
    return folder


def machine_of(url: sa.URL) -> str | None:
    """Return the machine that takes travel to; None where they stay on this one."""
    if url.get_backend_name() == "sqlite":
        path = str(url.database)
        return path.split(path[0])[2] if path.startswith(("//", "\\\\")) else None
    named = url.query.get("host") or url.host or os.environ.get("PGHOST") or ""
    hosts = named if isinstance(named, str) else ",".join(named)
    if "service" in url.query or "hostaddr" in url.query or os.environ.get("PGSERVICE"):
        return hosts or "the machine that its service names"
    away = [host for host in hosts.split(",") if not _is_here(host)]
    return ", ".join(away) or None


def _is_here(host: str) -> bool:
    if host in ("", "localhost") or host.startswith(("/", "@")):  # a socket of this machine
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _with_tls(url: sa.URL) -> sa.URL:
    """Ask for an encrypted connection to another machine, unless the address says otherwise."""
    if machine_of(url) is None or "sslmode" in url.query or os.environ.get("PGSSLMODE"):
        return url
    return url.update_query_dict({"sslmode": "require"})
