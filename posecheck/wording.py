"""Measures in words: labels, units and numbers as a person reads them. Computes nothing."""

from posecheck.assessment import Assessment, Measure, View

NOT_A_DIAGNOSIS = (
    "Movement measurement for personal information. Not a diagnosis, not a medical device. "
    "A camera cannot measure muscle strength or see the pelvis."
)

_UNITS = {
    "deg": "°",
    "deg/s": "°/s",
    "%": " %",
    "1/min": " a minute",
    "ratio": "",
    "count": "",
    "deg/lift": "° a lift",
}
_DIGITS = {"deg": 0, "deg/s": 0, "%": 0, "1/min": 1, "deg/lift": 1, "count": 0, "s": 2, "ratio": 2}
_LABELS = {
    "thigh_elevation_peak": "Height of the thigh",
    "thigh_elevation_difference": "Difference right − left",
    "knee_height_ratio": "Knee over hip (1 is level)",
    "share_at_target": "Lifts at the target",
    "symmetry_index": "Symmetry index (0 is even)",
    "hold_time": "Hold at the top",
    "droop": "Sinking while holding",
    "drop_ratio": "Drop at the end (1.2 is smooth)",
    "sparc": "Smoothness of lowering (0 is best)",
    "cadence": "Lifts",
    "phase": "Rhythm, left to right (0.5 is even)",
    "fatigue_slope": "Change of height from lift to lift",
    "fatigue_slope_difference": "Change from lift to lift, right − left",
    "hold_time_difference": "Hold, right − left",
    "lowering_time_difference": "Lowering time, right − left",
    "trunk_side_lean": "Lean of the trunk to the lifted leg's side",
    "trunk_forward_lean": "Lean of the trunk forward (back is negative)",
    "pelvic_obliquity_change": "Hike or drop of the pelvis",
    "toe_first_landing": "Landings with the toes first",
    "balance_loss_events": "Losses of balance",
    "repetition_count": "Lifts that count",
    "posture_class": "Way of standing",
    "pelvic_displacement": "Hips ahead of the feet",
    "body_lean": "Lean of the whole body",
    "trunk_lean": "Lean of the trunk",
    "head_forward": "Head ahead of the shoulders",
    "trunk_thigh_angle": "Trunk to thigh (180° is straight)",
    "pelvic_rotation": "Pelvis, turned from neutral",
    "pelvic_tilt_index": "Pelvis in the own range",
    "pelvic_tilt_change": "Pelvic tilt since last time",
    "lumbar_hollow": "Hollow of the back (of the trunk)",
    "lumbar_lordosis": "Curve of the lower back",
    "belly_protrusion": "Belly (of the trunk)",
    "buttock_prominence": "Buttocks (of the trunk)",
    "shoulder_level": "Shoulders (left higher is plus)",
    "lateral_shift": "Shoulders to the left (of the hips)",
    "hip_shift": "Hips to the left (of their width)",
    "trunk_side_ratio": "Left side of the trunk longer",
    "knee_alignment": "Knee outside its line",
}
_CLASSES = {
    "within_usual": "within the usual range",
    "sway_back": "sway-back",
    "stoop": "stooping",
    "leaning_forward": "leaning forward",
}
_VIEWS: dict[View, str] = {
    "front": "from the front",
    "side-left": "from the left side",
    "side-right": "from the right side",
    "oblique": "at an angle",
    "unknown": "from an unknown side",
}


def label(name: str) -> str:
    """Return a measure's name in words; one without words of its own is read as it is."""
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


def view_in_words(view: View) -> str:
    """Return how the person stood to the camera, in words."""
    return _VIEWS[view]


def number(value: float, unit: str, signed: bool = False) -> str:
    """Return a number with its unit, rounded to what can be meant: ``76°``, ``1.47 s``."""
    text = f"{value:{'+' if signed else ''}.{_DIGITS.get(unit, 2)}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", "−") + _UNITS.get(unit, f" {unit}")


def value_in_words(measure: Measure) -> str:
    """Return value and interval: ``76° (73 to 79)``, a class in words, or an en dash for none.

    An interval that is no wider than the rounding is left out.
    """
    if measure.value is None:
        return "–"
    if isinstance(measure.value, str):
        return _CLASSES.get(measure.value, measure.value)
    text = number(measure.value, measure.unit)
    if measure.low is None or measure.high is None:
        return text
    low, high = (bare(end, measure.unit) for end in (measure.low, measure.high))
    if low == high:
        return text
    return f"{text} ({low} to {high})"


def bare(value: float, unit: str) -> str:
    """Return a number rounded as `number` does, without its unit."""
    return number(value, unit).removesuffix(_UNITS.get(unit, f" {unit}"))


def headline(measure: Measure) -> str:
    """Return the difference right − left as a sentence, with its interval in words.

    Parameters
    ----------
    measure : the elevation difference, right − left, in degrees.
    """
    if not isinstance(measure.value, float) or measure.low is None or measure.high is None:
        return f"Left and right cannot be compared: {measure.reason or 'no interval is known'}"
    low, high = measure.low, measure.high
    if low <= 0 <= high:
        return (
            "No difference between left and right can be shown: right − left is "
            f"{number(measure.value, 'deg', signed=True)}, with 95 % certainty between "
            f"{number(low, 'deg', signed=True)} and {number(high, 'deg', signed=True)}."
        )
    lower, higher = ("right", "left") if measure.value < 0 else ("left", "right")
    near, far = sorted((abs(low), abs(high)))
    return (
        f"The {lower} thigh lifts {number(abs(measure.value), 'deg')} lower than the {higher} "
        f"one, with 95 % certainty between {number(near, 'deg')} and {number(far, 'deg')} lower."
    )


def in_one_sentence(assessment: Assessment) -> str:
    """Return the sentence that stands for an assessment in a list or at the top of a report."""
    difference = assessment.measure("thigh_elevation_difference")
    if difference is not None and difference.value is not None:
        return headline(difference)
    if assessment.quality.verdict == "unusable":
        return assessment.quality.reasons[0].message
    if assessment.findings:
        return assessment.findings[0].text
    return "Nothing out of the ordinary was found."
