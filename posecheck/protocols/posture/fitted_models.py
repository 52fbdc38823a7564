"""What the fitted models of a stand from the side read, and which of them there are.

They read angles between landmarks and slopes of the silhouette. Where the near side's points are
used, `turn` (how far the near shoulder stands in front of the far one) goes with them, so that a
body turned a few degrees off the side view is not taken for a lean.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.regression import FittedModels
from posecheck.measures import MeasureKind
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.figure import Figure
from posecheck.protocols.posture.shape import LowerBack
from posecheck.protocols.posture.stand import Part

FloatArray = npt.NDArray[np.float64]
Features = Mapping[str, float]

# The part of the body, beside shoulders and hips, that a feature needs.
PART_OF: Mapping[str, Part] = {
    "ankle_hip": "feet",
    "ankle_shoulder": "feet",
    "knee_hip": "knees",
    "shoulder_ear": "head",
}


def landmark_features(figure: Figure) -> Features:
    """Return the angles between landmarks, degrees to the vertical, forward positive.

    They are plain formulas on the near side's points; `turn` is in hundredths of the trunk length.
    Those that need a part of the body that is not seen are left out.
    """
    p = figure.points
    features = {
        "ankle_hip": _lean(p["ankle"], p["hip"]),
        "ankle_shoulder": _lean(p["ankle"], p["shoulder"]),
        "hip_shoulder": _lean(p["hip"], p["shoulder"]),
        "shoulder_ear": _lean(p["shoulder"], p["ear"]),
        "knee_hip": _lean(p["knee"], p["hip"]),
        "turn": 100 * float(p["shoulder"][0] - p["far_shoulder"][0]),
    }
    return {
        name: value for name, value in features.items() if PART_OF.get(name) not in figure.unseen
    }


def outline_features(back: LowerBack) -> Features:
    """Return the features of the outline around the pelvis: slopes, degrees.

    Those of the belly are left out where it is hidden.
    """
    features = {"sacral_slope": back.sacral_slope_deg, "under_slope": back.under_slope_deg}
    for index, slope in enumerate(back.slopes_deg):
        features[f"back_{index}"] = float(slope)
    for index, slope in enumerate(() if back.front_slopes_deg is None else back.front_slopes_deg):
        features[f"belly_{index}"] = float(slope)
    return features


def _lean(below: FloatArray, above: FloatArray) -> float:
    forward, down = above - below
    return float(np.degrees(np.arctan2(forward, -down)))


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
