"""The thresholds of the posture check, from `thresholds.toml` beside this file."""

from dataclasses import dataclass

from posecheck.thresholds import (
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
    side_turn: Degrees
    side_shoulders: TrunkLengths
    front_turn: Degrees
    front_shoulders: TrunkLengths
    moving: Ratio
    upright: Degrees


@dataclass(frozen=True)
class Outline(Section):
    """Section `outline` of the file."""

    unsteady: TrunkLengths
    jump: TrunkLengths
    jump_reach: TrunkLengths
    arm_margin: TrunkLengths
    smoothing: TrunkLengths
    least_seen: Ratio


@dataclass(frozen=True)
class StanceClass(Section):
    """Section `stance_class` of the file."""

    pelvic_displacement_centre: Degrees
    pelvic_displacement_sd: Degrees
    trunk_lean_centre: Degrees
    trunk_lean_sd: Degrees
    body_lean_centre: Degrees
    body_lean_sd: Degrees
    displaced: StandardDeviations
    leaning: StandardDeviations
    upper_back_forward: Degrees
    turn: Percent


@dataclass(frozen=True)
class Show(Section):
    """Section `show` of the file."""

    forward_head: Degrees
    shoulder_level: Degrees
    shoulder_level_noticeable: Degrees
    lateral_shift: Percent
    trunk_side_ratio: Percent
    knee_alignment: Degrees
    trunk_thigh_angle: Degrees


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

    norm: Degrees
    bone_shape_sd: Degrees
    own_range: Degrees
    own_range_sd: Degrees
    typical_index: Percent
    least_range: StandardDeviations
    agreement: Ratio
    change_detectable: Degrees
    standing_sd: Degrees


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
STANCE_CLASS = POSTURE.section("stance_class", StanceClass)
SHOW = POSTURE.section("show", Show)
ERROR = POSTURE.section("error", Error)
TILT = POSTURE.section("tilt", Tilt)
REPEAT = POSTURE.section("repeat", Repeat)
