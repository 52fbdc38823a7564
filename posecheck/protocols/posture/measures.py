"""The list of a posture check's measures, and all of them but those of the pelvis.

From the side how the segments lean: these angles come from the near side's points, corrected by
small fitted models (see `fitted_models`): plain MediaPipe points read the trunk lean 3° low and the
head 14° forward on rendered people. From the front what is level: left and right are the person's
own; left side up is positive. Of the outline its lengths and angles.

There are no classes such as sway-back and nothing is called usual. The published people (Woodhull
1985; Dolphens 2013) were measured between skin points over ankle, trochanter and shoulder or the
seventh neck vertebra; these angles run between joint centres. On the same rendered bodies the two
ways differ by more than the classes do, and how MediaPipe's points lie on real people is not known
to that degree.

The level of the pelvis has no method: on rendered people the line through MediaPipe's hip points
shows 0.1 to 0.3 of the true obliquity, and no other point or edge tried shows more than the body's
own asymmetry.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER, SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.protocols.posture import PostureOptions, kinds
from posecheck.protocols.posture.analysis import PostureAnalysis
from posecheck.protocols.posture.figure import Figure
from posecheck.protocols.posture.fitted_models import (
    MODELS,
    PART_OF,
    Features,
    landmark_features,
    models_of,
)
from posecheck.protocols.posture.pelvis import (
    Profile,
    and_loose,
    compared_measure,
    index_measure,
    own_range,
    rotation_measure,
    tilt_measure,
    why_not,
)
from posecheck.protocols.posture.shape import Shape
from posecheck.protocols.posture.stand import (
    FAR_OUTSIDE,
    WHY,
    Part,
    StandingTrial,
    aggregate,
    median_points,
    unseen_parts,
)
from posecheck.protocols.posture.thresholds import ERROR
from posecheck.station import Clothing

FloatArray = npt.NDArray[np.float64]

NO_SIDE = "It needs a view from the side."
NO_FRONT = "It needs a view from the front."
NO_RANGE = "It needs three clips from the side: relaxed, tail tucked under, back arched."
NO_FRONT_EDGE = "Arms or hands hide the front of the body."
NO_PELVIS_LEVEL = (
    "The hip points that a camera finds hardly follow the pelvis, so its level cannot be seen."
)
ROLL_UNKNOWN = "Whether the camera is level is not known, so the interval is wide."


def posture_measures(analysis: PostureAnalysis) -> list[Measure]:
    """Return every measure, those that could not be taken with their reason.

    Raises
    ------
    OptionError
        marked points that cannot lie on a pelvis.
    """
    return [*_from_the_side(analysis), *_from_the_front(analysis)]


def _from_the_side(analysis: PostureAnalysis) -> list[Measure]:
    usual, clothing = analysis.usual, analysis.clothing
    if not usual:
        return [kind.missing(NO_SIDE) for kind in (*kinds.FROM_THE_SIDE, *_asked(analysis.options))]
    profiles = [profile for profile, _ in usual]
    index = _index(analysis)
    tipped = rotation_measure(profiles, clothing)
    measures = [
        *angle_measures([profile.figure for profile in profiles]),
        tipped,
        tilt_measure(usual),
        index,
        *shape_measures(profiles, clothing),
    ]
    if _asked(analysis.options):
        measures.append(compared_measure(index, tipped, analysis.options, clothing))
    return measures


def _asked(options: PostureOptions) -> tuple[MeasureKind, ...]:
    """Return the comparison with an earlier result, where one was asked for."""
    before = (options.previous_index, options.previous_from_neutral)
    return (kinds.TILT_COMPARED,) if any(value is not None for value in before) else ()


def _index(analysis: PostureAnalysis) -> Measure:
    relaxed = analysis.of("relaxed") or analysis.of("side")
    tuck, arch = analysis.of("tuck"), analysis.of("arch")
    if not (tuck and arch):
        return kinds.TILT_INDEX.missing(NO_RANGE, analysis.view)
    found = own_range(relaxed, tuck[0], arch[0], analysis.clothing)
    return index_measure(found, analysis.view, analysis.clothing)


def _from_the_front(analysis: PostureAnalysis) -> list[Measure]:
    if analysis.front:
        return front_measures(analysis.front)
    missing = []
    for kind in kinds.FROM_THE_FRONT:
        reason = NO_PELVIS_LEVEL if kind is kinds.PELVIS_LEVEL else NO_FRONT
        sides = SIDES if kind.per_side else (None,)
        missing += [kind.missing(reason, "unknown", side) for side in sides]
    return missing


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
        aggregate(
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


def front_measures(stands: Sequence[StandingTrial]) -> list[Measure]:
    """Return the front view's measures over all front stands, at least one.

    Those against the vertical say so where the roll of the camera is not known.
    """
    rolled = ROLL_UNKNOWN if any(stand.roll_deg is None for stand in stands) else None

    def to_the_vertical(kind: MeasureKind, found: Sequence[Estimate | None]) -> Measure:
        return aggregate(kind, "front", found, caution=rolled)

    hips_over_feet, lack = _seen(stands, "feet")
    measures = [
        to_the_vertical(kinds.SHOULDER_LEVEL, [_shoulder_level(s) for s in stands]),
        kinds.PELVIS_LEVEL.missing(NO_PELVIS_LEVEL, "front"),
        to_the_vertical(kinds.LATERAL_SHIFT, [_lateral_shift(s) for s in stands]),
        aggregate(
            kinds.HIP_SHIFT,
            "front",
            [_hip_shift(s) for s in hips_over_feet],
            caution=rolled,
            missing=lack,
        ),
        aggregate(kinds.TRUNK_SIDES, "front", [_trunk_sides(s) for s in stands]),
    ]
    whole_legs, lack = _seen(stands, "knees", "feet")
    for side in SIDES:
        found = [_knee(s, side) for s in whole_legs]
        measures.append(aggregate(kinds.KNEE_ALIGNMENT, "front", found, side, missing=lack))
    return measures


def _seen(stands: Sequence[StandingTrial], *parts: Part) -> tuple[list[StandingTrial], str]:
    """Return the stands that show some parts of the body, and why the others do not count."""
    lacking = [[part for part in parts if part in unseen_parts(stand)] for stand in stands]
    whole = [stand for stand, lacks in zip(stands, lacking, strict=True) if not lacks]
    return whole, WHY[next((part for lacks in lacking for part in lacks), parts[0])]


def _shoulder_level(stand: StandingTrial) -> Estimate | None:
    """Slope of the shoulder line, corrected: the points show about 0.8 of the true slope."""
    line = shoulder_line_deg(median_points(stand), stand.roll_deg or 0.0)
    return _with_roll(
        MODELS[kinds.SHOULDER_LEVEL.name].estimate({"shoulder_line": line}), stand, 1.0
    )


def shoulder_line_deg(points: FloatArray, roll_deg: float = 0.0) -> float:
    """Return the slope of the line through the shoulder points, left side up positive.

    `points` `(33, 2)` pixels of a front view.
    """
    across, down = points[SHOULDER["left"]] - points[SHOULDER["right"]]
    return float(np.degrees(np.arctan2(-down, abs(across)))) + roll_deg


def _lateral_shift(stand: StandingTrial) -> Estimate:
    """Shoulders beside the hips in percent of the hip width, towards the person's left positive."""
    return _shift(stand, SHOULDER, HIP, ERROR.lateral_shift)


