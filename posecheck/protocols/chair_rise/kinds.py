"""What the chair rise measures: the entries of the registry."""

from typing import TYPE_CHECKING

from posecheck.measures import MeasureKind

if TYPE_CHECKING:
    from posecheck.assessment import View

_SIDE: "tuple[View, ...]" = ("side-left", "side-right", "oblique")
_TESTED = (
    "motion-captured chair rises of six people, seen through cameras with the pose model's error"
)
_RISE = "chair rise, docs/chair-rise.md"
_PARTS = "parts of a rise after Schenkman 1990, Phys Ther 70:638; docs/chair-rise.md"
_POSTURE = "trunk, thigh and shank against the vertical, against the person's own quiet standing"

TIME_FIVE = MeasureKind(
    name="five_rises_time",
    label="Time for five rises",
    unit="s",
    digits=1,
    definition="From the trunk's first lean forward to the fifth stand; the first five rises that "
    "count, one after the other, after the quiet standing if there are five.",
    source=_RISE,
    tested_on=_TESTED,
)
TIME = MeasureKind(
    name="rise_time",
    label="Time of a rise",
    unit="s",
    digits=2,
    definition="From the trunk's first lean forward until hips and knees are within 8° of where "
    "the stand ends; the median over the rises.",
    source=_PARTS,
    tested_on=_TESTED,
)
LEANING = MeasureKind(
    name="rise_leaning_time",
    label="Leaning forward",
    unit="s",
    digits=2,
    definition="From the trunk's first lean forward to the moment at which the hips leave the "
    "seat; the median over the rises.",
    source=_PARTS,
    tested_on=_TESTED,
)
EXTENDING = MeasureKind(
    name="rise_extending_time",
    label="From the seat to upright",
    unit="s",
    digits=2,
    definition="From the moment at which the hips leave the seat to the one at which the body is "
    "as upright as it gets; the median over the rises.",
    source=_PARTS,
    tested_on=_TESTED,
)
STANDING = MeasureKind(
    name="rise_standing_time",
    label="Standing",
    unit="s",
    digits=2,
    definition="How long the body stays upright before it goes down again; the median over the "
    "rises.",
    source=_PARTS,
    tested_on=_TESTED,
)
LOWERING = MeasureKind(
    name="rise_lowering_time",
    label="Sitting down",
    unit="s",
    digits=2,
    definition="From upright until the hips are on the seat again; the median over the rises.",
    source=_PARTS,
    tested_on=_TESTED,
)
TRUNK_END = MeasureKind(
    name="rise_trunk_left",
    label="Trunk, at the end of a rise",
    unit="deg",
    digits=0,
    definition="Lean of the trunk at the most upright moment of the first two seconds "
    "of a stand, against quiet standing; the median over the rises.",
    source=_POSTURE,
    sign="still leaning forward",
    views=_SIDE,
    tested_on=_TESTED,
)
HIP_END = MeasureKind(
    name="rise_hip_left",
    label="Hips, at the end of a rise",
    unit="deg",
    digits=0,
    definition="Bending of the hips at the most upright moment of the first two seconds "
    "of a stand, against quiet standing; the median over the rises.",
    source=_POSTURE,
    sign="still bent",
    views=_SIDE,
    tested_on=_TESTED,
)
KNEE_END = MeasureKind(
    name="rise_knee_left",
    label="Knees, at the end of a rise",
    unit="deg",
    digits=0,
    definition="Bending of the knees at the most upright moment of the first two seconds "
    "of a stand, against quiet standing; the median over the rises.",
    source=_POSTURE,
    sign="still bent",
    views=_SIDE,
    tested_on=_TESTED,
)
LEAN = MeasureKind(
    name="rise_trunk_lean",
    label="Lean forward at leaving the seat",
    unit="deg",
    digits=0,
    definition="Lean of the trunk at the moment at which the hips leave the seat, against quiet "
    "standing; the median over the rises.",
    source=_POSTURE,
    sign="forward",
    views=_SIDE,
    tested_on=_TESTED,
)
EVENNESS = MeasureKind(
    name="rise_scatter",
    label="Scatter from rise to rise",
    unit="%",
    digits=0,
    definition="Standard deviation of the times of the rises, in percent of their mean; 0 is even.",
    source="coefficient of variation, with the chi-square interval of a standard deviation",
    tested_on=_TESTED,
)
DROP = MeasureKind(
    name="sitting_drop_ratio",
    label="Speed at the end of sitting down",
    unit="ratio",
    digits=1,
    definition="Speed of the hips over the last third of the way down over that of the whole way: "
    "1 for an even way, below 1 slowed down, about 1.4 let fall; the median over the rises.",
    source="geometry of a fall, docs/chair-rise.md",
    tested_on=_TESTED,
)
LAST_DROP = MeasureKind(
    name="sitting_drop_ratio_last",
    label="Speed at the end of the last sitting down",
    unit="ratio",
    digits=1,
    definition="The same of the last way down alone.",
    source="geometry of a fall, docs/chair-rise.md",
    tested_on=_TESTED,
)
HANDS = MeasureKind(
    name="rises_with_hands",
    label="Rises with the hands on knees or chair",
    unit="%",
    digits=0,
    definition="Share of the rises in which a hand rested on a knee, a thigh or the chair while "
    "the hips left the seat, of those in which the hands were seen.",
    source="Wilson 1927, J Am Stat Assoc 22:209, for the interval",
    views=_SIDE,
    tested_on="made-up recordings and one real one",
)
HAND_USE = MeasureKind(
    name="rise_hands",
    label="Hands",
    unit="class",
    digits=0,
    definition="Where the hands were while the hips left the seat.",
    source=_RISE,
    views=_SIDE,
    classes={"free": "free", "knees": "on knees or thighs", "chair": "on the chair"},
    tested_on="made-up recordings and one real one",
)
STEPS = MeasureKind(
    name="rise_steps",
    label="Steps",
    unit="count",
    digits=0,
    definition="How often a foot changed its place between the first and the last rise; only "
    "steps that are certain.",
    source=_RISE,
    tested_on="rendered people whose feet are still; made-up recordings with steps",
)
COUNT = MeasureKind(
    name="rises_counted",
    label="Rises that count",
    unit="count",
    digits=0,
    definition="How many rises from sitting to standing count.",
    source=_RISE,
    tested_on=_TESTED,
)

UPRIGHT = (HIP_END, KNEE_END, TRUNK_END)
AGAINST_STANDING = (*UPRIGHT, LEAN)
PARTS = (LEANING, EXTENDING, STANDING, LOWERING)
MEASURES = (
    TIME_FIVE, TIME, EVENNESS, COUNT, *PARTS, *UPRIGHT, LEAN, HANDS, DROP, LAST_DROP, STEPS,
)  # fmt: skip
PER_REPETITION = (TIME, *PARTS, *UPRIGHT, LEAN, DROP, HAND_USE)
