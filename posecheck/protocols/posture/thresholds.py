"""The thresholds of the posture check, from `thresholds.toml` beside this file."""

from dataclasses import dataclass

from posecheck.threshold_file import (
    Degrees,
    Percent,
    Ratio,
    Section,
    StandardDeviations,
    ThresholdFile,
    TrunkLengths,
)


@dataclass(frozen=True)
class Gate(Section):
    """Section `gate` of the file."""

    visible: Ratio
    head_margin: TrunkLengths
    shoulder_margin: TrunkLengths
    hip_margin: TrunkLengths
    side_turn: Degrees
    side_turn_headless: Degrees
    side_shoulders: TrunkLengths
    front_turn: Degrees
    front_shoulders: TrunkLengths
    moving: Ratio
    upright: Degrees
    unlike: Degrees


@dataclass(frozen=True)
class Outline(Section):
    """Section `outline` of the file."""

    unsteady: TrunkLengths
    jump: TrunkLengths
    jump_reach: TrunkLengths
    arm_margin: TrunkLengths
    smoothing: TrunkLengths
    least_lower_back: Ratio
    least_seen: Ratio


@dataclass(frozen=True)
class Show(Section):
    """Section `show` of the file."""

    trunk_thigh_angle: Degrees
    false_directions: Ratio


@dataclass(frozen=True)
class RealPeople(Section):
    """Section `real_people` of the file: a field for each measure that has such a term."""

    pelvic_displacement: Degrees
    body_lean: Degrees
    trunk_lean: Degrees
    forward_head_angle: Degrees
    trunk_thigh_angle: Degrees
    shoulder_level: Degrees
    lateral_shift: Percent
    hip_shift: Percent
    trunk_side_ratio: Percent
    knee_alignment: Degrees


@dataclass(frozen=True)
class Error(Section):
    """Section `error` of the file."""

    lateral_shift: Percent
    hip_shift: Percent
    trunk_side_ratio: Percent
    knee_alignment: Degrees
    clothing: Ratio
    lumbar_depth: Percent
    lumbar_lordosis: Degrees
    belly_protrusion: Percent
    buttock_prominence: Percent


@dataclass(frozen=True)
class Tilt(Section):
    """Section `tilt` of the file."""

    own_range: Degrees
    least_range: StandardDeviations
    agreement: Ratio
    change_detectable: Degrees
    standing_sd: Degrees


@dataclass(frozen=True)
class Comparison(Section):
    """Section `comparison` of the file."""

    session_sd: Degrees


@dataclass(frozen=True)
class Repeat(Section):
    """Section `repeat` of the file."""

    rotation: Degrees
    depth: Percent
    lordosis: Degrees
    sacral_slope: Degrees


POSTURE = ThresholdFile("posecheck.protocols.posture")
GATE = POSTURE.section("gate", Gate)
OUTLINE = POSTURE.section("outline", Outline)
SHOW = POSTURE.section("show", Show)
REAL_PEOPLE = POSTURE.section("real_people", RealPeople)
ERROR = POSTURE.section("error", Error)
TILT = POSTURE.section("tilt", Tilt)
COMPARISON = POSTURE.section("comparison", Comparison)
REPEAT = POSTURE.section("repeat", Repeat)