def _hip_shift(stand: StandingTrial) -> Estimate:
    """Hips beside the feet in percent of the hip width, towards the person's left positive."""
    return _shift(stand, HIP, ANKLE, ERROR.hip_shift)


def _shift(
    stand: StandingTrial, upper: Mapping[str, int], lower: Mapping[str, int], sd: float
) -> Estimate:
    points = median_points(stand)
    top, base = (points[list(joint.values())].mean(axis=0) for joint in (upper, lower))
    width = float(np.linalg.norm(points[HIP["left"]] - points[HIP["right"]]))
    height = float(base[1] - top[1])
    # A picture rolled clockwise shows an upright body leaning to image right.
    leaned = height * np.tan(np.radians(stand.roll_deg or 0.0))
    per_degree = 100 * height * np.radians(1.0) / width
    estimate = _plain(100 * float(top[0] - base[0] - leaned) / width, sd)
    return _with_roll(estimate, stand, per_degree) or estimate


def _trunk_sides(stand: StandingTrial) -> Estimate:
    """Left trunk side (shoulder to hip) longer than the right, percent; shorter is negative."""
    points = median_points(stand)
    left, right = (
        float(np.linalg.norm(points[SHOULDER[side]] - points[HIP[side]])) for side in SIDES
    )
    return _plain(100 * (left / right - 1), ERROR.trunk_side_ratio)


def _knee(stand: StandingTrial, side: Side) -> Estimate:
    """Knee beside the line hip–ankle, degrees; outward (bow leg) positive, inward negative."""
    points = median_points(stand)
    hip, knee, ankle = (points[joint[side]] for joint in (HIP, KNEE, ANKLE))
    along = (ankle - hip) / np.linalg.norm(ankle - hip)
    beside = knee - hip - along * float(along @ (knee - hip))
    outward = 1 if side == "left" else -1
    thigh, shank = knee - hip, ankle - knee
    cosine = float(thigh @ shank / (np.linalg.norm(thigh) * np.linalg.norm(shank)))
    bend = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
    return _plain(float(np.copysign(bend, beside[0] * outward)), ERROR.knee_alignment)


def _plain(value: float, sd: float) -> Estimate:
    return Estimate.of_sd(value, sd)


def _with_roll(
    estimate: Estimate | None, stand: StandingTrial, per_degree: float
) -> Estimate | None:
    """Widen an interval by what the picture's roll may be wrong by."""
    if estimate is None:
        return None
    return estimate.widened(stand.roll_sd_deg * per_degree)


_Read = Callable[[Shape], float | None]
_SHAPES: tuple[tuple[MeasureKind, float, _Read], ...] = (
    (kinds.LUMBAR_DEPTH, ERROR.lumbar_depth, lambda shape: 100 * shape.depth),
    (kinds.LUMBAR_LORDOSIS, ERROR.lumbar_lordosis, lambda shape: shape.lordosis_deg),
    (
        kinds.BELLY,
        ERROR.belly_protrusion,
        lambda shape: None if shape.belly is None else 100 * shape.belly,
    ),
    (kinds.BUTTOCK, ERROR.buttock_prominence, lambda shape: -100 * float(shape.buttock[0])),
)


def shape_measures(profiles: Sequence[Profile], clothing: Clothing) -> list[Measure]:
    """Return the lengths and angles of the outline: they describe a shape, not bones."""
    shapes = [] if clothing == "coat" else [each.shape for each in profiles if each.shape]
    why = NO_FRONT_EDGE if shapes else why_not(profiles, clothing)
    measures = []
    for kind, usual, read in _SHAPES:
        error = usual * ERROR.clothing if clothing == "loose" else usual
        values = [read(shape) for shape in shapes]
        estimates = [None if value is None else Estimate.of_sd(value, error) for value in values]
        measures.append(
            aggregate(
                kind,
                profiles[0].figure.view,
                estimates,
                evidence="silhouette",
                caution=and_loose(None, clothing),
                missing=why,
            )
        )
    return measures
