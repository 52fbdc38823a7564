"""Keeps the camera's WebRTC connection inside this machine.

aiortc offers every address of the machine but the loopback, which would open ports to the network,
and looks up `.local` names by multicast. The page and its server are on one machine, so the
loopback address is all it takes.
"""

import sys

import aioice.ice

_LOOPBACK = "127.0.0.1"


def keep_to_loopback() -> None:
    """Make aiortc open its ports on the loopback address only; may be called again.

    Not on Windows, which does not let a socket of another of its own addresses reach the loopback:
    there aiortc keeps offering the machine's addresses.
    """
    if sys.platform != "win32":
        aioice.ice.get_host_addresses = _only_loopback
    aioice.ice.get_or_create_mdns_protocol = _no_lookup  # type: ignore[assignment]


def _only_loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    return [_LOOPBACK]


class _NoLookup:
    """Answers every question for a `.local` name with "unknown", without asking the network."""

    async def resolve(self, name: str) -> None:
        """Return None: the browser, once connected, is known by the address it writes from."""


async def _no_lookup(subscriber: object) -> _NoLookup:
    return _NoLookup()
