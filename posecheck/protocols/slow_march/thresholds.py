"""The thresholds of the slow march, from `thresholds.toml` beside this file."""

from dataclasses import dataclass

from posecheck.threshold_file import (
    Count,
    Degrees,
    DegreesPerSecond,
    Hertz,
    LegLengths,
    LegLengthsPerSecond,
    Percent,
    Ratio,
    Seconds,
    Section,
    ThighLengths,
    ThresholdFile,
    Visibility,
)


@dataclass(frozen=True)
class Departure(Section):
    """Section `departure` of the file."""

    least: LegLengths
    foot_boost: Ratio
    foot_share: Ratio
    foot_alone: Ratio
    shortest: Seconds
    half: Ratio
    top: Ratio
    down: Ratio
    touched: Ratio


@dataclass(frozen=True)
class Movement(Section):
    """Section `movement` of the file."""

    edge: Ratio
    margin: Seconds
    middle: Ratio
    hangs: Ratio
    other_foot: LegLengths
    other_foot_share: Ratio
    together: Ratio
    other_foot_together: LegLengths
    heel: LegLengths
    heel_share: Ratio
    curl: LegLengths
    curl_flat: Ratio
    curl_share: Ratio
    clearance: LegLengths
    touches: LegLengths
    stirred: LegLengths
    ahead: LegLengths
    ahead_oblique: LegLengths
    outward: LegLengths
    outward_share: Ratio
    flat: Ratio
    flat_outward: LegLengths
    landed: LegLengths
    landed_share: Ratio
    travelled: LegLengths
    grown: Ratio
    walks: LegLengths
    tried: Degrees
    least_side: Degrees
    least_seen: Degrees
    least_knee: LegLengths
    rose: LegLengths
    rose_lead: LegLengths
    rose_for: Seconds
    lowered: LegLengths
    sank: LegLengths


@dataclass(frozen=True)
class Repetition(Section):
    """Section `repetition` of the file."""

    down: Ratio
    up: Ratio
    edge: Seconds
    top: Ratio
    held: Seconds
    notable: LegLengths
    sure: LegLengths
    faint: ThighLengths
    half_way: Ratio
    cut: Ratio
    reach: Seconds
    double_fall: Degrees
    foot_moves: LegLengthsPerSecond
    stumble_gap: Seconds
    stumble_share: Ratio
    hidden: Visibility
    hidden_for: Seconds


@dataclass(frozen=True)
class Pace(Section):
    """Section `pace` of the file."""

    shortest: Seconds
    gap: Seconds
    least: LegLengths
    foot: LegLengths
    prominence: Ratio
    floor: Percent
    pause: Ratio
    least_lifts: Count
    march_interval: Seconds
    run_interval: Seconds
    flight: LegLengths
    travelled: LegLengths
    grown: Ratio
    cadence_rate: Hertz


@dataclass(frozen=True)
class UpperFoot(Section):
    """Section `upper_foot` of the file."""

    frames: Count
    least: LegLengths
    clear: Ratio
    edge: Ratio
    apart: LegLengths
    whole: Ratio
    one: Ratio
    hidden: Seconds
    far: Ratio
    stays: LegLengths
    gap: Seconds


@dataclass(frozen=True)
class SideEvidence(Section):
    """Section `side_evidence` of the file."""

    least: LegLengths
    standing: LegLengths
    edge: Ratio
    apart: LegLengths
    sure: LegLengths
    clear: Ratio


@dataclass(frozen=True)
class Phases(Section):
    """Section `phases` of the file."""

    top: Degrees
    dip: Degrees
    unheld: Seconds
    still: DegreesPerSecond
    way_low: Ratio
    way_high: Ratio
    way_between: Ratio
    way_beyond: Ratio
    way_front_low: Ratio
    way_front_high: Ratio
    way_front_from: Degrees
    way_front_to: Degrees
    low_share: Ratio
    speed_window: Seconds
    speed_floor: Degrees
    late_share: Ratio
    shortest_lowering: Seconds
    longest_lowering: Seconds


@dataclass(frozen=True)
class Body(Section):
    """Section `body` of the file."""

    magnified: Ratio
    sway_least: Seconds
    down: LegLengths
    landing_reach: Seconds
    foot_seen: Visibility
    landing_lead: Seconds
    landing_rate: Hertz


@dataclass(frozen=True)
class StanceFoot(Section):
    """Section `stance_foot` of the file."""

    edge: Ratio
    part: Ratio
    moved: LegLengths


@dataclass(frozen=True)
class Error(Section):
    """Section `error` of the file."""

    peak_scatter: Degrees
    hold_front: Seconds
    hold_front_low: Seconds
    hold_other: Seconds
    phase_front: Ratio
    phase_front_low: Seconds
    phase_other: Ratio
    phase_other_low: Seconds
    hold_sag: Degrees
    speed: Ratio
    drop_ratio: Ratio
    sparc: Ratio
    trunk_forward: Degrees
    trunk_side: Degrees
    knee_outward: Degrees
    onset: Seconds
    sway: Percent


@dataclass(frozen=True)
class Decision(Section):
    """Section `decision` of the file."""

    family: Ratio


@dataclass(frozen=True)
class Symmetry(Section):
    """Section `symmetry` of the file."""

    small: Percent
    clear: Percent


@dataclass(frozen=True)
class Fatigue(Section):
    """Section `fatigue` of the file."""

    least_lifts: Count
    total: Degrees


@dataclass(frozen=True)
class Verdict(Section):
    """Section `verdict` of the file."""

    fast: Seconds
    held: Seconds
    hold_sag: Degrees
    drop_ratio: Ratio
    sparc: Ratio
    side_lean: Degrees
    back_lean: Degrees
    clear_back_lean: Degrees
    knee_outward: Degrees
    knee_inward: Degrees
    rhythm: Percent
    phase: Ratio
    few_landings: Count


SLOW_MARCH = ThresholdFile("posecheck.protocols.slow_march")
DEPARTURE = SLOW_MARCH.section("departure", Departure)
MOVEMENT = SLOW_MARCH.section("movement", Movement)
REPETITION = SLOW_MARCH.section("repetition", Repetition)
PACE = SLOW_MARCH.section("pace", Pace)
UPPER_FOOT = SLOW_MARCH.section("upper_foot", UpperFoot)
SIDE_EVIDENCE = SLOW_MARCH.section("side_evidence", SideEvidence)
PHASES = SLOW_MARCH.section("phases", Phases)
BODY = SLOW_MARCH.section("body", Body)
STANCE_FOOT = SLOW_MARCH.section("stance_foot", StanceFoot)
ERROR = SLOW_MARCH.section("error", Error)
DECISION = SLOW_MARCH.section("decision", Decision)
SYMMETRY = SLOW_MARCH.section("symmetry", Symmetry)
FATIGUE = SLOW_MARCH.section("fatigue", Fatigue)
VERDICT = SLOW_MARCH.section("verdict", Verdict)
