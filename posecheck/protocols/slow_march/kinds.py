"""What the slow march measures: the entries of the registry."""

from typing import TYPE_CHECKING

from posecheck.measures import MeasureKind

if TYPE_CHECKING:
    from posecheck.assessment import View

_FRONT: "tuple[View, ...]" = ("front",)
_SIDE: "tuple[View, ...]" = ("side-left", "side-right")
_COMPARES: "tuple[View, ...]" = ("front", "oblique")
_RENDERED = "rendered people with known joints; no real person against a laboratory yet"
_ELEVATION = "thigh against the vertical; seen from the front by the knee's height"

_WAYS = (
    "the steep part of the way, drawn out to its ends as a smooth movement has them (Flash 1985)"
)

PEAK = MeasureKind(
    name="peak_thigh_elevation",
    label="Peak thigh elevation",
    unit="deg",
    digits=0,
    definition="How high the thigh comes: its angle to hanging straight down at the top of a "
    "lift, 0° hanging, 90° level; the median over the lifts that count.",
    source=_ELEVATION,
    per_side=True,
    tested_on=_RENDERED,
    formerly=("thigh_elevation_peak",),
)
DIFFERENCE = MeasureKind(
    name="peak_thigh_elevation_difference",
    label="Difference right − left",
    unit="deg",
    digits=0,
    definition="Median peak thigh elevation of the right leg minus that of the left.",
    source="signed difference with its interval, the primary number of symmetry",
    sign="the right thigh comes up higher",
    views=_COMPARES,
    tested_on=_RENDERED,
    formerly=("thigh_elevation_difference",),
)
KNEE_HEIGHT = MeasureKind(
    name="knee_height_ratio",
    label="Knee height (1 is level with the hip)",
    unit="ratio",
    digits=2,
    definition="How far the knee rises, in thigh lengths: 0 hanging, 1 level with the hip.",
    source="1 − cos of the peak thigh elevation",
    per_side=True,
    tested_on=_RENDERED,
)
AT_TARGET = MeasureKind(
    name="reps_at_target",
    label="Lifts at the target",
    unit="%",
    digits=0,
    definition="Share of the lifts that count whose peak reaches the target.",
    source="Wilson 1927, J Am Stat Assoc 22:209, for the interval",
    per_side=True,
    tested_on=_RENDERED,
    formerly=("share_at_target",),
)
SYMMETRY_INDEX = MeasureKind(
    name="symmetry_index",
    label="Symmetry index (0 is even)",
    unit="%",
    digits=0,
    definition="Difference right − left of the peaks in percent of their mean.",
    source="Robinson 1987, J Manipulative Physiol Ther 10:172",
    sign="the right thigh comes up higher",
    views=_COMPARES,
    tested_on=_RENDERED,
)
SYMMETRY_RATIO = MeasureKind(
    name="symmetry_ratio",
    label="Symmetry ratio (1 is even)",
    unit="ratio",
    digits=2,
    definition="The lower side's peak over the higher side's.",
    source="plain ratio, for comparison with other reports",
    views=_COMPARES,
    tested_on=_RENDERED,
)
LIMB_SYMMETRY_INDEX = MeasureKind(
    name="limb_symmetry_index",
    label="Limb symmetry index (100 % is even)",
    unit="%",
    digits=0,
    definition="The right side's peak in percent of the left side's.",
    source="plain ratio; clinics put the involved side on top, of which nothing is known here",
    views=_COMPARES,
    tested_on=_RENDERED,
)
SYMMETRY_ANGLE = MeasureKind(
    name="symmetry_angle",
    label="Symmetry angle (0 is even)",
    unit="%",
    digits=1,
    definition="How far the point (left, right) lies from the line of equal sides.",
    source="Zifchock 2008, Gait Posture 27:622",
    sign="the right thigh comes up higher",
    views=_COMPARES,
    tested_on=_RENDERED,
)
HOLD = MeasureKind(
    name="hold_time",
    label="Hold at the top",
    unit="s",
    digits=2,
    definition="How long the knee stays at the top: from the end of the way up to the beginning of "
    "the way down.",
    source=_WAYS,
    per_side=True,
    tested_on=_RENDERED,
)
HOLD_SAG = MeasureKind(
    name="hold_sag",
    label="Sag while holding",
    unit="deg",
    digits=0,
    definition="How far the thigh sinks from the beginning to the end of a hold.",
    source="convention of this test: phases of a lift by the thigh's elevation",
    sign="the thigh sinks",
    per_side=True,
    tested_on="computed curves; no rendered or real person sags in the recordings so far",
    formerly=("droop",),
)
RAISING = MeasureKind(
    name="raising_time",
    label="Raising time",
    unit="s",
    digits=2,
    definition="Time of the whole way from standing up to the top.",
    source=_WAYS,
    per_side=True,
    tested_on=_RENDERED,
)
LOWERING = MeasureKind(
    name="lowering_time",
    label="Lowering time",
    unit="s",
    digits=2,
    definition="Time of the whole way from the top down to standing.",
    source=_WAYS,
    per_side=True,
    tested_on=_RENDERED,
)
LOWERING_SPEED = MeasureKind(
    name="peak_lowering_speed",
    label="Peak lowering speed",
    unit="deg/s",
    digits=0,
    definition="The thigh's largest speed on the way down, averaged over 0.2 s, above 30°.",
    source="measured against rendered people: 1.1 times the true speed, scatter 15 %",
    per_side=True,
    tested_on=_RENDERED,
)
DROP_RATIO = MeasureKind(
    name="drop_ratio",
    label="Drop at the end (about 1.2 is smooth)",
    unit="ratio",
    digits=1,
    definition="The knee's largest speed in the last part of the lowering over its mean speed.",
    source="simulated: 1.2 to 1.6 for a smooth lowering, above 2 where the leg is let fall",
    per_side=True,
    tested_on="computed curves",
)
SPARC = MeasureKind(
    name="sparc",
    label="Smoothness of lowering (0 is smoothest)",
    unit="ratio",
    digits=1,
    definition="Spectral arc length of the knee's speed on the way down; nearer 0 is smoother.",
    source="Balasubramanian 2015, J NeuroEng Rehabil 12:112",
    per_side=True,
    tested_on="computed curves",
)
HOLD_DIFFERENCE = MeasureKind(
    name="hold_time_difference",
    label="Hold, right − left",
    unit="s",
    digits=2,
    definition="Median hold of the right leg minus that of the left.",
    source="signed difference with its interval",
    sign="the right knee is held longer",
    views=_COMPARES,
    tested_on=_RENDERED,
)
LOWERING_DIFFERENCE = MeasureKind(
    name="lowering_time_difference",
    label="Lowering time, right − left",
    unit="s",
    digits=2,
    definition="Median lowering time of the right leg minus that of the left.",
    source="signed difference with its interval",
    sign="the right leg is lowered more slowly",
    views=_COMPARES,
    tested_on=_RENDERED,
)
CADENCE = MeasureKind(
    name="cadence",
    label="Cadence",
    unit="1/min",
    digits=1,
    definition="Lifts of both legs in a minute, from the median time between lifts of one leg.",
    source="plain count over time",
    tested_on=_RENDERED,
)
RHYTHM_VARIATION = MeasureKind(
    name="rhythm_variation",
    label="Variation of the rhythm",
    unit="%",
    digits=0,
    definition="Scatter of the times between lifts of one leg, 1.4826 · MAD over their median.",
    source="robust coefficient of variation",
    tested_on=_RENDERED,
)
PHASE = MeasureKind(
    name="left_right_phase",
    label="Rhythm, left between right (0.5 is even)",
    unit="ratio",
    digits=2,
    definition="Where a left lift begins between two right ones: 0.5 is half way.",
    source="phase of alternating movements",
    tested_on=_RENDERED,
    formerly=("phase",),
)
COUNT = MeasureKind(
    name="repetition_count",
    label="Lifts that count",
    unit="count",
    digits=0,
    definition="Lifts of one leg that count; the upper end holds those that were left out.",
    source="plain count",
    per_side=True,
    tested_on=_RENDERED,
)
STANCE_MOVES = MeasureKind(
    name="stance_foot_moves",
    label="Moves of the standing foot",
    unit="count",
    digits=0,
    definition="Lifts of the other knee at whose end the standing foot stands in another place.",
    source="Garwood 1936, Biometrika 28:437, for the interval",
    per_side=True,
    tested_on="feet that stood still: real people (60 lifts) and rendered ones (306 lifts)",
    formerly=("balance_loss_events",),
)
TREND = MeasureKind(
    name="peak_elevation_trend",
    label="Change of height from lift to lift",
    unit="deg/lift",
    digits=1,
    definition="How much the peak thigh elevation changes from one lift of a leg to its next.",
    source="Theil–Sen slope; interval from resampled pairs",
    sign="the thigh comes up higher from lift to lift",
    per_side=True,
    tested_on=_RENDERED,
    formerly=("fatigue_slope",),
)
TREND_DIFFERENCE = MeasureKind(
    name="peak_elevation_trend_difference",
    label="Change from lift to lift, right − left",
    unit="deg/lift",
    digits=1,
    definition="The right leg's change of height from lift to lift minus the left leg's.",
    source="Theil–Sen slopes; interval from resampled pairs",
    sign="the right leg gains on the left",
    views=_COMPARES,
    tested_on=_RENDERED,
    formerly=("fatigue_slope_difference",),
)
SIDE_LEAN = MeasureKind(
    name="lateral_trunk_lean",
    label="Lean of the trunk to the lifted leg's side",
    unit="deg",
    digits=0,
    definition="Tilt of the line from hips to shoulders at the top, minus that of quiet standing.",
    source="convention of this test: the rest of the body while the knee goes up",
    sign="towards the lifted leg's side",
    per_side=True,
    views=_FRONT,
    tested_on=_RENDERED,
    formerly=("trunk_side_lean",),
)
FORWARD_LEAN = MeasureKind(
    name="trunk_forward_lean",
    label="Lean of the trunk forward (back is negative)",
    unit="deg",
    digits=0,
    definition="Tilt of the line from hips to shoulders at the top, minus that of quiet standing.",
    source="convention of this test: the rest of the body while the knee goes up",
    sign="forward",
    per_side=True,
    views=_SIDE,
    tested_on=_RENDERED,
)
KNEE_OUTWARD = MeasureKind(
    name="knee_path_outward",
    label="Swing of the knee outward",
    unit="deg",
    digits=0,
    definition="How far the thigh swings sideways on its way up, against quiet standing.",
    source="convention of this test: the rest of the body while the knee goes up",
    sign="outward, away from the midline",
    per_side=True,
    views=_FRONT,
    tested_on=_RENDERED,
)
PELVIS = MeasureKind(
    name="pelvic_obliquity_change",
    label="Hike or drop of the pelvis",
    unit="deg",
    digits=0,
    definition="How far the lifted side of the pelvis rises or drops against quiet standing.",
    source="convention of this test: the rest of the body while the knee goes up",
    sign="the lifted side rises",
    per_side=True,
    views=(),
)
SWAY = MeasureKind(
    name="stance_sway",
    label="Sway over the standing foot (of the leg's length)",
    unit="%",
    digits=1,
    definition="Scatter (RMS) of the hips over the standing ankle during the hold.",
    source="convention of this test; relative to the same person only",
    per_side=True,
    views=_FRONT,
    tested_on=_RENDERED,
)
TOE_FIRST = MeasureKind(
    name="toe_first_landing",
    label="Landings with the toes first",
    unit="%",
    digits=0,
    definition="Share of the near foot's landings in which the toes touch before the heel.",
    source="Wilson 1927, J Am Stat Assoc 22:209, for the interval",
    per_side=True,
    views=_SIDE,
    tested_on=_RENDERED,
)
LANDING = MeasureKind(
    name="landing",
    label="Landing",
    unit="class",
    digits=0,
    definition="What touched the floor first after a lift; the near foot from the side only.",
    source="times at which heel and toe come down",
    views=_SIDE,
    classes={"toe-first": "toes first", "heel-first": "heel first", "flat": "flat"},
    tested_on=_RENDERED,
)
SUB_PEAKS = MeasureKind(
    name="sub_peaks",
    label="Peaks within one lift",
    unit="count",
    digits=0,
    definition="Highest points within one departure of the foot; 1 for a plain lift.",
    source="hysteresis on the elevation",
    tested_on=_RENDERED,
)

