"""Thigh elevation seen from the front: the height of the lifts, and the way to their tops.

Geometry alone leaves an error that is the pose model's: it draws the knee of a low lift too low and
that of a high one too high, and lets the lifted hip climb. Near hanging, geometry is blind: a knee
that comes towards a lens above it hardly moves in the picture. So the height of each top comes from
a linear formula on everything that is seen there (`tops`). There are two: for tops that a better
model has looked at again (`second_look`), and for those seen once. How high the tops of a take are
altogether is put right by a third, which reads depth too.

Between standing and its top a leg is on its way. Which share of the way it has gone is read from
how far knee and foot are from their places in standing. That share grows with a power of the knee's
rise, more than with it in high lifts (the foot goes up last) and less in low ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.regression import FittedModels, LinearModel
from posecheck.kinematics.statistics import Estimate
from posecheck.kinematics.tops import Top, way_of
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import SIDES, Side
from posecheck.thresholds import ELEVATION

FloatArray = npt.NDArray[np.float64]
_Estimates = Mapping[Side, Sequence[Estimate | None]]

_ONE_LOOK = "front-corrected"

MODELS = FittedModels("posecheck.kinematics", "elevation_model.json")


@dataclass(frozen=True)
class ElevationError:
    """Standard deviations of the error of a peak elevation, degrees, by what shares it.

    Attributes
    ----------
    common
        shared by both sides of one take; cancels in the difference right − left.
    side
        shared by the repetitions of one side.
    repetition
        each repetition's own.
    """

    common: float
    side: float
    repetition: float

    def times(self, factor: float) -> "ElevationError":
        """Return the same error made larger or smaller."""
        return ElevationError(self.common * factor, self.side * factor, self.repetition * factor)


@dataclass(frozen=True)
class HeightError:
    """The error of a peak elevation, by how high the peak is.

    Attributes
    ----------
    low, high
        at `elevation.low_lift` and below, at `elevation.high_lift` and above; in between the error
        changes evenly.
    """

    low: ElevationError
    high: ElevationError

    def at(self, deg: float) -> ElevationError:
        """Return the error of a peak of so many degrees."""
        heights = (ELEVATION.low_lift, ELEVATION.high_lift)

        def between(low: float, high: float) -> float:
            return float(np.interp(deg, heights, (low, high)))

        return ElevationError(
            between(self.low.common, self.high.common),
            between(self.low.side, self.high.side),
            between(self.low.repetition, self.high.repetition),
        )

    def times(self, factor: float) -> "HeightError":
        """Return the same error made larger or smaller."""
        return HeightError(self.low.times(factor), self.high.times(factor))

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, float]]) -> "HeightError":
        """Return the error of one entry of the data file."""
        return cls(ElevationError(**data["low"]), ElevationError(**data["high"]))


@dataclass(frozen=True, eq=False)
class Formula:
    """What reads the heights of a take's tops.

    Attributes
    ----------
    heights
        reads each top.
    level
        the same with depth, the pose model's guess of what lies nearer to the camera; None where
        there is none. One camera guesses depth differently for left and right, so it says by how
        much all tops of a take are higher or lower, and nothing of their differences.
    """

    heights: LinearModel
    level: LinearModel | None = None


@dataclass(frozen=True, eq=False)
class Heights:
    """The heights of a take's tops.

    Attributes
    ----------
    deg
        per side `(n,)` degrees.
    doubt
        by how much a take's error is wider than the formula's usual one; 1 is usual.
    in_depth
        whether depth said how high they are altogether.
    """

    deg: Mapping[Side, FloatArray]
    doubt: float
    in_depth: bool = False


@dataclass(frozen=True, eq=False)
class Reading:
    """What a formula said of a take's tops.

    Attributes
    ----------
    heights
        of the tops.
    method
        as `Elevation.method` has it.
    again
        whether it read the second look.
    error
        of the formula, on rendered people.
    """

    heights: Heights
    method: str
    again: bool
    error: HeightError


def read_heights(
    tops: Mapping[Side, Sequence[Top]],
    seen: Mapping[Side, Sequence[Top | None]] | None,
    formula: Formula | None,
    placed: bool,
) -> Reading | None:
    """Return the heights of a take's tops, from the second look where that says enough.

    None where no formula can read them. Of a look that did not see the feet in standing nothing of
    them is read.

    Parameters
    ----------
    tops
        of the track.
    seen
        the same as the second look saw them; None where there was none.
    formula
        given only to test one that was fitted without some people; None for the fitted ones.
    placed
        whether the camera's place is known.
    """
    if seen is not None:
        feet = _shows_feet(seen)
        again = heights_of(tops, seen, formula or fitted(placed, True, feet))
        if again is not None:
            method = "front-seen-in-depth" if again.in_depth else "front-seen-again"
            return Reading(again, method, True, error_of(method, placed, feet))
    feet = _shows_feet(tops)
    once = heights_of(tops, tops, formula or fitted(placed, False, feet))
    if once is None:
        return None
    return Reading(once, _ONE_LOOK, False, error_of(_ONE_LOOK, placed, feet))


def _shows_feet(seen: Mapping[Side, Sequence[Top | None]]) -> bool:
    """Say whether a look saw the feet in standing, which is the same at all of its tops."""
    tops = (top for of_side in seen.values() for top in of_side)
    return all(top is None or np.isfinite(top.features["foot_extent"]) for top in tops)


def heights_of(
    tops: Mapping[Side, Sequence[Top]],
    seen: Mapping[Side, Sequence[Top | None]],
    formula: Formula,
) -> Heights | None:
    """Return the height of every top, or None where too many lie outside the formula's range.

    A take is read by the formula as a whole or not at all, so that no difference between lifts
    comes from reading only some by it. A single odd top keeps its geometry; those whose shank does
    not hang are not asked, for the formula has seen none.

    Parameters
    ----------
    tops
        of the track.
    seen
        the same, with what the formula is to read; None where nothing was seen.
    formula
        what reads them.
    """
    read = _read(formula.heights, seen)
    doubt = _doubt(formula.heights, read, tops)
    if doubt is None:
        return None
    found = _level(formula, read, tops, seen)
    level, deeper = found or (0.0, doubt)
    deg = {
        side: np.array(
            [
                top.geometry_deg if each is None else float(np.clip(each.value + level, 0.0, 150.0))
                for top, each in zip(tops[side], read[side], strict=True)
            ]
        )
        for side in SIDES
    }
    return Heights(deg, max(doubt, deeper), found is not None)


def _read(model: LinearModel, seen: Mapping[Side, Sequence[Top | None]]) -> _Estimates:
    """Return what a formula says of each top; None where that lies outside its range."""
    return {
        side: [None if top is None else model.estimate(top.features) for top in seen[side]]
        for side in SIDES
    }


def _doubt(
    model: LinearModel, read: _Estimates, tops: Mapping[Side, Sequence[Top]]
) -> float | None:
    """Return by how much a take's error is wider than usual; None where too few can be read."""
    asked = [
        each
        for side in SIDES
        for each, top in zip(read[side], tops[side], strict=True)
        if top.shank_hangs
    ]
    inside = [each for each in asked if each is not None]
    if not inside or len(inside) < ELEVATION.least_share_in_range * len(asked):
        return None
    usual = model.quantile * model.residual
    return float(np.median([(each.high - each.low) / 2 / usual for each in inside]))


