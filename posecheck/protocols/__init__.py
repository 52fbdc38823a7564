"""The protocols that are installed: those that come with posecheck and those of other packages.

A package registers one by an entry point of the group `posecheck.protocols` that names an instance
of `posecheck.protocol.Protocol`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from posecheck.errors import OptionError
from posecheck.protocol import Protocol

GROUP = "posecheck.protocols"

AnyProtocol = Protocol[Any, Any]


@cache
def installed() -> Mapping[str, AnyProtocol]:
    """Return every installed protocol by its name, in their order.

    Raises
    ------
    ValueError : two of them have one name or one command; a mistake in a program.
    """
    loaded: list[AnyProtocol] = [entry.load() for entry in entry_points(group=GROUP)]
    found: dict[str, AnyProtocol] = {}
    for each in sorted(loaded, key=lambda each: (each.rank, each.name)):
        commands = {other.command for other in found.values()}
        if each.name in found or each.command in commands:
            raise ValueError(f"two protocols are named {each.name} or {each.command}")
        found[each.name] = each
    return found


def protocol(name: str) -> AnyProtocol:
    """Return an installed protocol by its name.

    Raises
    ------
    OptionError : there is none of that name.
    """
    try:
        return installed()[name]
    except (KeyError, TypeError) as error:
        known = ", ".join(installed())
        raise OptionError(f'There is no protocol "{name}". Installed are: {known}.') from error
