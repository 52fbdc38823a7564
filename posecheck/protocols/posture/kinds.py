"""What the posture check measures: the entries of the registry."""

from typing import TYPE_CHECKING

from posecheck.measures import MeasureKind

if TYPE_CHECKING:
    from posecheck.assessment import View

_SIDE: "tuple[View, ...]" = ("side-left", "side-right")
_FRONT: "tuple[View, ...]" = ("front",)
_RENDERED = "rendered people with known joints; no real person against a laboratory yet"
_JOINTS = (
    "line between joint centres, corrected by a fit on rendered people; not comparable with tables "
    "of skin points such as Woodhull 1985 or Dolphens 2013"
)
_OUTLINE = "silhouette of back and belly; describes a shape, not bones"
_POINTS = "plain formula on the model's points; no published table uses the same points"

PELVIC_DISPLACEMENT = MeasureKind(
    name="pelvic_displacement",
    label="Hips ahead of the feet",
    unit="deg",
    digits=0,
    definition="Angle of the line from ankle to hip to the vertical.",
    source=_JOINTS,
    sign="forward",
    views=_SIDE,
    tested_on=_RENDERED,
)
BODY_LEAN = MeasureKind(
    name="body_lean",
    label="Lean of the whole body",
    unit="deg",
    digits=0,
    definition="Angle of the line from ankle to shoulder to the vertical.",
    source=_JOINTS,
    sign="forward",
    views=_SIDE,
    tested_on=_RENDERED,
)
TRUNK_LEAN = MeasureKind(
    name="trunk_lean",
    label="Lean of the trunk",
    unit="deg",
    digits=0,
    definition="Angle of the line from hip to shoulder to the vertical.",
    source=_JOINTS,
    sign="forward",
    views=_SIDE,
    tested_on=_RENDERED,
)
FORWARD_HEAD = MeasureKind(
    name="forward_head_angle",
    label="Head ahead of the shoulders",
    unit="deg",
    digits=0,
    definition="Angle of the line from shoulder to ear to the vertical.",
    source="line between joint centre and ear, corrected by a fit on rendered people; not the "
    "craniovertebral angle, which needs the seventh neck vertebra",
    sign="forward",
    views=_SIDE,
    tested_on=_RENDERED,
    formerly=("head_forward",),
)
TRUNK_THIGH = MeasureKind(
    name="trunk_thigh_angle",
    label="Trunk to thigh (180° is straight)",
    unit="deg",
    digits=0,
    definition="Angle between trunk and thigh at the hip; smaller where the trunk bends forward.",
    source=_JOINTS,
    views=_SIDE,
    tested_on=_RENDERED,
)
TILT_FROM_NEUTRAL = MeasureKind(
    name="pelvic_tilt_from_neutral",
    label="Outline, as of a pelvis tipped by",
    unit="deg",
    digits=0,
    definition="How far the pelvis of a rendered body would be tipped from its rest pose to show "
    "such an outline of back and belly. It describes a shape: a camera cannot see the bones.",
    source="regression on the silhouette, judged with each body and each choice left out",
    sign="front down (anterior)",
    views=_SIDE,
    tested_on=_RENDERED,
    formerly=("pelvic_rotation",),
)
PELVIC_TILT = MeasureKind(
    name="pelvic_tilt",
    label="Pelvic tilt between marked points",
    unit="deg",
    digits=0,
    definition="Angle of the line from PSIS to ASIS, the bony points behind and in front, to the "
    "horizontal; from stickers or clicks only.",
    source="ASIS–PSIS line; bone shape alone spreads it by 5° (SD) between people, Preece 2008, "
    "J Manipulative Physiol Ther 31:468",
    sign="front down (anterior); opposite to OpenSim's pelvis_tilt",
    views=_SIDE,
    tested_on="the geometry only; how well people place the points on a pelvis was not tested",
)
TILT_INDEX = MeasureKind(
    name="pelvic_tilt_index",
    label="Pelvis in your own range",
    unit="%",
    digits=0,
    definition="Where the relaxed stance lies between your own tuck (0 %) and arch (100 %).",
    source="functional calibration after Levine 1996, Gait Posture 4:130",
    views=_SIDE,
    tested_on=_RENDERED,
)
TILT_COMPARED = MeasureKind(
    name="pelvic_tilt_compared",
    label="Pelvis against last time",
    unit="class",
    digits=0,
    definition="Whether the pelvis is tipped forward more, less or about as much as in an earlier "
    "take; by the places in your own range where both takes have them, else by the outlines.",
    source="more or less where the 95 % interval of the difference lies on one side of zero; "
    "standing drifts by 2.8°, Pan 2021, J Biomech 114:110149",
    views=_SIDE,
    classes={
        "more": "tipped forward more than last time",
        "less": "tipped forward less than last time",
        "about_the_same": "no difference from last time that could be told",
    },
    tested_on=_RENDERED,
)
LUMBAR_DEPTH = MeasureKind(
    name="lumbar_depth",
    label="Depth of the lumbar hollow (of the trunk)",
    unit="%",
    digits=1,
    definition="How deep the lower back lies behind the line from upper back to buttock.",
    source=_OUTLINE,
    views=_SIDE,
    tested_on=_RENDERED,
    formerly=("lumbar_hollow",),
)
LUMBAR_LORDOSIS = MeasureKind(
    name="lumbar_lordosis",
    label="Curve of the lower back",
    unit="deg",
    digits=0,
    definition="Angle between the steepest slopes above and below the lumbar hollow.",
    source=_OUTLINE,
    views=_SIDE,
    tested_on=_RENDERED,
)
BELLY = MeasureKind(
    name="belly_protrusion",
    label="Belly (of the trunk)",
    unit="%",
    digits=1,
    definition="How far the belly stands before the line from chest to hip.",
    source=_OUTLINE,
    sign="forward",
    views=_SIDE,
    tested_on=_RENDERED,
)
BUTTOCK = MeasureKind(
    name="buttock_prominence",
    label="Buttocks (of the trunk)",
    unit="%",
    digits=1,
    definition="How far the buttocks stand behind the hip point.",
    source=_OUTLINE,
    sign="behind",
    views=_SIDE,
    tested_on=_RENDERED,
)
SHOULDER_LEVEL = MeasureKind(
    name="shoulder_level",
    label="Level of the shoulders",
    unit="deg",
    digits=0,
    definition="Slope of the line between the shoulders against the horizontal.",
    source="regression on the shoulder points, fitted with each body left out",
    sign="the left shoulder is higher",
    views=_FRONT,
    tested_on=_RENDERED,
)
PELVIS_LEVEL = MeasureKind(
    name="pelvis_level",
    label="Level of the pelvis",
    unit="deg",
    digits=0,
    definition="Slope of the pelvis against the horizontal.",
    source="no estimator holds: hip points show 0.1 to 0.3 of the true slope",
    sign="the left side is higher",
    views=(),
)
LATERAL_SHIFT = MeasureKind(
    name="lateral_shift",
    label="Shoulders beside the hips (of the hips' width)",
    unit="%",
    digits=0,
    definition="How far the middle of the shoulders stands beside the middle of the hips.",
    source=_POINTS,
    sign="to the person's left",
    views=_FRONT,
    tested_on=_RENDERED,
)
HIP_SHIFT = MeasureKind(
    name="hip_shift",
    label="Hips beside the feet (of the hips' width)",
    unit="%",
    digits=0,
    definition="How far the middle of the hips stands beside the middle of the ankles.",
    source=_POINTS,
    sign="to the person's left",
    views=_FRONT,
    tested_on=_RENDERED,
)
TRUNK_SIDES = MeasureKind(
    name="trunk_side_ratio",
    label="Left side of the trunk longer",
    unit="%",
    digits=1,
    definition="How much longer the left side of the trunk is, shoulder to hip, than the right.",
    source=_POINTS,
    sign="the left side is longer",
    views=_FRONT,
    tested_on=_RENDERED,
)
KNEE_ALIGNMENT = MeasureKind(
    name="knee_alignment",
    label="Knee beside the line from hip to ankle",
    unit="deg",
    digits=0,
    definition="Angle hip–knee–ankle away from straight, seen from the front.",
    source=_POINTS,
    sign="outward (bow leg)",
    per_side=True,
    views=_FRONT,
    tested_on=_RENDERED,
)

