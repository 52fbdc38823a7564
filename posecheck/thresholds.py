"""The thresholds that all protocols share: every number that decides something, by name.

The values stand in `thresholds.toml` beside this module with their unit and source; each protocol
has one more beside it. Those of guiding a person stand in `posecheck.coaching.thresholds`.
"""

from dataclasses import dataclass

from posecheck.threshold_file import (
    Bytes,
    Count,
    Degrees,
    GreyLevels,
    Hertz,
    LegLengths,
    LegLengthsPerSecond,
    Metres,
    Percent,
    Pixels,
    Ratio,
    ScaledDeviations,
    Seconds,
    Section,
    ShareOfStature,
    ThighLengths,
    ThresholdFile,
    TrunkLengths,
    TrunkLengthsPerSecond,
    Visibility,
)


@dataclass(frozen=True)
class Capture(Section):
    """Section `capture` of the file."""

    longest_video: Seconds
    largest_video_picture: Count
    largest_picture_area: Count
    longest_pixel: Ratio
    largest_picture: Bytes
    longest_side: Pixels
    fastest_rate: Hertz
    timeless_share: Ratio
    missing_end: Seconds
    same_picture: GreyLevels
    limited_range_slack: GreyLevels
    limited_range_share: Ratio


@dataclass(frozen=True)
class Options(Section):
    """Section `options` of the file."""

    person_height_min: Metres
    person_height_max: Metres
    lens_height_min: Metres
    lens_height_max: Metres
    distance_min: Metres
    distance_max: Metres
    roll_max: Degrees


@dataclass(frozen=True)
class Files(Section):
    """Section `files` of the file."""

    largest_take: Bytes
    largest_unpacked: Bytes
    largest_header: Bytes
    largest_array: Bytes
    largest_assessment: Bytes
    largest_contents: Bytes
    most_takes: Count
    most_parts: Count
    longest_text: Count
    largest_archive: Bytes
    largest_listing: Bytes
    most_members: Count
    longest_take: Seconds
    most_frames: Count
    most_stations: Count
    farthest_px: Pixels
    largest_frame: Pixels
    first_year: Count
    last_year: Count


@dataclass(frozen=True)
class Signals(Section):
    """Section `signals` of the file."""

    rate: Hertz
    fast_rate: Hertz
    fast_camera: Hertz
    cutoff: Hertz
    fast_cutoff: Hertz
    gap: Seconds
    hampel_mad: ScaledDeviations
    hampel_floor: LegLengths
    hampel_rate: Hertz
    same_shape: Ratio
    person_speed: TrunkLengthsPerSecond
    person_step: TrunkLengths
    person_reach: TrunkLengths
    person_size: Ratio
    person_first: Seconds
    swap_jump: LegLengths
    swap_share: Ratio
    swap_near: LegLengths
    swap_for: Seconds
    swap_rate: Hertz
    swap_speed: LegLengthsPerSecond
    swap_frames: Count
    together_for: Seconds
    together: LegLengths
    agreement: LegLengths


@dataclass(frozen=True)
class QuietStance(Section):
    """Section `quiet_stance` of the file."""

    wanted: Seconds
    window: Seconds
    still: LegLengths
    level: LegLengths
    straight: Ratio
    size_within: Seconds
    tallest: Percent
    floor: Percent
    on_floor: LegLengths
    between: Seconds


@dataclass(frozen=True)
class View(Section):
    """Section `view` of the file."""

    front: Degrees
    side: Degrees
    away: Degrees
    flat_from: Degrees
    conflict: Degrees
    shoulders: Ratio
    turned: Degrees
    turned_for: Seconds
    flipped: Degrees
    flipped_for: Seconds


@dataclass(frozen=True)
class Camera(Section):
    """Section `camera` of the file."""

    usual_person_height: Metres
    ear_height_share: ShareOfStature
    hip_height_share: ShareOfStature
    ankle_height_share: ShareOfStature
    usual_field_of_view: Degrees
    usual_height_over_distance: Ratio
    foot_extent_level: ThighLengths
    foot_length: ThighLengths
    trust_in_foot_extent: Ratio
    least_lens_height: Metres
    most_lens_height: Metres
    least_resolved_rise: ThighLengths
    least_resolved_elevation: Degrees
    tried_distance_min: Metres
    tried_distance_max: Metres
    tried_lens_min: Metres
    tried_lens_max: Metres
    least_view: Degrees
    most_view: Degrees
    feet_contradict: Ratio
    edge: Ratio


@dataclass(frozen=True)
class SecondLook(Section):
    """Section `second_look` of the file."""

    tops: Count
    standing: Count
    most: Count
    least_standing: Count
    astray: LegLengths
    beside: Seconds


