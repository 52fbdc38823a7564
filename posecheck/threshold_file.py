"""Reads a file of thresholds: each with its unit and source, typed by the section that declares it.

Code reads thresholds as attributes of a section (``SIGNALS.cutoff``), so that a misspelt name fails
in the type checker and at import, and so does an entry that is missing, left over, or given in
another unit than the code expects.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Any, TypeVar, get_args, get_type_hints


@dataclass(frozen=True)
class Unit:
    """The unit a threshold must be given in."""

    name: str


Bytes = Annotated[float, Unit("bytes")]
Count = Annotated[float, Unit("count")]
Degrees = Annotated[float, Unit("deg")]
DegreesPerSecond = Annotated[float, Unit("deg/s")]
GreyLevels = Annotated[float, Unit("grey levels")]
Hertz = Annotated[float, Unit("1/s")]
LegLengths = Annotated[float, Unit("leg lengths")]
LegLengthsPerSecond = Annotated[float, Unit("leg lengths/s")]
Megabytes = Annotated[float, Unit("MB")]
Metres = Annotated[float, Unit("m")]
Percent = Annotated[float, Unit("%")]
Pixels = Annotated[float, Unit("px")]
Ratio = Annotated[float, Unit("ratio")]
ScaledDeviations = Annotated[float, Unit("scaled MAD")]
Seconds = Annotated[float, Unit("s")]
ShareOfStature = Annotated[float, Unit("of stature")]
StandardDeviations = Annotated[float, Unit("SD")]
ThighLengths = Annotated[float, Unit("thigh lengths")]
TrunkLengths = Annotated[float, Unit("trunk lengths")]
TrunkLengthsPerSecond = Annotated[float, Unit("trunk lengths/s")]
Visibility = Annotated[float, Unit("visibility")]


class Section:
    """The thresholds of one section; a subclass is a frozen dataclass with a field for each."""


_Section = TypeVar("_Section", bound=Section)


@dataclass(frozen=True)
class Entry:
    """One threshold as its file states it; `name` is ``section.threshold``."""

    name: str
    value: float
    unit: str
    source: str


class ThresholdFile:
    """One file of thresholds that comes with a package.

    Parameters
    ----------
    package
        the package that carries it.
    name
        its file name.

    Raises
    ------
    ValueError
        an entry is missing, left over, or in another unit than its section declares. That is a
        mistake in the program, found when it is imported.
    """

    def __init__(self, package: str, name: str = "thresholds.toml") -> None:
        self._table = tomllib.loads(files(package).joinpath(name).read_text("utf-8"))
        self.version = str(self._table.pop("version"))

    def section(self, name: str, kind: type[_Section]) -> _Section:
        """Return one section of the file as an instance of its class."""
        given: dict[str, dict[str, Any]] = self._table[name]
        hints = get_type_hints(kind, include_extras=True)
        declared = {field: get_args(hint)[1].name for field, hint in hints.items()}
        if set(given) != set(declared):
            odd = ", ".join(sorted(set(given) ^ set(declared)))
            raise ValueError(f"thresholds [{name}]: {odd} stands only in the file or in the class")
        for field, unit in declared.items():
            if given[field]["unit"] != unit:
                raise ValueError(
                    f"thresholds [{name}]: {field} is in {given[field]['unit']}, expected {unit}"
                )
        return kind(**{field: float(entry["value"]) for field, entry in given.items()})

    def entries(self) -> Iterator[Entry]:
        """Yield every threshold in the order of the file."""
        for section, entries in self._table.items():
            for name, entry in entries.items():
                yield Entry(
                    f"{section}.{name}", float(entry["value"]), entry["unit"], entry["source"]
                )
