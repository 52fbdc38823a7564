"""What the measures of a standing posture say in plain words: no diagnosis, nothing to fear."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from posecheck.assessment import Finding, Measure
from posecheck.measures import MeasureKind
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.alignment import LEANING, STOOP, SWAY, WITHIN
from posecheck.protocols.posture.thresholds import SHOW
from posecheck.wording import bare, number

CAMERA = "A camera cannot see the pelvic bones; clothing and body shape change this number."
_CLASSES = {
    WITHIN: "You stand within the usual range: feet, hips and shoulders lie about above "
    "each other.",
    SWAY: "You stand with the hips further forward over the feet than usual and the upper body "
    "leaning back, which is called sway-back standing.",
    STOOP: "You stand with the upper body inclined forward more than usual (stooping).",
    LEANING: "Your whole body leans forward over the feet more than usual.",
}
Find = Callable[[MeasureKind], Measure | None]


def findings_of(measures: Sequence[Measure]) -> list[Finding]:
    """Return the findings that the measures support, the most important one first."""
    found = {(measure.name, measure.side): measure for measure in measures}

    def get(kind: MeasureKind) -> Measure | None:
        return found.get((kind.name, None))

    return [
        finding.model_copy(update={"question": question})
        for question, parts in _PARTS.items()
        for part in parts
        for finding in part(get)
    ] + [finding.model_copy(update={"question": "sides"}) for finding in _knees(measures)]


def _stance(get: Find) -> Iterator[Finding]:
    stance = get(kinds.CLASS)
    if stance is not None and isinstance(stance.value, str):
        text = _CLASSES[stance.value]
        if stance.n == 1:
            text += " This is from one stand only; take three to see whether it is your usual way."
        used = tuple(
            kind.name
            for kind in (kinds.CLASS, kinds.PELVIC_DISPLACEMENT, kinds.TRUNK_LEAN, kinds.BODY_LEAN)
        )
        yield Finding(code=stance.value, text=text, measures=used)


def _pelvis(get: Find) -> Iterator[Finding]:
    tilt, index, turned = (
        get(kind) for kind in (kinds.PELVIC_TILT, kinds.TILT_INDEX, kinds.TILT_FROM_NEUTRAL)
    )
    if tilt is not None and tilt.evidence == "markers" and _number(tilt):
        yield Finding(
            code="tilt_of_markers",
            text=f"The line between your two marked points is inclined by {_span(tilt)}; "
            "positive is front end lower. Bone shape alone makes this differ by several degrees "
            "between people who stand alike.",
            measures=(kinds.PELVIC_TILT.name,),
        )
    if index is not None and _number(index):
        value, low, high = (float(v or 0) for v in (index.value, index.low, index.high))
        end = "arched" if value >= 50 else "tucked"
        unsure = ", though it may lie beyond the middle" if low < 50 < high else ""
        yield Finding(
            code="tilt_in_own_range",
            text=f"Your resting pelvis position looks nearer the {end} end of your own "
            f"range{unsure} ({_span(index)}; 0 % is your tuck, 100 % your arch). {CAMERA}",
            measures=(kinds.TILT_INDEX.name,),
        )
    if turned is not None and _number(turned):
        yield Finding(
            code="rotation_of_outline",
            text="The outline of your back and belly looks like that of a pelvis turned "
            f"{_turned(turned)} from the neutral shape of such a body. {CAMERA}",
            measures=(kinds.TILT_FROM_NEUTRAL.name,),
        )


def _turned(turned: Measure) -> str:
    value, low, high = (float(v or 0) for v in (turned.value, turned.low, turned.high))
    if low <= 0 <= high:
        least, most = number(low, "deg"), number(high, "deg")
        return f"neither clearly forward nor back (likely {least} to {most})"
    way = "forward" if value > 0 else "back"
    near, far = sorted((abs(low), abs(high)))
    about, least, most = (number(size, "deg") for size in (abs(value), near, far))
    return f"{way} by about {about} (likely {least} to {most})"


def _change(get: Find) -> Iterator[Finding]:
    change = get(kinds.TILT_CHANGE)
    if change is None or not _number(change):
        return
    told = (
        "more than standing differs from one time to the next"
        if _beyond(change, 0.0)
        else "less than can be told from one time to the next"
    )
    way = "arched" if float(change.value or 0) > 0 else "tucked"
    yield Finding(
        code="tilt_change",
        text=f"Since last time your resting position moved towards the {way} end "
        f"({_span(change)}), which is {told}. {CAMERA}",
        measures=(kinds.TILT_CHANGE.name, kinds.TILT_INDEX.name),
    )


def _head(get: Find) -> Iterator[Finding]:
    head = get(kinds.FORWARD_HEAD)
    if head is not None and _beyond(head, SHOW.forward_head):
        yield Finding(
            code="forward_head",
            text="Your head is held further forward over the shoulders than usual "
            f"({_span(head)}).",
            measures=(kinds.FORWARD_HEAD.name,),
        )


def _upright(get: Find) -> Iterator[Finding]:
    angle = get(kinds.TRUNK_THIGH)
    if angle is not None and angle.high is not None and (angle.high < SHOW.trunk_thigh_angle):
        yield Finding(
            code="not_fully_upright",
            text=f"Trunk and thigh make an angle of {_span(angle)}; fully upright is 180°.",
            measures=(kinds.TRUNK_THIGH.name,),
        )


def _shoulders(get: Find) -> Iterator[Finding]:
    level = get(kinds.SHOULDER_LEVEL)
    if level is None or not _beyond(level, 0.0, SHOW.shoulder_level):
        return
    value = float(level.value or 0)
    higher = "left" if value > 0 else "right"
    much = "noticeably " if abs(value) > SHOW.shoulder_level_noticeable else ""
    yield Finding(
        code=kinds.SHOULDER_LEVEL.name,
        text=f"Your {higher} shoulder stands {much}higher than the other one ({_span(level)}). "
        "Small differences are the norm.",
        measures=(kinds.SHOULDER_LEVEL.name,),
    )


def _sideways(get: Find) -> Iterator[Finding]:
    for kind, part in (
        (kinds.LATERAL_SHIFT, "shoulders over your hips"),
        (kinds.HIP_SHIFT, "hips over your feet"),
    ):
        shift = get(kind)
        if shift is not None and _beyond(shift, 0.0, SHOW.lateral_shift):
            side = "left" if float(shift.value or 0) > 0 else "right"
            upper, lower = part.split(" over ")
            yield Finding(
                code=kind.name,
                text=f"Your {upper} stand to the {side} of {lower} "
                f"({_span(shift, ' of the hip width')}).",
                measures=(kind.name,),
            )


def _trunk_sides(get: Find) -> Iterator[Finding]:
    ratio = get(kinds.TRUNK_SIDES)
    if ratio is not None and _beyond(ratio, 0.0, SHOW.trunk_side_ratio):
        side = "right" if float(ratio.value or 0) > 0 else "left"
        yield Finding(
            code="side_bend",
            text=f"Your trunk is bent to the {side}: that side is shorter ({_span(ratio)}).",
            measures=(kinds.TRUNK_SIDES.name,),
        )


def _knees(measures: Sequence[Measure]) -> Iterator[Finding]:
    for knee in measures:
        if knee.name == kinds.KNEE_ALIGNMENT.name and _beyond(knee, 0.0, SHOW.knee_alignment):
            way = "outside" if float(knee.value or 0) > 0 else "inside"
            yield Finding(
                code=f"knee_{way}",
                text=f"Your {knee.side} knee stands {way} the line from hip to ankle "
                f"({_span(knee)}). Turned-out feet look the same to a camera.",
                measures=(kinds.KNEE_ALIGNMENT.name,),
            )


def _beyond(measure: Measure, certain: float, shown: float | None = None) -> bool:
    """Tell whether the size is at least `shown` and its interval clear of ±`certain`."""
    if not isinstance(measure.value, float) or measure.low is None or measure.high is None:
        return False
    value, low, high = measure.value, measure.low, measure.high
    clear = low > certain or high < -certain
    return clear and abs(value) >= (certain if shown is None else shown)


def _number(measure: Measure) -> bool:
    return isinstance(measure.value, float) and measure.low is not None


def _span(measure: Measure, of: str = "") -> str:
    value, low, high = (float(v or 0) for v in (measure.value, measure.low, measure.high))
    unit = measure.unit
    return f"{number(value, unit)}{of}, likely {bare(low, unit)} to {bare(high, unit)}"


_PARTS: Mapping[str, Sequence[Callable[[Find], Iterator[Finding]]]] = {
    "stance": (_stance, _upright),
    "pelvis": (_pelvis, _change),
    "head": (_head,),
    "sides": (_shoulders, _sideways, _trunk_sides),
}
