"""The thresholds of guiding a person before the camera; they stand in the file that all share."""

from dataclasses import dataclass

from posecheck.threshold_file import (
    Count,
    Degrees,
    DegreesPerSecond,
    GreyLevels,
    LegLengths,
    Megabytes,
    Ratio,
    Seconds,
    Section,
    Visibility,
)
from posecheck.thresholds import SHARED


@dataclass(frozen=True)
class LiveFraming(Section):
    """Section `live_framing` of the file."""

    dark: GreyLevels
    margin: Ratio
    head_room: Ratio
    body_max: Ratio
    body_min: Ratio
    off_centre: Ratio
    front_yaw: Degrees
    side_yaw: Degrees


@dataclass(frozen=True)
class LiveStill(Section):
    """Section `live_still` of the file."""

    seconds: Seconds
    window: Seconds
    spread: Ratio
    unframed: Seconds


@dataclass(frozen=True)
class LiveCountdown(Section):
    """Section `live_countdown` of the file."""

    seconds: Seconds


@dataclass(frozen=True)
class LiveStand(Section):
    """Section `live_stand` of the file."""

    seconds: Seconds
    pause: Seconds


@dataclass(frozen=True)
class LiveFrames(Section):
    """Section `live_frames` of the file."""

    budget: Megabytes
    warm_up: Count
    whole: Ratio


@dataclass(frozen=True)
class LiveEnd(Section):
    """Section `live_end` of the file."""

    settle: Seconds
    pause: Seconds
    growth: Ratio
    near: Seconds
    gone: Seconds
    hands_up: Seconds
    no_frames: Seconds
    not_framed: Seconds
    longest: Seconds
    no_frames_yet: Seconds


@dataclass(frozen=True)
class LiveTracker(Section):
    """Section `live_tracker` of the file."""

    anchor: Ratio
    time_constant: Seconds
    on: Degrees
    off: Degrees
    lead: Degrees
    rise: Degrees
    shortest: Seconds
    hold_band: Degrees
    hold_speed: DegreesPerSecond
    swap_ratio: Ratio


@dataclass(frozen=True)
class LiveHigherFoot(Section):
    """Section `live_higher_foot` of the file."""

    up: LegLengths
    apart: LegLengths
    clear: Ratio


@dataclass(frozen=True)
class LiveCue(Section):
    """Section `live_cue` of the file."""

    hold: Seconds
    phone_hold: Seconds
    counted: Seconds
    short_of_target: Degrees


@dataclass(frozen=True)
class SecondPerson(Section):
    """Section `second_person` of the file."""

    spacing: Seconds
    finds: Count
    told: Seconds
    size: Ratio
    margin: Ratio
    strip: Ratio
    visible: Visibility


LIVE_FRAMING = SHARED.section("live_framing", LiveFraming)
LIVE_STILL = SHARED.section("live_still", LiveStill)
LIVE_COUNTDOWN = SHARED.section("live_countdown", LiveCountdown)
LIVE_STAND = SHARED.section("live_stand", LiveStand)
LIVE_FRAMES = SHARED.section("live_frames", LiveFrames)
LIVE_END = SHARED.section("live_end", LiveEnd)
LIVE_TRACKER = SHARED.section("live_tracker", LiveTracker)
LIVE_HIGHER_FOOT = SHARED.section("live_higher_foot", LiveHigherFoot)
LIVE_CUE = SHARED.section("live_cue", LiveCue)
SECOND_PERSON = SHARED.section("second_person", SecondPerson)
