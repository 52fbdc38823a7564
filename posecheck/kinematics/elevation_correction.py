"""The correction of the pose model's own error in the peak elevation seen from the front.

Geometry alone leaves an error that is the pose model's: it draws the knee of a low lift too low and
that of a high one too high, and lets the lifted hip climb. A small ridge regression, fitted on
rendered people with known joints, takes out what is common to them. It has two parts, because
the two questions differ:

* the *level* of a take, from the elevation by geometry, the climb of the two hip points and
  the foot extent (which carries what the camera's place leaves open);
* the *differences* within a take, between lifts and so between the sides, from the uncorrected
  angle and the climb of the hip points. The camera's place is common to both legs and cancels; a
  steeper formula would blow up the pose model's own left–right error with it.

Tried on 24 people seen from the front, each left out of the fit in turn; mean absolute error of
the peak, and of right − left per take (worst in brackets):

=============================================================  =======  ============
uncorrected angle from the leg's own hip and knee              11.6°    4.4° (17.5°)
geometry, usual camera place                                    5.5°    3.2° (13.4°)
geometry, camera place estimated from the take                  4.4°    3.2°
geometry, camera place known                                    4.3°    3.2° (13.3°)
quadratic fit on the uncorrected angle                          3.9°    2.5° (6.6°)
quadratic fit on the geometry, place known                      2.7°    2.5° (7.8°)
  … and climb of the hips                                       2.6°    2.2° (7.0°)
  … and foot extent                                             2.5°    2.2° (7.0°)
  … and the differences fitted apart (this module)              2.4°    1.7° (4.1°)
the same with each frame averaged with its mirror image         2.4°    1.5° (5.8°)
=============================================================  =======  ============

Averaging with the mirror image costs a second inference per frame and gained nothing that holds, so
it is not done. Ankle rise, shank length, knee path, limb proportions and the model's depth were
tried as further terms: each helped some people and hurt others. World landmarks (18.3°, 6.7° before
any fit) were left out: their left–right error is known from real people as well.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

LEVEL_FEATURES = (
    "geometry",
    "geometry_squared",
    "own_hip_climb",
    "standing_hip_climb",
    "foot_extent",
)
DIFFERENCE_FEATURES = ("plain", "plain_squared", "own_hip_climb", "standing_hip_climb")


@dataclass(frozen=True)
class ElevationError:
    """Standard deviations of the error of a peak elevation, degrees, by what shares it.

    Attributes
    ----------
    common : shared by both sides of one take; cancels in the difference right − left.
    side : shared by the repetitions of one side.
    repetition : each repetition's own.
    """

    common: float
    side: float
    repetition: float

    def times(self, factor: float) -> "ElevationError":
        """Return the same error made larger or smaller."""
        return ElevationError(self.common * factor, self.side * factor, self.repetition * factor)


@dataclass(frozen=True)
class Peak:
    """What is seen at one highest point of one leg; medians over its topmost samples.

    Attributes
    ----------
    plain : degrees, arccos of the vertical hip–knee drop over the standing thigh.
    geometry : degrees, elevation from the knee's height and the camera's place.
    own_hip_climb, standing_hip_climb : rise of the hip points above their standing place, in thigh
        lengths, up positive.
    foot_extent : toes below heels in standing, in thigh lengths.
    """

    plain: float
    geometry: float
    own_hip_climb: float
    standing_hip_climb: float
    foot_extent: float

    def features(self, names: tuple[str, ...]) -> FloatArray:
        """Return the named features as `(len(names),)`."""
        values = {
            "plain": self.plain,
            "plain_squared": self.plain**2 / 100,
            "geometry": self.geometry,
            "geometry_squared": self.geometry**2 / 100,
            "own_hip_climb": self.own_hip_climb,
            "standing_hip_climb": self.standing_hip_climb,
            "foot_extent": self.foot_extent,
        }
        return np.array([values[name] for name in names])


@dataclass(frozen=True)
class Regression:
    """A linear formula on named features."""

    features: tuple[str, ...]
    intercept: float
    slopes: tuple[float, ...]

    def __call__(self, peak: Peak) -> float:
        """Return the formula's value at one peak, degrees."""
        return self.intercept + float(peak.features(self.features) @ np.array(self.slopes))


@dataclass(frozen=True)
class Correction:
    """A fitted correction with its error and the range it was fitted on.

    Attributes
    ----------
    level, difference : the two formulas, see the module's text.
    error : of a corrected peak, from people left out of the fit.
    ranges : per feature the least and the greatest value it was fitted on, widened by three
        tenths of the span, because leaving out one person showed that the next one may lie outside.
    """

    level: Regression
    difference: Regression
    error: ElevationError
    ranges: Mapping[str, tuple[float, float]]

    def covers(self, peak: Peak) -> bool:
        """Whether every feature of the peak lies in the range of the fit; False for NaN."""
        names = tuple(self.ranges)
        bounds = np.array([self.ranges[name] for name in names])
        values = peak.features(names)
        return bool(((values >= bounds[:, 0]) & (values <= bounds[:, 1])).all())

    def correct(self, peaks: Mapping[str, list[Peak]]) -> dict[str, FloatArray]:
        """Return the corrected elevation of every peak of one take, degrees.

        Parameters
        ----------
        peaks : per side the peaks of the take; a side may have none.
        """
        offsets = [
            float(np.mean([self.level(peak) - self.difference(peak) for peak in of_side]))
            for of_side in peaks.values()
            if of_side
        ]
        offset = float(np.mean(offsets)) if offsets else 0.0
        return {
            side: np.array([self.difference(peak) + offset for peak in of_side])
            for side, of_side in peaks.items()
        }


def version() -> str:
    """Return the version of the fitted coefficients, stated in every assessment."""
    return str(_file()["version"])


@cache
def fitted(placed: bool) -> Correction:
    """Return the correction for a camera whose place is known, or for an estimated one."""
    model = _file()["front"]["known" if placed else "estimated"]
    return Correction(
        level=Regression(LEVEL_FEATURES, model["level"][0], tuple(model["level"][1:])),
        difference=Regression(
            DIFFERENCE_FEATURES, model["difference"][0], tuple(model["difference"][1:])
        ),
        error=ElevationError(**model["error"]),
        ranges={name: (low, high) for name, (low, high) in model["ranges"].items()},
    )


@cache
def geometry_error(view: str, placed: bool) -> ElevationError:
    """Return the error of a peak from geometry alone, by kind of view: front, oblique, side."""
    return ElevationError(**_file()["geometry"][view]["known" if placed else "estimated"])


@cache
def _file() -> dict[str, Any]:
    text = files("posecheck.kinematics").joinpath("elevation_model.json").read_text("utf-8")
    return dict(json.loads(text))
