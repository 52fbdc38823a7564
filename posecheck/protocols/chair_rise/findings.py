"""What the measures of chair rises mean, in plain words: no diagnosis, no muscle, no alarm."""

from collections.abc import Iterator, Sequence

from posecheck.assessment import Finding, Measure
from posecheck.measures import MeasureKind
from posecheck.protocols.chair_rise import kinds
from posecheck.wording import value_in_words

EVEN_SPEED = 1.0
_JOINTS = (
    (kinds.HIP_END, "hips", "bent"),
    (kinds.KNEE_END, "knees", "bent"),
    (kinds.TRUNK_END, "trunk", "leaning forward"),
)


_PUBLISHED = (
    "For comparison: a review of 13 studies of people who live at home (Bohannon 2006, Percept Mot "
    "Skills 103:215) puts the average of five rises at 11.4 s for ages 60 to 69, 12.6 s for 70 to "
    "79 and 14.8 s for 80 to 89. They were timed with a stopwatch from a command, often until the "
    "fifth sitting down, on chairs of their own heights; here the time begins with the first lean "
    "and ends with the fifth stand."
)


class _Listed:
    """The measures of a take, by kind."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._found = {each.name: each for each in measures}

    def of(self, kind: MeasureKind) -> Measure | None:
        """Return a measure that has a value; None where it has none."""
        measure = self._found.get(kind.name)
        return measure if measure is not None and measure.value is not None else None


def rise_findings(measures: Sequence[Measure]) -> list[Finding]:
    """Return the statements that the measures of chair rises bear, the most important first.

    Parameters
    ----------
    measures : as `measures.rise_measures` lists them.
    """
    listed = _Listed(measures)
    return [
        *_time(listed),
        *_upright(listed),
        *_parts(listed),
        *_manner(listed),
        *_down(listed),
    ]


def _time(listed: _Listed) -> Iterator[Finding]:
    five, one = listed.of(kinds.TIME_FIVE), listed.of(kinds.TIME)
    if one is None:
        return
    each = f"a rise took {value_in_words(one)}"
    if five is None:
        text = f"{each[0].upper()}{each[1:]}, the median of {one.n}."
    else:
        text = f"Five rises took {value_in_words(five)}; {each}."
    names = (kinds.TIME_FIVE.name, kinds.TIME.name)
    yield Finding(code="rise_times", text=text, measures=names, question="time")
    if five is not None and five.caution is None:
        of = (kinds.TIME_FIVE.name,)
        yield Finding(code="rise_published", text=_PUBLISHED, measures=of, question="time")
    scatter = listed.of(kinds.EVENNESS)
    if scatter is not None:
        text = f"From rise to rise the time scattered by {value_in_words(scatter)}."
        of = (scatter.name,)
        yield Finding(code="times_scatter", text=text, measures=of, question="time")


def _upright(listed: _Listed) -> Iterator[Finding]:
    found = [(listed.of(kind), what, how) for kind, what, how in _JOINTS]
    known = [(measure, what, how) for measure, what, how in found if measure is not None]
    if not known:
        return
    names = tuple(measure.name for measure, _, _ in known)
    left = [each for each in known if each[0].low is not None and each[0].low > 0]
    if not left:
        text = (
            "At the end of a rise no leaning or bending was left that is beyond the error, against "
            "your own quiet standing (negative is straighter): "
            + ", ".join(f"{what} {value_in_words(measure)}" for measure, what, _ in known)
            + "."
        )
        yield Finding(code="upright_full", text=text, measures=names, question="upright")
        return
    what_is_left = ", ".join(
        f"the {what} still {how} by {value_in_words(measure)}" for measure, what, how in left
    )
    text = f"At the end of a rise, against your own quiet standing: {what_is_left}."
    yield Finding(code="upright_not", text=text, measures=names, question="upright")


def _parts(listed: _Listed) -> Iterator[Finding]:
    leaning, extending = listed.of(kinds.LEANING), listed.of(kinds.EXTENDING)
    if leaning is None or extending is None:
        return
    text = (
        f"Leaning forward took {value_in_words(leaning)}, coming up from the seat "
        f"{value_in_words(extending)}"
    )
    lowering = listed.of(kinds.LOWERING)
    text += "." if lowering is None else f", sitting down {value_in_words(lowering)}."
    names = tuple(kind.name for kind in kinds.PARTS)
    yield Finding(code="rise_parts", text=text, measures=names, question="parts")


def _manner(listed: _Listed) -> Iterator[Finding]:
    lean, hands, steps = (listed.of(kind) for kind in (kinds.LEAN, kinds.HANDS, kinds.STEPS))
    if lean is not None:
        text = f"The trunk leaned forward by {value_in_words(lean)} as the hips left the seat."
        yield Finding(code="leans_forward", text=text, measures=(lean.name,), question="manner")
    if hands is not None and isinstance(hands.value, float):
        used = hands.value > 0
        text = (
            f"Hands rested on knees or chair in {hands.value:.0f} % of the rises in which they "
            "were seen. With and without the hands are two different tests."
            if used
            else "The hands, as far as they were seen, stayed free."
        )
        code = f"hands_{'used' if used else 'free'}"
        yield Finding(code=code, text=text, measures=(hands.name,), question="manner")
    if steps is not None and isinstance(steps.value, float) and steps.value > 0:
        times = "once" if steps.value == 1 else f"{steps.value:.0f} times"
        text = f"A foot changed its place {times} during the rises."
        yield Finding(code="steps_taken", text=text, measures=(steps.name,), question="manner")


def _down(listed: _Listed) -> Iterator[Finding]:
    for kind, when, code in (
        (kinds.DROP, "On most ways down", "drops"),
        (kinds.LAST_DROP, "On the last way down", "drops_last"),
    ):
        drop = listed.of(kind)
        if drop is not None and drop.low is not None and drop.low > EVEN_SPEED:
            text = (
                f"{when} the hips were faster at the end than on the way as a whole: "
                f"{value_in_words(drop)} times as fast."
            )
            yield Finding(code=code, text=text, measures=(kind.name,), question="down")
