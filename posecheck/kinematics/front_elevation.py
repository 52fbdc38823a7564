"""Thigh elevation seen from the front: the height of the lifts, and the way to their tops.

Geometry alone leaves an error that is the pose model's: it draws the knee of a low lift too low and
that of a high one too high, and lets the lifted hip climb. Near hanging, geometry is blind: a knee
that comes towards a lens above it hardly moves in the picture. So the height of each top comes from
a linear formula on everything that is seen there (`tops`). There are two: for tops that a better
model has looked at again (`second_look`), and for those seen once.

Between standing and its top a leg is on its way. Which share of the way it has gone is read from
how far knee and foot are from their places in standing. That share grows faster than the angle for
high lifts (the foot goes up last) and about with it for low ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.regression import FittedModels, LinearModel
from posecheck.kinematics.tops import Top, way_of
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import SIDES, Side
from posecheck.thresholds import ELEVATION

FloatArray = npt.NDArray[np.float64]

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
class Heights:
    """The heights of a take's tops.

    Attributes
    ----------
    deg
        per side `(n,)` degrees.
    doubt
        by how much a take's error is wider than the formula's usual one; 1 is usual.
    """

    deg: Mapping[Side, FloatArray]
    doubt: float


def heights_of(
    tops: Mapping[Side, Sequence[Top]],
    seen: Mapping[Side, Sequence[Top | None]],
    model: LinearModel,
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
    model
        the formula.
    """
    estimates = {
        side: [None if top is None else model.estimate(top.features) for top in seen[side]]
        for side in SIDES
    }
    asked = [
        each
        for side in SIDES
        for each, top in zip(estimates[side], tops[side], strict=True)
        if top.shank_hangs
    ]
    inside = [each for each in asked if each is not None]
    if not inside or len(inside) < ELEVATION.least_share_in_range * len(asked):
        return None
    usual = model.quantile * model.residual
    doubt = float(np.median([(each.high - each.low) / 2 / usual for each in inside]))
    deg = {
        side: np.array(
            [
                top.geometry_deg if each is None else float(np.clip(each.value, 0.0, 150.0))
                for top, each in zip(tops[side], estimates[side], strict=True)
            ]
        )
        for side in SIDES
    }
    return Heights(deg, doubt)


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
        found[inside] = height * share ** (1.0 / _steepness(height))
    return np.where(np.isfinite(way), found, np.nan)


def _steepness(height_deg: float) -> float:
    """Return by which power of the share of the angle knee and foot move off their places."""
    heights = (ELEVATION.low_lift, ELEVATION.high_lift)
    return float(np.interp(height_deg, heights, (ELEVATION.steep_low, ELEVATION.steep_high)))


def version() -> str:
    """Return the version of the fitted coefficients, stated in every assessment."""
    return MODELS.version


def fitted(placed: bool, again: bool = False) -> LinearModel:
    """Return the formula for a camera whose place is known or estimated, for one look or two."""
    return MODELS[_known(placed) + ("-seen-again" if again else "")]


@cache
def error_of(method: str, placed: bool) -> HeightError:
    """Return the error of a peak on rendered people.

    Parameters
    ----------
    method
        "front-corrected", "front-seen-again", or geometry alone, by view: "front", "oblique",
        "side".
    placed
        whether the camera's place is known.
    """
    errors: Mapping[str, Any] = MODELS.data["errors"]
    return HeightError.from_data(errors[method][_known(placed)])


def _known(placed: bool) -> str:
    return "known" if placed else "estimated"