@dataclass(frozen=True)
class Elevation(Section):
    """Section `elevation` of the file."""

    least_way: ThighLengths
    clear_way: ThighLengths
    least_number: Degrees
    least_interval: Seconds
    top_share: Ratio
    top_scatter: ThighLengths
    still_share: Ratio
    knee_says_little: Degrees
    low_lift: Degrees
    high_lift: Degrees
    steep_low: Ratio
    steep_high: Ratio
    least_share_in_range: Ratio
    correction_fades_until: Degrees
    least_shank: Ratio
    unusual_place: Ratio


@dataclass(frozen=True)
class RealPeople(Section):
    """Section `real_people` of the file."""

    peak_common: Degrees
    peak_side: Degrees
    peak_side_seen_again: Degrees


@dataclass(frozen=True)
class Calibration(Section):
    """Section `calibration` of the file."""

    phone: Degrees
    reach: Degrees
    odd: Ratio


@dataclass(frozen=True)
class Quality(Section):
    """Section `quality` of the file."""

    found_least: Ratio
    found_all: Ratio
    border: Ratio
    cut_some: Ratio
    cut_most: Ratio
    void_some: Seconds
    void_most: Ratio
    rest: Seconds
    shortest: Seconds
    camera_window: Seconds
    camera_shift: LegLengths
    camera_same: Ratio
    camera_often: Count
    rate_least: Hertz
    rate_good: Hertz
    rate_window: Seconds
    same_frame: Pixels
    seen_least: Visibility
    seen_good: Visibility
    dark: GreyLevels
    symmetry_least: Count
    symmetry_good: Count
    upright: Degrees


@dataclass(frozen=True)
class Statistics(Section):
    """Section `statistics` of the file."""

    resamples: Count
    fewest_resamples: Count
    cells: Count
    prior: Count
    alike: Ratio


@dataclass(frozen=True)
class Regression(Section):
    """Section `regression` of the file."""

    farthest: Ratio


@dataclass(frozen=True)
class Smoothness(Section):
    """Section `smoothness` of the file."""

    cutoff: Hertz
    amplitude: Ratio
    padding: Count


@dataclass(frozen=True)
class TwoViews(Section):
    """Section `two_views` of the file."""

    session: Seconds
    shared: Ratio
    contradiction: Percent


@dataclass(frozen=True)
class Mdc(Section):
    """Section `mdc` of the file."""

    takes: Count
    confidence: Percent
    odd: Percent
    same_place: Metres


@dataclass(frozen=True)
class Export(Section):
    """Section `export` of the file."""

    leg_to_trunk: Ratio


@dataclass(frozen=True)
class StandCapture(Section):
    """Section `stand_capture` of the file."""

    longest: Seconds
    silhouettes: Count
    counted: Count


@dataclass(frozen=True)
class Room(Section):
    """Section `room` of the file."""

    least_above: Ratio
    above: Ratio
    most_above: Ratio
    beside: Ratio
    confidence: Ratio
    apart: TrunkLengths
    least: Count


@dataclass(frozen=True)
class Stickers(Section):
    """Section `stickers` of the file."""

    above_hip: TrunkLengths
    below_hip: TrunkLengths
    smallest: TrunkLengths
    largest: TrunkLengths
    contrast: GreyLevels
    brightness: GreyLevels
    tint: GreyLevels
    colour: GreyLevels
    roundness: Ratio
    filled: Ratio


@dataclass(frozen=True)
class Markers(Section):
    """Section `markers` of the file."""

    nearest: TrunkLengths
    farthest: TrunkLengths
    placing: TrunkLengths
    roll_unknown: Degrees
    roll_told_sd: Degrees
    steepest: Degrees


SHARED = ThresholdFile("posecheck")
CAPTURE = SHARED.section("capture", Capture)
OPTIONS = SHARED.section("options", Options)
FILES = SHARED.section("files", Files)
SIGNALS = SHARED.section("signals", Signals)
QUIET_STANCE = SHARED.section("quiet_stance", QuietStance)
VIEW = SHARED.section("view", View)
CAMERA = SHARED.section("camera", Camera)
SECOND_LOOK = SHARED.section("second_look", SecondLook)
ELEVATION = SHARED.section("elevation", Elevation)
REAL_PEOPLE = SHARED.section("real_people", RealPeople)
CALIBRATION = SHARED.section("calibration", Calibration)
QUALITY = SHARED.section("quality", Quality)
STATISTICS = SHARED.section("statistics", Statistics)
REGRESSION = SHARED.section("regression", Regression)
SMOOTHNESS = SHARED.section("smoothness", Smoothness)
TWO_VIEWS = SHARED.section("two_views", TwoViews)
MDC = SHARED.section("mdc", Mdc)
EXPORT = SHARED.section("export", Export)
STAND_CAPTURE = SHARED.section("stand_capture", StandCapture)
ROOM = SHARED.section("room", Room)
STICKERS = SHARED.section("stickers", Stickers)
MARKERS = SHARED.section("markers", Markers)
