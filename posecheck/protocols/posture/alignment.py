"""Side view: how the segments lean over the feet, and the head.

All angles come from the near side's points, corrected by small fitted models (see `models`): plain
MediaPipe points read the trunk lean 3° low and the head 14° forward on rendered people.

There are no classes such as sway-back and nothing is called usual. The published people (Woodhull
1985; Dolphens 2013) were measured between skin points over ankle, trochanter and shoulder or the
seventh neck vertebra; these angles run between joint centres. On the same rendered bodies the two
ways differ by more than the classes do, and how MediaPipe's points lie on real people is not known
to that degree.
"""

from collections.abc import Mapping, Sequence

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.measures import MeasureKind
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.aggregate import FAR_OUTSIDE, over_stands
from posecheck.protocols.posture.body_frame import Figure
from posecheck.protocols.posture.model_inputs import PART_OF, Features, landmark_features
from posecheck.protocols.posture.models import MODELS, models_of
from posecheck.protocols.posture.parts import WHY, Part


def side_angles(figure: Figure) -> Mapping[str, Estimate | None]:
    """Return the corrected angles of one side stand, degrees, forward positive.

    `pelvic_displacement` ankle to hip, `body_lean` ankle to shoulder, `trunk_lean` hip to shoulder
    and `forward_head_angle` shoulder to ear are angles to the vertical; `trunk_thigh_angle` is 180
    in one line and smaller where the trunk is bent forward over the thigh. None where a part of
    the body that an angle needs is not seen, and far outside the fit.
    """
    features = landmark_features(figure)
    return {kind.name: _estimate(kind, features) for kind in kinds.ANGLES}


def angle_measures(figures: Sequence[Figure]) -> list[Measure]:
    """Return the angles over all side stands, at least one."""
    per_stand = [side_angles(figure) for figure in figures]
    return [
        over_stands(
            kind,
            figures[0].view,
            [angles[kind.name] for angles in per_stand],
            missing=_why_missing(kind, figures),
        )
        for kind in kinds.ANGLES
    ]


def _estimate(kind: MeasureKind, features: Features) -> Estimate | None:
    """Return the estimate of the best model whose features are all there."""
    for name in models_of(kind):
        if all(feature in features for feature in MODELS[name].features):
            return MODELS[name].estimate(features)
    return None


def _why_missing(kind: MeasureKind, figures: Sequence[Figure]) -> str:
    lacking = [_lacks(kind, figure) for figure in figures]
    first = lacking[0]
    return WHY[first] if first is not None and None not in lacking else FAR_OUTSIDE


def _lacks(kind: MeasureKind, figure: Figure) -> Part | None:
    """Return a part of the body without which no model of a kind can answer; None if one can."""
    lacking: list[Part] = []
    for name in models_of(kind):
        needed = [PART_OF[each] for each in MODELS[name].features if each in PART_OF]
        lacking = [part for part in needed if part in figure.unseen]
        if not lacking:
            return None
    return lacking[0]
