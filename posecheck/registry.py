"""What is installed: protocols, those of other packages too, and every measure that they declare.

A package registers a protocol by an entry point of the group `posecheck.protocols` that names an
instance of `posecheck.protocol.Protocol`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

from posecheck.errors import OptionError, SetupError
from posecheck.measures import UNITS, MeasureKind, Unit
from posecheck.protocol import Protocol

if TYPE_CHECKING:
    from posecheck.assessment import Measure

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


@cache
def measure_kinds() -> Mapping[str, MeasureKind]:
    """Return every kind of every installed protocol by its name, in the order of declaration.

    Raises
    ------
    ValueError
        two protocols give one name to different quantities; a mistake in a program.
    """
    kinds: dict[str, MeasureKind] = {}
    for protocol in installed().values():
        for kind in (*protocol.measures, *protocol.repetition_measures):
            if kinds.setdefault(kind.name, kind) != kind:
                raise ValueError(f"two protocols declare different measures named {kind.name}")
    return kinds


def kind_of(measure: "Measure | str", unit: str = "ratio") -> MeasureKind:
    """Return what is known of a measure, by the name it has or formerly had; retired ones too.

    A measure of a protocol that is not installed here is described as far as it says itself.
    """
    name, unit = (measure, unit) if isinstance(measure, str) else (measure.name, measure.unit)
    kind = measure_kinds().get(name) or _former().get(name)
    if kind is not None:
        return kind
    known: Unit = next((each for each in UNITS if each == unit), "ratio")
    return MeasureKind(
        name=name,
        label=name.replace("_", " ").capitalize(),
        unit=known,
        digits=2,
        definition="A measure of a protocol that is not installed here.",
        source="not known here",
    )


@cache
def _former() -> Mapping[str, MeasureKind]:
    renamed = {old: kind for kind in measure_kinds().values() for old in kind.formerly}
    retired = {kind.name: kind for each in installed().values() for kind in each.retired}
    return {**renamed, **retired}
