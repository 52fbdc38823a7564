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
    """Return every installed protocol by its name; those of posecheck first.

    Raises
    ------
    ValueError : two of them have one name or one command; a mistake in a program.
    """
    found: dict[str, AnyProtocol] = {}
    entries = sorted(entry_points(group=GROUP), key=lambda entry: not _own(entry.value))
    for entry in entries:
        protocol: AnyProtocol = entry.load()
        taken = {each.command for each in found.values()}
        if found.get(protocol.name, protocol) is not protocol or protocol.command in taken:
            raise ValueError(f"two protocols are named {protocol.name} or {protocol.command}")
        found[protocol.name] = protocol
    return found


def protocol(name: str) -> AnyProtocol:
    """Return an installed protocol by its name.

    Raises
    ------
    OptionError : there is none of that name.
    """
    try:
        return installed()[name]
    except KeyError as error:
        known = ", ".join(installed())
        raise OptionError(f'There is no protocol "{name}". Installed are: {known}.') from error


def _own(value: str) -> bool:
    return value.startswith("posecheck.")
