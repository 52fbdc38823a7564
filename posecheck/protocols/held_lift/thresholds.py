"""The thresholds of the held high lift, from `thresholds.toml` beside this file."""

from dataclasses import dataclass

from posecheck.threshold_file import (
    Count,
    Degrees,
    DegreesPerSecond,
    Hertz,
    LegLengths,
    Percent,
    Ratio,
    Seconds,
    Section,
    ThresholdFile,
)


@dataclass(frozen=True)
class Stand(Section):
    """Section `stand` of the file."""

    knees: LegLengths
    ankles: LegLengths
    straight: Ratio
    tallest_percentile: Percent


@dataclass(frozen=True)
class Raised(Section):
    """Section `raised` of the file."""

    on: LegLengths
    off: LegLengths
    smooth: Seconds
    shortest: Seconds
    again: Seconds
    parted: LegLengths
    nearer: Ratio


@dataclass(frozen=True)
class Clear(Section):
    """Section `clear` of the file."""

    lower_most: Ratio
    thigh_least: Ratio
    standing_least: Ratio
    frames_least: Ratio
    unrest: Degrees
    outlier_window: Seconds


@dataclass(frozen=True)
class Hold(Section):
    """Section `hold` of the file."""

    still: DegreesPerSecond
    speed_cutoff: Hertz
    reached: Ratio
    least: Degrees
    left: Ratio
    start: Seconds
    band: Degrees
    band_left_for: Seconds
    shortest: Seconds
    at_once: Seconds
    march: Seconds
    march_lifts: Count
    sag_bin: Seconds
    sag_least: Seconds
    longest: Seconds
    longest_slack: Seconds


@dataclass(frozen=True)
class Stretch(Section):
    """Section `stretch` of the file."""

    every: Seconds


@dataclass(frozen=True)
class Foot(Section):
    """Section `foot` of the file."""

    moved: LegLengths
    within: Seconds
    seen: Ratio


@dataclass(frozen=True)
class Place(Section):
    """Section `place` of the file."""

    turn: Degrees
    size: Ratio


@dataclass(frozen=True)
class Error(Section):
    """Section `error` of the file."""

    hip_drawn: Ratio
    sag_scale: Ratio
    elevation_side: Degrees
    elevation_oblique: Degrees
    far_leg: Ratio
    time_side: Seconds
    time_oblique: Seconds
    time_front: Seconds
    level: Degrees
    drift_side: Degrees
    drift_oblique: Degrees
    drift_front: Degrees
    forward_side: Degrees
    forward_oblique: Degrees
    aside: Degrees


@dataclass(frozen=True)
class Verdict(Section):
    """Section `verdict` of the file."""

    lean: Degrees


@dataclass(frozen=True)
class Coach(Section):
    """Section `coach` of the file."""

    lean: Degrees
    lean_for: Seconds
    held: Seconds
    after: Seconds


HELD_LIFT = ThresholdFile("posecheck.protocols.held_lift")
STAND = HELD_LIFT.section("stand", Stand)
RAISED = HELD_LIFT.section("raised", Raised)
CLEAR = HELD_LIFT.section("clear", Clear)
HOLD = HELD_LIFT.section("hold", Hold)
STRETCH = HELD_LIFT.section("stretch", Stretch)
FOOT = HELD_LIFT.section("foot", Foot)
PLACE = HELD_LIFT.section("place", Place)
ERROR = HELD_LIFT.section("error", Error)
VERDICT = HELD_LIFT.section("verdict", Verdict)
COACH = HELD_LIFT.section("coach", Coach)
