"""The fitted models of the posture check; `benchmarks/fit_tilt.py` writes their data file."""

from collections.abc import Mapping

from posecheck.kinematics.regression import FittedModels
from posecheck.measures import MeasureKind
from posecheck.protocols.posture import kinds

MODELS = FittedModels("posecheck.protocols.posture", "model.json")

# Measures with a second model, for stands that do not show all that the first one reads.
_WITH_LESS: Mapping[str, str] = {
    kinds.TRUNK_LEAN.name: "without_legs",
    kinds.TILT_FROM_NEUTRAL.name: "back",
}


def models_of(kind: MeasureKind) -> tuple[str, ...]:
    """Return the names of the models of a measure, the best first."""
    less = _WITH_LESS.get(kind.name)
    return (kind.name,) if less is None else (kind.name, f"{kind.name}_{less}")