def _level(
    formula: Formula,
    read: _Estimates,
    tops: Mapping[Side, Sequence[Top]],
    seen: Mapping[Side, Sequence[Top | None]],
) -> tuple[float, float] | None:
    """Return by how much depth says all tops are higher, degrees, and its doubt.

    None where there is no depth, or it lies outside the formula's range.
    """
    if formula.level is None:
        return None
    deep = _read(formula.level, seen)
    doubt = _doubt(formula.level, deep, tops)
    higher = [
        with_depth.value - flat.value
        for side in SIDES
        for with_depth, flat, top in zip(deep[side], read[side], tops[side], strict=True)
        if with_depth is not None and flat is not None and top.shank_hangs
    ]
    return None if doubt is None or not higher else (float(np.median(higher)), doubt)


def way_to(
    track: Track, rest: QuietStance, side: Side, tops: Sequence[Top], deg: FloatArray
) -> FloatArray:
    """Return the elevation of one leg over a take, `(N,)` degrees, from the heights of its tops.

    NaN where the track is.
    """
    way = way_of(track, rest, side)
    found = np.zeros_like(way)
    for top, height in zip(tops, deg, strict=True):
        inside = slice(top.first, top.last + 1)
        still = ELEVATION.still_share
        share = np.maximum(way[inside] / top.way - still, 0.0) / (1.0 - still)
        rise = (1.0 - np.cos(np.radians(height))) * share ** (1.0 / _steepness(height))
        found[inside] = np.degrees(np.arccos(np.clip(1.0 - rise, -1.0, 1.0)))
    return np.where(np.isfinite(way), found, np.nan)


def _steepness(height_deg: float) -> float:
    """Return with which power of the knee's rise, 1 − cos of the angle, a leg goes its way."""
    heights = (ELEVATION.low_lift, ELEVATION.high_lift)
    return float(np.interp(height_deg, heights, (ELEVATION.steep_low, ELEVATION.steep_high)))


def version() -> str:
    """Return the version of the fitted coefficients, stated in every assessment."""
    return MODELS.version


def fitted(placed: bool, again: bool = False, feet: bool = True) -> Formula:
    """Return the formula for a camera whose place is known or estimated, for one look or two.

    Without `feet` it reads nothing of them: what is drawn at the picture's edge is a guess.
    """
    name = _known(placed, feet)
    if not again:
        return Formula(MODELS[name])
    return Formula(MODELS[f"{name}-seen-again"], MODELS[f"{name}-seen-in-depth"])


@cache
def error_of(method: str, placed: bool, feet: bool = True) -> HeightError:
    """Return the error of a peak on rendered people.

    Parameters
    ----------
    method
        "front-corrected", "front-seen-again", "front-seen-in-depth", or geometry alone, by view:
        "front", "oblique", "side".
    placed
        whether the camera's place is known.
    feet
        whether a formula read the feet; geometry has one error either way.
    """
    errors: Mapping[str, Any] = MODELS.data["errors"]
    return HeightError.from_data(errors[method][_known(placed, feet)])


def _known(placed: bool, feet: bool) -> str:
    return ("known" if placed else "estimated") + ("" if feet else "-without-feet")
