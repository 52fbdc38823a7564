"""What a posture check says in plain words: one sentence for each question, no verdict.

Nothing is called usual, good or bad: no published people were measured between the points that are
measured here. A direction (ahead or behind, left or right) is said only where the interval lies on
one side of zero, widened for as many directions as its question asks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from scipy.stats import norm

from posecheck.assessment import Finding, Measure
from posecheck.kinematics.statistics import Z95
from posecheck.landmarks import SIDES, Side
from posecheck.measures import Listed, MeasureKind
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.pelvis import ABOUT, LESS, MORE
from posecheck.protocols.posture.thresholds import SHOW
from posecheck.wording import number, span

CAMERA = "A camera cannot see the pelvic bones; clothing and body shape change this."
ONE_STAND = "It is one stand only; three tell more."
FEET = "Turned-out feet look the same to a camera."
_COMPARED = {
    MORE: "Your pelvis is tipped forward more than last time.",
    LESS: "Your pelvis is tipped forward less than last time.",
    ABOUT: "Whether your pelvis is tipped otherwise than last time cannot be told: standing and "
    "measuring differ by more.",
}

_KINDS = {kind.name: kind for kind in kinds.MEASURES}

Find = Callable[[MeasureKind, Side | None], Measure | None]
# What a clear positive and a clear negative value mean.
Ways = tuple[str, str]
_STANCE: Sequence[tuple[MeasureKind, Ways, Ways]] = (
    (
        kinds.PELVIC_DISPLACEMENT,
        ("your hips stand {} ahead of your feet", "your hips stand {} behind your feet"),
        ("ahead of them", "behind your feet"),
    ),
    (
        kinds.TRUNK_LEAN,
        ("your trunk leans {} forward", "your trunk leans {} back"),
        ("forward", "back"),
    ),
)
_UNCLEAR: Mapping[str, str] = {
    kinds.PELVIC_DISPLACEMENT.name: "your hips stand {}",
    kinds.TRUNK_LEAN.name: "your trunk leans {}",
}
_LEVELS: Sequence[tuple[MeasureKind, Ways]] = (
    (
        kinds.SHOULDER_LEVEL,
        ("your left shoulder is higher by {}", "your right shoulder is higher by {}"),
    ),
    (
        kinds.LATERAL_SHIFT,
        (
            "your shoulders stand to the left of your hips by {} of the hips' width",
            "your shoulders stand to the right of your hips by {} of the hips' width",
        ),
    ),
    (
        kinds.HIP_SHIFT,
        (
            "your hips stand to the left of your feet by {} of their width",
            "your hips stand to the right of your feet by {} of their width",
        ),
    ),
    (
        kinds.TRUNK_SIDES,
        (
            "the right side of your trunk is shorter by {}",
            "the left side of your trunk is shorter by {}",
        ),
    ),
)
_KNEE: Ways = (
    "your {side} knee stands outside the line from hip to ankle by {{}}",
    "your {side} knee stands inside the line from hip to ankle by {{}}",
)


def findings_of(measures: Sequence[Measure]) -> list[Finding]:
    """Return one finding for each question that can be answered, in the questions' order."""
    get = Listed(measures).of
    return [
        Finding(
            code=code,
            text=text,
            measures=tuple(dict.fromkeys(each.name for each in used)),
            question=question,
        )
        for question, answer in _ANSWERS.items()
        for code, text, used in answer(get)
    ]


Answer = Iterator[tuple[str, str, Sequence[Measure]]]


def _stance(get: Find) -> Answer:
    clauses, used = [], []
    for kind, ways, ends in _STANCE:
        if (measure := get(kind, None)) is not None:
            clear = _direction(measure, ways, len(_STANCE))
            clauses.append(clear or _UNCLEAR[kind.name].format(_between(measure, ends)))
            used.append(measure)
    angle = get(kinds.TRUNK_THIGH, None)
    if angle is not None and angle.high is not None and angle.high < SHOW.trunk_thigh_angle:
        clauses.append(f"trunk and thigh make an angle of {_size(angle)}, where 180° is one line")
        used.append(angle)
    if used:
        text = f"Seen from the side, {'; '.join(clauses)}."
        yield "stance", f"{text} {ONE_STAND}" if used[0].n == 1 else text, used


