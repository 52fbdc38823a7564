"""The thresholds of the chair rise, from `thresholds.toml` beside this file."""

from dataclasses import dataclass
from typing import Annotated

from posecheck.threshold_file import (
    Count,
    Degrees,
    Hertz,
    LegLengths,
    Metres,
    Percent,
    Ratio,
    Seconds,
    Section,
    ThresholdFile,
    Unit,
    Visibility,
)

FootLengths = Annotated[float, Unit("foot lengths")]


@dataclass(frozen=True)
class Weight(Section):
    """Section `weight` of the file."""

    leg: Metres
    cutoff: Hertz
    least_spread: Ratio
    percentile: Percent
    behind: FootLengths
    behind_oblique: FootLengths
    towards_back: FootLengths


@dataclass(frozen=True)
class Rise(Section):
    """Section `rise` of the file."""

    low: Ratio
    high: Ratio
    stand: Seconds
    level_percentile: Percent
    seat_band: Ratio
    same_seat: Ratio
    thigh: Degrees
    walk: LegLengths
    attempt: Ratio


@dataclass(frozen=True)
class Stand(Section):
    """Section `stand` of the file."""

    upright: Ratio
    tallest_percentile: Percent


@dataclass(frozen=True)
class Phase(Section):
    """Section `phase` of the file."""

    off_seat: Ratio
    lean_begun: Ratio
    least_lean: Degrees
    upright: Degrees
    most_upright: Degrees
    settled: Seconds
    slow_share: Ratio
    least_samples: Count


@dataclass(frozen=True)
class Front(Section):
    """Section `front` of the file."""

    upright: Degrees
    rests: Seconds
    lean_begun: Ratio
    upright_height: Ratio


@dataclass(frozen=True)
class Hands(Section):
    """Section `hands` of the file."""

    near: LegLengths
    after_off: Seconds
    stays: Ratio
    seen: Visibility


@dataclass(frozen=True)
class Foot(Section):
    """Section `foot` of the file."""

    step: LegLengths
    within: Seconds


@dataclass(frozen=True)
class Test(Section):
    """Section `test` of the file."""

    rises: Count
    least_scatter: Count


@dataclass(frozen=True)
class Error(Section):
    """Section `error` of the file."""

    time: Seconds
    time_front: Seconds
    posture: Degrees
    lean: Degrees
    oblique: Ratio
    drop_ratio: Ratio
    evenness: Percent


@dataclass(frozen=True)
class Coach(Section):
    """Section `coach` of the file."""

    standing: Ratio
    leg_to_trunk: Ratio
    stand: Seconds
    wait: Seconds


CHAIR_RISE = ThresholdFile("posecheck.protocols.chair_rise")
WEIGHT = CHAIR_RISE.section("weight", Weight)
RISE = CHAIR_RISE.section("rise", Rise)
STAND = CHAIR_RISE.section("stand", Stand)
PHASE = CHAIR_RISE.section("phase", Phase)
FRONT = CHAIR_RISE.section("front", Front)
HANDS = CHAIR_RISE.section("hands", Hands)
FOOT = CHAIR_RISE.section("foot", Foot)
TEST = CHAIR_RISE.section("test", Test)
ERROR = CHAIR_RISE.section("error", Error)
COACH = CHAIR_RISE.section("coach", Coach)
