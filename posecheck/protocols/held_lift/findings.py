"""What the measures of held lifts mean, in plain words: no diagnosis, no muscle, no alarm."""

from collections.abc import Iterator, Sequence

from posecheck.assessment import Finding, Measure
from posecheck.landmarks import SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.protocols.held_lift import kinds
from posecheck.protocols.held_lift.thresholds import HOLD, VERDICT
from posecheck.wording import number, value_in_words

_ENDED = {
    "lowered": "then it was lowered",
    "touched": "then the foot touched the floor and was lifted again",
    "stopped": "and it was still up when the recording ended",
    "time_over": "which is the whole time of the test",
}


class _Listed:
    """The measures of a take, by kind and side."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self._found = {(each.name, each.side): each for each in measures}

    def of(self, kind: MeasureKind, side: Side | None = None) -> Measure | None:
        """Return a measure that has a value; None where it has none."""
        measure = self._found.get((kind.name, side))
        return measure if measure is not None and measure.value is not None else None


def hold_findings(measures: Sequence[Measure], target_deg: float) -> list[Finding]:
    """Return the statements that the measures of held lifts bear, the most important first.

    Parameters
    ----------
    measures : as `measures.hold_measures` lists them.
    target_deg : thigh elevation that was to be held.
    """
    listed = _Listed(measures)
    return [
        *_time(listed),
        *_height(listed, target_deg),
        *_sinking(listed),
        *_sides(listed),
        *_manner(listed),
    ]


def _time(listed: _Listed) -> Iterator[Finding]:
    for side in SIDES:
        held, within = listed.of(kinds.HELD, side), listed.of(kinds.WITHIN, side)
        ending = listed.of(kinds.ENDING, side)
        if held is None or within is None or ending is None:
            continue
        assert isinstance(within.value, float)
        text = (
            f"The {side} knee was held up for {value_in_words(held)}, "
            f"{_ENDED[str(ending.value)]}; it stayed within {HOLD.band:g}° of its start for "
            f"{number(within.value, 's', digits=kinds.WITHIN.digits)}."
        )
        names = (kinds.HELD.name, kinds.WITHIN.name, kinds.ENDING.name)
        yield Finding(code=f"held_{side}", text=text, measures=names, question="time")


def _height(listed: _Listed, target_deg: float) -> Iterator[Finding]:
    for side in SIDES:
        start, at = listed.of(kinds.START, side), listed.of(kinds.AT_TARGET, side)
        if start is None or at is None:
            continue
        assert start.low is not None
        assert start.high is not None
        code, words = "open", "whether that reaches"
        if start.low >= target_deg:
            code, words = "reached", "which reaches"
        elif start.high < target_deg:
            code, words = "below", "below"
        open_end = " cannot be told" if code == "open" else ""
        text = (
            f"The {side} thigh began at {value_in_words(start)}, {words} the target of "
            f"{target_deg:g}°{open_end}; {_at_target(at)}."
        )
        names = (kinds.START.name, kinds.AT_TARGET.name)
        yield Finding(code=f"height_{code}_{side}", text=text, measures=names, question="height")


def _at_target(at: Measure) -> str:
    """Return the time at the target in words, or that the error leaves it open."""
    assert isinstance(at.value, float)
    assert at.low is not None
    assert at.high is not None
    if at.high == 0:
        return "it did not stay there"
    if at.low == 0 and at.high > 2 * at.value:
        most = number(at.high, "s", digits=kinds.AT_TARGET.digits)
        return f"whether it stayed there cannot be told, for at most {most}"
    return f"it was at or above it for {value_in_words(at)}"


def _sinking(listed: _Listed) -> Iterator[Finding]:
    for side in SIDES:
        rate, over = listed.of(kinds.SAG_RATE, side), listed.of(kinds.SAG, side)
        if rate is None or over is None or rate.low is None or rate.high is None:
            continue
        assert isinstance(rate.value, float)
        assert isinstance(over.value, float)
        names = (kinds.SAG_RATE.name, kinds.SAG.name)
        if rate.low > 0:
            code = f"sinks_{side}"
            text = (
                f"The {side} thigh sank by {value_in_words(rate)} while it was held, "
                f"{value_in_words(over)} in all."
            )
        elif rate.high < 0:
            code = f"rises_{side}"
            text = f"The {side} thigh rose while it was held, {value_in_words(over)} in all."
        else:
            code = f"level_{side}"
            text = (
                f"No sinking of the {side} thigh was detected: {value_in_words(rate)} while it was "
                "held."
            )
        yield Finding(code=code, text=text, measures=names, question="sinking")


def _sides(listed: _Listed) -> Iterator[Finding]:
    for kind, more, less in (
        (kinds.HELD_DIFFERENCE, "held longer", "held less long"),
        (kinds.START_DIFFERENCE, "held higher", "held lower"),
        (kinds.SAG_DIFFERENCE, "sinking faster", "sinking more slowly"),
    ):
        apart = listed.of(kind)
        if apart is None or apart.low is None or apart.high is None:
            continue
        assert isinstance(apart.value, float)
        certain = apart.low > 0 or apart.high < 0
        if certain:
            way = more if apart.value > 0 else less
            text = (
                f"The right leg was {way} than the left one: right − left is "
                f"{value_in_words(apart)}. One hold of each leg describes this take only."
            )
        else:
            what = kind.label.removesuffix(", right − left").lower()
            text = f"No clear difference between the legs in {what}: {value_in_words(apart)}."
        code = f"{kind.name}_{'clear' if certain else 'none'}"
        yield Finding(code=code, text=text, measures=(kind.name,), question="sides")


def _manner(listed: _Listed) -> Iterator[Finding]:
    for side in SIDES:
        forward, aside = listed.of(kinds.LEAN_FORWARD, side), listed.of(kinds.LEAN_SIDE, side)
        for lean, way, back in (
            (forward, "forward", "back"),
            (aside, f"to the {side} side", "to the other side"),
        ):
            if lean is None or lean.low is None or lean.high is None:
                continue
            if lean.low > VERDICT.lean or lean.high < -VERDICT.lean:
                where = way if lean.low > 0 else back
                text = (
                    f"The trunk leaned {where} while the {side} knee was up: "
                    f"{value_in_words(lean)} against quiet standing."
                )
                code = f"{'lean' if lean is forward else 'lean_side'}_{side}"
                yield Finding(code=code, text=text, measures=(lean.name,), question="manner")
        moves = listed.of(kinds.FOOT_MOVES, side)
        if moves is not None and isinstance(moves.value, float) and moves.value > 0:
            times = "once" if moves.value == 1 else f"{moves.value:.0f} times"
            text = f"The foot stood on changed its place {times} while the {side} knee was up."
            names = (kinds.FOOT_MOVES.name,)
            yield Finding(code=f"foot_moved_{side}", text=text, measures=names, question="manner")
