"""Side view: how the segments lean over the feet, the head, and the class of standing.

All angles come from the near side's points, corrected by small fitted models (see `models`): plain
MediaPipe points read the trunk lean 3° low and the head 14° forward on rendered people.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.aggregate import over_stands
from posecheck.protocols.posture.back_profile import Shape
from posecheck.protocols.posture.body_frame import Figure
from posecheck.protocols.posture.model_inputs import landmark_features
from posecheck.protocols.posture.models import MODELS
from posecheck.protocols.posture.thresholds import STANCE_CLASS

WITHIN, SWAY, STOOP, LEANING = "within_usual", "sway_back", "stoop", "leaning_forward"


def side_angles(figure: Figure) -> Mapping[str, Estimate | None]:
    """Return the corrected angles of one side stand, degrees, forward positive.

    `pelvic_displacement` ankle to hip, `body_lean` ankle to shoulder, `trunk_lean` hip to shoulder
    and `forward_head_angle` shoulder to ear are angles to the vertical; `trunk_thigh_angle` is
    180 in one line and smaller where the trunk is bent forward over the thigh. None far outside
    the fit.
    """
    features = landmark_features(figure)
    return {kind.name: MODELS[kind.name].estimate(features) for kind in kinds.ANGLES}


def class_of(angles: Mapping[str, Estimate | None], shape: Shape | None, turn: float) -> str | None:
    """Return the class of one stand, or None where an angle is missing or the body turned too far.

    Sway-back: hips forward over the feet, trunk leaning back. Stoop: trunk leaning forward, with
    the hips behind or with the upper back itself inclined (an arched back moves the shoulders
    forward of the hips as well, but leaves the upper back upright). Leaning forward: the whole
    body, the trunk in line.

    Parameters
    ----------
    turn : how far the near shoulder stands before the far one, hundredths of the trunk length;
        a turned body looks like a leaning one.
    """
    if abs(turn) > STANCE_CLASS.turn:
        return None
    scores = {}
    for name, centre, sd in (
        (
            kinds.PELVIC_DISPLACEMENT.name,
            STANCE_CLASS.pelvic_displacement_centre,
            STANCE_CLASS.pelvic_displacement_sd,
        ),
        (kinds.TRUNK_LEAN.name, STANCE_CLASS.trunk_lean_centre, STANCE_CLASS.trunk_lean_sd),
        (kinds.BODY_LEAN.name, STANCE_CLASS.body_lean_centre, STANCE_CLASS.body_lean_sd),
    ):
        angle = angles[name]
        if angle is None:
            return None
        scores[name] = (angle.value - centre) / sd
    far, some = STANCE_CLASS.displaced, STANCE_CLASS.leaning
    hips, trunk = scores[kinds.PELVIC_DISPLACEMENT.name], scores[kinds.TRUNK_LEAN.name]
    bent = shape is not None and (shape.upper_back_deg > STANCE_CLASS.upper_back_forward)
    if hips > far and trunk < -some:
        return SWAY
    if trunk > some and (hips < -far or bent):
        return STOOP
    if scores[kinds.BODY_LEAN.name] > far and abs(trunk) < some:
        return LEANING
    return WITHIN


def class_measure(classes: Sequence[str | None], figures: Sequence[Figure]) -> Measure:
    """Return the class that most stands show; one stand's class says that it is one stand's."""
    known = [name for name in classes if name is not None]
    view = figures[0].view
    if not known:
        reason = "Your body is turned a little; let one shoulder point straight at the camera."
        return kinds.CLASS.missing(reason, view)
    name, votes = Counter(known).most_common(1)[0]
    if 2 * votes <= len(known):
        reason = "The stands differ; stand as you usually do and take three more."
        return kinds.CLASS.missing(reason, view)
    caution = None
    if len(known) == 1:
        caution = "From one stand only; three stands show whether it is your usual way."
    elif votes < len(known):
        caution = f"In {votes} of {len(known)} stands."
    return kinds.CLASS.of_class(name, view, len(known), caution=caution)


def angle_measures(
    per_stand: Sequence[Mapping[str, Estimate | None]], figures: Sequence[Figure]
) -> list[Measure]:
    """Return the angles over all side stands."""
    return [
        over_stands(kind, figures[0].view, [angles[kind.name] for angles in per_stand])
        for kind in kinds.ANGLES
    ]