MANNER = (
    SIDE_LEAN,
    FORWARD_LEAN,
    KNEE_OUTWARD,
    SWAY,
    STANCE_MOVES,
    TOE_FIRST,
    RHYTHM_VARIATION,
    PHASE,
)
INDICES = (SYMMETRY_INDEX, SYMMETRY_RATIO, LIMB_SYMMETRY_INDEX, SYMMETRY_ANGLE)
MEASURES = (
    DIFFERENCE, PEAK, KNEE_HEIGHT, AT_TARGET, *INDICES,
    HOLD, HOLD_SAG, RAISING, LOWERING, LOWERING_SPEED, DROP_RATIO, SPARC,
    HOLD_DIFFERENCE, LOWERING_DIFFERENCE, CADENCE, RHYTHM_VARIATION, PHASE, COUNT, STANCE_MOVES,
    TREND, TREND_DIFFERENCE,
    SIDE_LEAN, KNEE_OUTWARD, SWAY, PELVIS, FORWARD_LEAN, TOE_FIRST,
)  # fmt: skip
PER_REPETITION = (
    PEAK, HOLD, HOLD_SAG, RAISING, LOWERING, LOWERING_SPEED, DROP_RATIO, SPARC, LANDING, SUB_PEAKS,
)  # fmt: skip
