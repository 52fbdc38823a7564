"""The one format of a fitted model: a linear formula with its residual and the range of its fit.

A data file beside the code that uses it holds the coefficients, what they were fitted on, and the
version; a script in `benchmarks/` writes it. Half the width of an interval is

    quantile · residual · √(1 + leverage) · excess

where `leverage` says how far the features lie from those of the fit, and `excess` is 1 inside
their range and grows with the distance outside. Far outside there is no estimate.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.statistics import Estimate
from posecheck.thresholds import REGRESSION

FloatArray = npt.NDArray[np.float64]


_OUTSIDE = "It lies outside what the formula was fitted on, so the interval is wide."


@dataclass(frozen=True, eq=False)
class LinearModel:
    """One fitted model.

    Attributes
    ----------
    features
        names of what it reads, `P` of them.
    mean, scale
        `(P,)` of the fit; features are standardised with them.
    intercept, coefficients
        value = intercept + coefficients · standardised features.
    spread
        `(P, P)` inverse of the regularised information of the fit, on standardised features.
    residual
        standard deviation of the error on bodies left out, leverage taken out.
    quantile
        95 % quantile of that error over its standard deviation.
    largest_leverage
        of the fit's own rows, each with its body left out.
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
        if not np.isfinite(leverage) or excess > REGRESSION.farthest:
            return None
        half = self.quantile * self.residual * float(np.sqrt(1 + leverage)) * excess
        value = self.intercept + float(standard @ self.coefficients)
        caution = _OUTSIDE if excess > 1.0 else None
        return Estimate(value, value - half, value + half, 1, caution)

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


class FittedModels:
    """The fitted models of one data file that comes with a package.

    Parameters
    ----------
    package, name
        where the file is.
    """

    def __init__(self, package: str, name: str) -> None:
        self._package, self._name = package, name

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The file: models by name, version, and what they were fitted on."""
        text = files(self._package).joinpath(self._name).read_text("utf-8")
        content: dict[str, Any] = json.loads(text)
        return content

    @property
    def version(self) -> str:
        """Version of the coefficients, stated in every assessment."""
        return str(self.data["version"])

    def __getitem__(self, name: str) -> LinearModel:
        """Return one of the models by its name in the file."""
        return self._models[name]

    @cached_property
    def _models(self) -> Mapping[str, LinearModel]:
        return {name: LinearModel.from_data(each) for name, each in self.data["models"].items()}
