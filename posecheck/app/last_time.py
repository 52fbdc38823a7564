"""What was chosen last time, kept on this machine for those who come back."""

import json
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path

from platformdirs import user_data_path

from posecheck.app.setup import Setup
from posecheck.errors import PosecheckError
from posecheck.files import write_atomic


def remember(setup: Setup) -> None:
    """Keep the choices of a take that begins now; a full disk is no reason not to begin."""
    with suppress(OSError, PosecheckError, TypeError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        write_atomic(_file(), json.dumps(asdict(setup)).encode())


def last_time() -> Setup | None:
    """Return the choices of the last take; None where there are none that still make sense."""
    try:
        given = json.loads(_file().read_text("utf-8"))
        known = {field.name for field in fields(Setup)}
        setup = Setup(**{name: value for name, value in given.items() if name in known})
        setup.chosen.options.said(setup.options)
        _ = setup.setting
    except (OSError, ValueError, TypeError, AttributeError, PosecheckError):
        return None
    return setup


def forget() -> None:
    """Delete what is kept."""
    with suppress(OSError):
        _file().unlink(missing_ok=True)


def _file() -> Path:
    return user_data_path("posecheck", appauthor=False) / "last_time.json"
