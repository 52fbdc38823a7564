"""The protocols that are installed: those that come with posecheck and those of other packages.

A package registers one by an entry point of the group `posecheck.protocols` that names an instance
of `posecheck.protocol.Protocol`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from posecheck.errors import OptionError, SetupError
from posecheck.protocol import Protocol

GROUP = "posecheck.protocols"

AnyProtocol = Protocol[Any, Any]


@cache
def installed() -> Mapping[str, AnyProtocol]:
    """Return every installed protocol by its name, in their order.

    Raises
    ------
    SetupError
        one of them cannot be loaded, or two have one name or one command.
    """
    loaded = [_loaded(entry) for entry in entry_points(group=GROUP)]
    found: dict[str, AnyProtocol] = {}
    for each in sorted(loaded, key=lambda each: (each.rank, each.name)):
        commands = {other.command for other in found.values()}
        if each.name in found or each.command in commands:
            raise SetupError(
                f'Two installed protocols are named "{each.name}" or have the command '
                f'"{each.command}". Uninstall the package of one of them.'
            )
        found[each.name] = each
    return found


def _loaded(entry: EntryPoint) -> AnyProtocol:
    try:
        found = entry.load()
    except Exception as error:  # whatever another package's code may raise
        raise SetupError(
            f'The protocol "{entry.name}" ({entry.value}) cannot be loaded '
            f"({type(error).__name__}: {error}). Update or uninstall the package that brings it."
        ) from error
    if not isinstance(found, Protocol):
        raise SetupError(
            f'"{entry.name}" ({entry.value}) is not a protocol. Update or uninstall the package '
            "that brings it."
        )
    return found


def protocol(name: str) -> AnyProtocol:
    """Return an installed protocol by its name.

    Raises
    ------
    OptionError
        there is none of that name.
    """
    try:
        return installed()[name]
    except (KeyError, TypeError) as error:
        known = ", ".join(installed())
        raise OptionError(f'There is no protocol "{name}". Installed are: {known}.') from error