ANGLES = (PELVIC_DISPLACEMENT, BODY_LEAN, TRUNK_LEAN, FORWARD_HEAD, TRUNK_THIGH)
SHAPES = (LUMBAR_DEPTH, LUMBAR_LORDOSIS, BELLY, BUTTOCK)
FROM_THE_SIDE = (*ANGLES, TILT_FROM_NEUTRAL, PELVIC_TILT, TILT_INDEX, *SHAPES)
FROM_THE_FRONT = (
    SHOULDER_LEVEL, PELVIS_LEVEL, LATERAL_SHIFT, HIP_SHIFT, TRUNK_SIDES, KNEE_ALIGNMENT,
)  # fmt: skip
MEASURES = (*FROM_THE_SIDE, TILT_COMPARED, *FROM_THE_FRONT)

# No longer measured; so that results of earlier versions can still be read.
CLASS = MeasureKind(
    name="posture_class",
    label="Way of standing (no longer given)",
    unit="class",
    digits=0,
    definition="How feet, hips and shoulders lie over each other, against the rest pose of "
    "rendered bodies. That pose is no measure of people, so it is no longer given.",
    source="earlier versions",
    views=_SIDE,
    classes={
        "within_usual": "like a rendered body at rest",
        "sway_back": "hips further forward and trunk further back than a rendered body at rest",
        "stoop": "trunk further forward than a rendered body at rest",
        "leaning_forward": "the whole body further forward than a rendered body at rest",
    },
    tested_on=_RENDERED,
)
TILT_CHANGE = MeasureKind(
    name="pelvic_tilt_change",
    label="Pelvic tilt since last time (no longer given)",
    unit="deg",
    digits=0,
    definition="Change of the place in your own range, in degrees of a range of 20°. How many "
    "degrees a person's own range has was not known, so it is no longer given.",
    source="earlier versions",
    sign="towards the arch (anterior)",
    views=_SIDE,
    tested_on=_RENDERED,
)
RETIRED = (CLASS, TILT_CHANGE)
