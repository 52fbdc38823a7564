"""What a quantity is that can be measured: the one entry that every quantity has.

A `MeasureKind` says once what a quantity is called, in which unit and how exactly it is given, what
its sign means, from where it can be seen, what it is, and where that comes from. Command line,
page, report, glossary, JSON schema, CSV headers and the data dictionary read it here. A protocol
declares its kinds as constants and names them by these, so that a misspelt one fails in the type
checker; `posecheck.registry` holds those of every installed protocol.

The command line lists protocols, and so their kinds, without the models of an assessment: those are
imported where a measure is made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from posecheck.assessment import Evidence, Measure, Quantity, View
    from posecheck.kinematics.statistics import Estimate
    from posecheck.landmarks import Side

Unit = Literal["deg", "deg/s", "s", "%", "1/min", "ratio", "count", "deg/lift", "class"]

UNITS: Mapping[Unit, str] = {
    "deg": "degrees",
    "deg/s": "degrees per second",
    "deg/lift": "degrees from lift to lift",
    "s": "seconds",
    "%": "percent",
    "1/min": "per minute",
    "ratio": "a ratio without unit",
    "count": "a count",
    "class": "a class by name",
}


@dataclass(frozen=True)
class MeasureKind:
    """One quantity that a protocol measures.

    Attributes
    ----------
    name
        stable name, for programs and files.
    label
        its name in words, as headings and rows show it.
    unit
        one of `UNITS`.
    digits
        decimals that can be meant.
    definition
        what it is, in one sentence.
    source
        where formula and convention come from.
    sign
        what a positive value means; empty where it has no sign.
    per_side
        whether left and right have values of their own.
    views
        the views that show it.
    classes
        of a class, each name with its words; empty for numbers.
    tested_on
        what its error was measured on, in one short line.
    formerly
        names that earlier versions gave it, so that old files open.
    """

    name: str
    label: str
    unit: Unit
    digits: int
    definition: str
    source: str
    sign: str = ""
    per_side: bool = False
    views: "tuple[View, ...]" = ("front", "side-left", "side-right", "oblique")
    classes: Mapping[str, str] = field(default_factory=dict)
    tested_on: str = ""
    formerly: tuple[str, ...] = ()

    def of(
        self,
        estimate: "Estimate",
        view: "View",
        side: "Side | None" = None,
        *,
        evidence: "Evidence | None" = None,
        caution: str | None = None,
    ) -> "Measure":
        """Return a measure of this kind; an estimate's own caution is kept beside `caution`."""
        cautions = dict.fromkeys(each for each in (caution, estimate.caution) if each)
        from posecheck.assessment import Measure

        return Measure(
            name=self.name,
            side=side,
            value=estimate.value,
            unit=self.unit,
            low=estimate.low,
            high=estimate.high,
            n=estimate.n,
            view=view,
            evidence=evidence,
            caution=" ".join(cautions) or None,
            tested_on=self.tested_on,
        )

    def of_class(
        self,
        name: str,
        view: "View",
        n: int,
        side: "Side | None" = None,
        caution: str | None = None,
    ) -> "Measure":
        """Return a measure whose value is one of this kind's classes.

        Raises
        ------
        ValueError
            this kind has no such class; a mistake in the program.
        """
        if name not in self.classes:
            raise ValueError(f"{self.name} has no class {name}")
        from posecheck.assessment import Measure

        return Measure(
            name=self.name,
            side=side,
            value=name,
            unit=self.unit,
            n=n,
            view=view,
            caution=caution,
            tested_on=self.tested_on,
        )

    def missing(
        self,
        reason: str,
        view: "View" = "unknown",
        side: "Side | None" = None,
        n: int = 0,
        *,
        low: float | None = None,
        high: float | None = None,
    ) -> "Measure":
        """Return a measure that could not be taken, with the sentence why.

        Parameters
        ----------
        low, high
            what it is surely above or below, where at least that is known.
        """
        from posecheck.assessment import Measure

        return Measure(
            name=self.name,
            side=side,
            value=None,
            unit=self.unit,
            low=low,
            high=high,
            n=n,
            view=view,
            reason=reason,
            tested_on="" if low is None and high is None else self.tested_on,
        )

    def quantity(
        self, value: float | str | None, low: float | None = None, high: float | None = None
    ) -> "dict[str, Quantity]":
        """Return one repetition's value of this kind, for `Repetition.values`; empty for None."""
        from posecheck.assessment import Quantity

        return {} if value is None else {self.name: Quantity(value=value, low=low, high=high)}

    def titled(self, side: "Side | None" = None) -> str:
        """Return the label with the side, where there is one: ``Hold at the top, left``."""
        return f"{self.label}, {side}" if side else self.label


class Listed:
    """The measures of a take, to be found by kind and side."""

    def __init__(self, measures: "Iterable[Measure]") -> None:
        self._found = {(each.name, each.side): each for each in measures}

    def find(self, kind: MeasureKind, side: "Side | None" = None) -> "Measure | None":
        """Return a measure, with a value or without; None where it is not listed."""
        return self._found.get((kind.name, side))

    def of(self, kind: MeasureKind, side: "Side | None" = None) -> "Measure | None":
        """Return a measure that has a value; None where it has none."""
        measure = self.find(kind, side)
        return measure if measure is not None and measure.value is not None else None
