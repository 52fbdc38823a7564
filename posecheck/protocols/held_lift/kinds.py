"""What the held lift measures: the entries of the registry."""

from typing import TYPE_CHECKING

from posecheck.measures import MeasureKind

if TYPE_CHECKING:
    from posecheck.assessment import View

_SEEN: "tuple[View, ...]" = ("front", "side-left", "side-right", "oblique")
_TURNED: "tuple[View, ...]" = ("side-left", "side-right", "oblique")
_ASIDE: "tuple[View, ...]" = ("front", "oblique")
_TESTED = "rendered people who hold a knee up; no real person against a laboratory yet"
_HOLD = "held high lift, docs/held-lift.md"
_DIFFERENCE = "signed difference of two recordings; their errors do not cancel, docs/held-lift.md"

START = MeasureKind(
    name="held_elevation",
    label="Elevation at the start",
    unit="deg",
    digits=0,
    definition="How high the thigh is in the first second of the hold: its angle to hanging "
    "straight down, 0° hanging, 90° level.",
    source="thigh against the vertical",
    per_side=True,
    views=_SEEN,
    tested_on=_TESTED,
)
HELD = MeasureKind(
    name="held_time",
    label="Time held",
    unit="s",
    digits=1,
    definition="From the moment at which the thigh comes to rest at the top to that at which it is "
    "lowered; of several holds of a leg the longest.",
    source=_HOLD,
    per_side=True,
    views=_SEEN,
    tested_on=_TESTED,
)
WITHIN = MeasureKind(
    name="held_time_within",
    label="Time within 10° of the start",
    unit="s",
    digits=1,
    definition="How long the thigh stays within 10° of its elevation at the start, without leaving "
    "it for longer than half a second.",
    source=_HOLD,
    per_side=True,
    views=_SEEN,
    tested_on=_TESTED,
)
AT_TARGET = MeasureKind(
    name="held_time_at_target",
    label="Time at the target",
    unit="s",
    digits=1,
    definition="How long the thigh is at or above the target; the interval holds what the error of "
    "the elevation leaves open.",
    source=_HOLD,
    per_side=True,
    views=_SEEN,
    tested_on=_TESTED,
)
SAG_RATE = MeasureKind(
    name="held_sag_rate",
    label="Sinking",
    unit="deg/s",
    digits=2,
    definition="How fast the thigh sinks while it is held.",
    source="Theil–Sen slope of the elevation over the hold; Sen 1968, J Am Stat Assoc 63:1379",
    sign="the thigh sinks",
    per_side=True,
    views=_SEEN,
    tested_on=_TESTED,
)
SAG = MeasureKind(
    name="held_sag",
    label="Sinking over the hold",
    unit="deg",
    digits=0,
    definition="How far the thigh sinks from the first to the last second of the hold.",
    source=_HOLD,
    sign="the thigh sinks",
    per_side=True,
    views=_SEEN,
    tested_on=_TESTED,
)
LEAN_FORWARD = MeasureKind(
    name="held_trunk_forward",
    label="Trunk leans forward while holding",
    unit="deg",
    digits=0,
    definition="Lean of the trunk during the hold against quiet standing, forward or back.",
    source="trunk against the vertical",
    sign="forward; negative is back",
    per_side=True,
    views=_TURNED,
    tested_on=_TESTED,
)
LEAN_SIDE = MeasureKind(
    name="held_trunk_side",
    label="Trunk leans to the lifted side while holding",
    unit="deg",
    digits=0,
    definition="Lean of the trunk to the side during the hold against quiet standing, read from "
    "the line of the shoulders.",
    source="shoulder line against the horizontal, docs/held-lift.md",
    sign="to the side of the lifted leg",
    per_side=True,
    views=_ASIDE,
    tested_on=_TESTED,
)
FOOT_MOVES = MeasureKind(
    name="held_foot_moves",
    label="Movements of the standing foot",
    unit="count",
    digits=0,
    definition="How often the foot stood on changes its place during the hold; only movements "
    "that are certain.",
    source=_HOLD,
    per_side=True,
    views=_SEEN,
    tested_on="rendered people whose standing foot is still; made-up recordings in which it steps",
)
ENDING = MeasureKind(
    name="held_ending",
    label="How the hold ended",
    unit="class",
    digits=0,
    definition="What ended the hold: the leg was lowered, touched the floor or stayed up.",
    source=_HOLD,
    per_side=True,
    views=_SEEN,
    classes={
        "lowered": "the leg was lowered",
        "touched": "the foot touched the floor and was lifted again",
        "stopped": "the recording ended with the leg still up",
        "time_over": "the time was over",
    },
    tested_on=_TESTED,
)
HELD_DIFFERENCE = MeasureKind(
    name="held_time_difference",
    label="Time held, right − left",
    unit="s",
    digits=1,
    definition="Time held by the right leg minus that of the left.",
    source=_DIFFERENCE,
    sign="the right leg is held longer",
    views=_SEEN,
    tested_on=_TESTED,
)
START_DIFFERENCE = MeasureKind(
    name="held_elevation_difference",
    label="Elevation at the start, right − left",
    unit="deg",
    digits=0,
    definition="Elevation at the start of the right leg minus that of the left.",
    source=_DIFFERENCE,
    sign="the right thigh is higher",
    views=_SEEN,
    tested_on=_TESTED,
)
SAG_DIFFERENCE = MeasureKind(
    name="held_sag_rate_difference",
    label="Sinking, right − left",
    unit="deg/s",
    digits=2,
    definition="How much faster the right thigh sinks than the left one.",
    source=_DIFFERENCE,
    sign="the right thigh sinks faster",
    views=_SEEN,
    tested_on=_TESTED,
)

DIFFERENCES = (HELD_DIFFERENCE, START_DIFFERENCE, SAG_DIFFERENCE)
MANNER = (LEAN_FORWARD, LEAN_SIDE, FOOT_MOVES)
MEASURES = (HELD, WITHIN, AT_TARGET, ENDING, START, SAG_RATE, SAG, *DIFFERENCES, *MANNER)
PER_REPETITION = (HELD, START, WITHIN, SAG_RATE, SAG, ENDING)