def _pelvis(get: Find) -> Answer:
    """Answer by the best evidence there is: markers, own range, outline."""
    told: list[tuple[str, str, Measure]] = []
    for kind, code, words in (
        (kinds.PELVIC_TILT, "tilt_of_markers", _of_markers),
        (kinds.TILT_INDEX, "tilt_in_own_range", _of_own_range),
        (kinds.TILT_FROM_NEUTRAL, "rotation_of_outline", _of_outline),
    ):
        if (measure := get(kind, None)) is not None:
            told.append((code, words(measure), measure))
            break
    if (compared := get(kinds.TILT_COMPARED, None)) is not None:
        told.append(("tilt_compared", _COMPARED[str(compared.value)], compared))
    if told:
        text = " ".join(words for _, words, _ in told)
        yield told[0][0], f"{text} {CAMERA}", [measure for _, _, measure in told]


def _of_markers(tilt: Measure) -> str:
    return (
        f"The line between your two marked points is inclined by {_size(tilt)}; positive is front "
        "end lower."
    )


def _of_own_range(index: Measure) -> str:
    text = (
        f"Your pelvis rests at {_size(index)} of your own range from tuck (0 %) to arch (100 %), "
    )
    low, high = float(index.low or 0), float(index.high or 0)
    if low <= 50 <= high:
        return f"{text}and which end that is nearer to cannot be told."
    return f"{text}nearer the {'arched' if low > 50 else 'tucked'} end."


def _of_outline(turned: Measure) -> str:
    way = _direction(turned, ("{} forward", "{} back"), 1)
    way = way or _between(turned, ("forward", "back"))
    return (
        "The outline of your back and belly looks like that of a drawn body whose pelvis is tipped "
        f"{way} from its rest pose."
    )


def _head(get: Find) -> Answer:
    head = get(kinds.FORWARD_HEAD, None)
    if head is not None:
        ways = ("{} ahead of your shoulder", "{} behind your shoulder")
        ends = ("ahead of it", "behind your shoulder")
        where = _direction(head, ways, 1) or _between(head, ends)
        yield "head", f"Seen from the side, your ear lies {where}.", [head]


def _sides(get: Find) -> Answer:
    asked = [(get(kind, None), ways) for kind, ways in _LEVELS]
    for side in SIDES:
        outside, inside = (way.format(side=side) for way in _KNEE)
        asked.append((get(kinds.KNEE_ALIGNMENT, side), (outside, inside)))
    known = [(measure, ways) for measure, ways in asked if measure is not None]
    told = [
        (clause, measure)
        for measure, ways in known
        if (clause := _direction(measure, ways, len(known))) is not None
    ]
    if told:
        used = [measure for _, measure in told]
        text = f"Seen from the front, {'; '.join(clause for clause, _ in told)}."
        knee = any(measure.name == kinds.KNEE_ALIGNMENT.name for measure in used)
        yield "levels", f"{text} {FEET}" if knee else text, used
    elif known:
        text = (
            "Seen from the front, no difference between left and right is certain; the interval "
            "beside each number says how large it may be."
        )
        yield "levels_unclear", text, [measure for measure, _ in known]


def _direction(measure: Measure, ways: Ways, asked: int) -> str | None:
    """Return the way in which a measure clearly differs from zero; None where it does not.

    Parameters
    ----------
    asked
        among how many directions this one is asked; the interval is widened so that somebody
        without any is told of one in few takes (Bonferroni).
    """
    if not isinstance(measure.value, float) or measure.low is None or measure.high is None:
        return None
    widened = float(norm.ppf(1 - SHOW.false_directions / 2 / asked)) / Z95
    if measure.value - widened * (measure.value - measure.low) > 0:
        return ways[0].format(_size(measure))
    if measure.value + widened * (measure.high - measure.value) < 0:
        return ways[1].format(_size(measure, of_size=True))
    return None


def _size(measure: Measure, of_size: bool = False) -> str:
    """Return value and interval, ``4° (1 to 7)``; without its sign where `of_size`."""
    value, low, high = (float(each or 0) for each in (measure.value, measure.low, measure.high))
    if of_size:
        value, low, high = -value, -high, -low
    kind = _KINDS[measure.name]
    return f"{number(value, kind.unit, digits=kind.digits)} ({span(low, high, kind)})"


def _between(measure: Measure, ends: Ways) -> str:
    """Return an interval in which no direction is certain: ``between 2° back and 3° forward``."""
    kind = _KINDS[measure.name]
    low, high = float(measure.low or 0), float(measure.high or 0)
    least, most = (number(abs(end), kind.unit, digits=kind.digits) for end in (low, high))
    if low * high > 0:
        return f"between {least} and {most} {ends[0] if low > 0 else ends[1]}, not certain"
    return f"between {least} {ends[1]} and {most} {ends[0]}"


_ANSWERS: Mapping[str, Callable[[Find], Answer]] = {
    "stance": _stance,
    "pelvis": _pelvis,
    "head": _head,
    "sides": _sides,
}
