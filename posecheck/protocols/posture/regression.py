"""The fitted models: a few linear corrections with their residual, read from one data file.

`benchmarks/fit_tilt.py` writes `model.json`: coefficients, the bodies they were fitted on, and for
each body the estimate of a model that never saw that body. Half the width of an interval is

    quantile · residual · √(1 + leverage) · excess

where `leverage` says how far the features lie from those of the fit, and `excess` is 1 inside
their range and grows with the distance outside. Far outside there is no estimate.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from posecheck.protocols.posture.thresholds import MODEL

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A value with the half width of its 95 % interval, in the unit of the value.

    `outside` is true where the person lies outside what the model was fitted on, by so much that
    the interval was widened for it.
    """

    value: float
    half_width: float
    outside: bool = False


@dataclass(frozen=True, eq=False)
class LinearModel:
    """One fitted model.

    Attributes
    ----------
    features : names of what it reads, `P` of them.
    mean, scale : `(P,)` of the fit; features are standardised with them.
    intercept, coefficients : value = intercept + coefficients · standardised features.
    spread : `(P, P)` inverse of the regularised information of the fit, on standardised features.
    residual : standard deviation of the error on bodies left out, leverage taken out.
    quantile : 95 % quantile of that error over its standard deviation.
    largest_leverage : of the fit's own rows, each with its body left out.
    """

    features: Sequence[str]
    mean: FloatArray
    scale: FloatArray
    intercept: float
    coefficients: FloatArray
    spread: FloatArray
    residual: float
    quantile: float
    largest_leverage: float

    def estimate(self, features: Mapping[str, float]) -> Estimate | None:
        """Return the estimate, or None where a feature is missing or lies far outside the fit."""
        if not all(name in features for name in self.features):
            return None
        given = np.array([features[name] for name in self.features])
        standard = (given - self.mean) / self.scale
        leverage = self.leverage(standard)
        excess = max(1.0, float(np.sqrt(leverage / self.largest_leverage)))
        if not np.isfinite(leverage) or excess > MODEL.farthest:
            return None
        half = self.quantile * self.residual * float(np.sqrt(1 + leverage)) * excess
        value = self.intercept + float(standard @ self.coefficients)
        return Estimate(value, half, outside=excess > 1.0)

    def leverage(self, standard: FloatArray) -> float:
        """Return how far a row of standardised features `(P,)` lies from the fit's centre."""
        return float(standard @ self.spread @ standard)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "LinearModel":
        """Return the model of one entry of the data file."""
        return cls(
            features=tuple(data["features"]),
            mean=np.array(data["mean"], float),
            scale=np.array(data["scale"], float),
            intercept=float(data["intercept"]),
            coefficients=np.array(data["coefficients"], float),
            spread=np.array(data["spread"], float),
            residual=float(data["residual"]),
            quantile=float(data["quantile"]),
            largest_leverage=float(data["largest_leverage"]),
        )


def model(name: str) -> LinearModel:
    """Return one of the fitted models by its name in the data file."""
    return _models()[name]


def version() -> str:
    """Return the version of the data file, stated in every assessment."""
    return str(_data()["version"])


def bodies() -> Mapping[str, Any]:
    """Return the stands the models were fitted on, with the estimate of each body left out."""
    return dict(_data()["stands"])


@cache
def _models() -> dict[str, LinearModel]:
    return {name: LinearModel.from_data(data) for name, data in _data()["models"].items()}


@cache
def _data() -> dict[str, Any]:
    text = files("posecheck.protocols.posture").joinpath("model.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
