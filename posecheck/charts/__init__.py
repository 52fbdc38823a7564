"""Curves and values as SVG; here `Chart`: what is shown, before anybody decides how large."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from posecheck.landmarks import Side

DotKind = Literal["counted", "void", "odd"]

_DAY_S = 86400.0
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Dot:
    """One value at one place; `low` and `high` are the ends of its interval.

    `kind` is "void" for a repetition that does not count and "odd" for a take that stands apart.
    """

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    kind: DotKind = "counted"


@dataclass(frozen=True)
class End:
    """One place without a value, of which is known above what it surely lies, or below what.

    Attributes
    ----------
    low, high
        between what it lies; None where that end is open, at most one of them.
    """

    x: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Series:
    """What belongs together in a chart: one side's curve, or one side's values.

    Attributes
    ----------
    label
        its name in the key; empty where the chart has only one.
    side
        the person's own; None for neither. It sets colour, dash and shape of the dots.
    dots
        single values.
    ends
        what is known in the place of single values.
    curve
        points of a line, NaN where it breaks.
    strong
        stretches of x in which the line is drawn thick.
    meaning
        what those stretches are, for the key.
    joined
        whether a faint line joins the dots.
    tone
        of several series that belong to neither side, which one; it sets their look.
    """

    label: str
    side: Side | None = None
    dots: tuple[Dot, ...] = ()
    curve: Sequence[tuple[float, float]] = ()
    strong: tuple[tuple[float, float], ...] = ()
    meaning: str = ""
    joined: bool = False
    tone: int = 0
    ends: tuple[End, ...] = ()


@dataclass(frozen=True)
class Zone:
    """A band of values with its name, as the minimal detectable change about the first take."""

    low: float
    high: float
    label: str
    side: Side | None = None


@dataclass(frozen=True)
class Chart:
    """One chart.

    Attributes
    ----------
    title
        what it shows, in a few words.
    told
        the same for those who cannot see it, with the numbers that matter.
    unit
        of the values, as an axis shows it: ``°``, `` s``, `` %``.
    x_kind
        "seconds" since the take began, or "date": days as `date_place` gives them.
    x_range
        from where to where x goes.
    series
        what is drawn.
    target, target_label
        a value to compare with, such as the one that was to be reached, and what it is; None for
        none.
    zones
        bands of values.
    reach
        values that are shown in any case; None for as far as there are any.
    """

    title: str
    told: str
    unit: str
    x_kind: Literal["seconds", "date"]
    x_range: tuple[float, float]
    series: tuple[Series, ...]
    target: float | None = None
    zones: tuple[Zone, ...] = ()
    reach: tuple[float, float] | None = None
    target_label: str = "target"


def date_place(moment: datetime) -> float:
    """Return where a moment stands on an axis of dates: days, by the clock of its own zone."""
    return (moment.replace(tzinfo=None) - _EPOCH).total_seconds() / _DAY_S
