"""The list of a chair rise's measures, and what they mean in plain words.

No diagnosis, no muscle, no alarm.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy.stats import chi2

from posecheck.assessment import Finding, Measure
from posecheck.kinematics.statistics import Estimate, median_estimate, wilson
from posecheck.measures import Listed, MeasureKind
from posecheck.protocols.chair_rise import kinds
from posecheck.protocols.chair_rise.analysis import RiseAnalysis
from posecheck.protocols.chair_rise.rises import Phases
from posecheck.protocols.chair_rise.thresholds import ERROR, TEST
from posecheck.wording import value_in_words

_FRONT = "Not measurable from the front. Turn your chair sideways."
_RESTLESS = (
    "There is no quiet standing in this take to compare with. Stand still for two seconds before "
    "you sit down."
)
_NO_WAY_DOWN = "No way down to the seat was seen after a rise that counts."
_NO_HANDS = "The hand nearer the camera was not seen well enough."
_TOUCHED = "You said that you only touched the seat, so a squat would count as well."


def rise_measures(analysis: RiseAnalysis) -> list[Measure]:
    """Return every measure of chair rises, those that could not be taken with their reason."""
    angle = ERROR.posture * (ERROR.oblique if analysis.view == "oblique" else 1.0)
    lean = ERROR.lean * (ERROR.oblique if analysis.view == "oblique" else 1.0)
    time = ERROR.time_front if analysis.view == "front" else ERROR.time
    made = [
        _time_of_five(analysis, time),
        _median(analysis, kinds.TIME, lambda each: each.rise_s, time, least=0.0),
        _evenness(analysis),
        _count(analysis),
    ]
    for kind, read in (
        (kinds.LEANING, lambda each: each.leaning_s),
        (kinds.EXTENDING, lambda each: each.extending_s),
        (kinds.STANDING, lambda each: each.standing_s),
        (kinds.LOWERING, lambda each: each.lowering_s),
    ):
        made.append(_median(analysis, kind, read, time, least=0.0))
    for kind, read in (
        (kinds.HIP_END, lambda each: each.hip_deg),
        (kinds.KNEE_END, lambda each: each.knee_deg),
        (kinds.TRUNK_END, lambda each: each.trunk_deg),
    ):
        made.append(_median(analysis, kind, read, angle))
    made.append(_median(analysis, kinds.LEAN, lambda each: each.lean_deg, lean))
    made.append(_hands(analysis))
    made += _drops(analysis)
    made.append(_steps(analysis))
    return made


def _median(
    analysis: RiseAnalysis,
    kind: MeasureKind,
    read: Callable[[Phases], float | None],
    sd: float,
    *,
    least: float = float("-inf"),
) -> Measure:
    """Return the median of one quantity over the rises that show it, with its interval."""
    view = analysis.view
    if view not in kind.views:
        return kind.missing(_FRONT, view, n=len(analysis.counted))
    if analysis.restless and kind in kinds.AGAINST_STANDING:
        return kind.missing(_RESTLESS, view, n=len(analysis.counted))
    values = [value for each, _ in analysis.counted if (value := read(each)) is not None]
    if not values:
        return kind.missing(_NO_WAY_DOWN, view, n=len(analysis.counted))
    return kind.of(median_estimate(values, sd).widened(sd).clipped(least=least), view)


def _time_of_five(analysis: RiseAnalysis, sd: float) -> Measure:
    """Return the time of the first five rises, where nothing that does not count is amid them."""
    kind, view, needed = kinds.TIME_FIVE, analysis.view, int(TEST.rises)
    # Whoever began on the chair stood up once before standing still.
    after = [each for each in analysis.counted if each[0].lean_s >= analysis.stood_s]
    five = (after if len(after) >= needed else analysis.counted)[:needed]
    if len(five) < needed:
        reason = f"Only {len(five)} rises count; this needs {needed}."
        return kind.missing(reason, view, n=len(five))
    first_s, last_s = five[0][0].lean_s, five[-1][0].up_s
    void = [
        each for each in analysis.repetitions if not each.valid and first_s < each.peak_s < last_s
    ]
    if void:
        reason = "A rise between them does not count, so no five follow each other."
        return kind.missing(reason, view, n=len(five))
    caution = _TOUCHED if analysis.options.seat == "touched" else None
    spread = float(np.sqrt(2)) * sd
    return kind.of(Estimate.of_sd(last_s - first_s, spread, needed), view, caution=caution)


def _evenness(analysis: RiseAnalysis) -> Measure:
    """Return the coefficient of variation; its interval is that of a standard deviation."""
    kind, view = kinds.EVENNESS, analysis.view
    times = np.array([each.rise_s for each, _ in analysis.counted])
    count = len(times)
    if count < TEST.least_scatter:
        reason = f"The scatter of {count} rises says nothing; it needs {TEST.least_scatter:.0f}."
        return kind.missing(reason, view, n=count)
    scatter = 100 * float(times.std(ddof=1) / times.mean())
    low, high = (
        scatter * float(np.sqrt((count - 1) / chi2.ppf(end, count - 1))) for end in (0.975, 0.025)
    )
    return kind.of(
        Estimate(scatter, low, high, count).widened(ERROR.evenness).clipped(least=0.0), view
    )


def _count(analysis: RiseAnalysis) -> Measure:
    count = float(len(analysis.counted))
    caution = _TOUCHED if analysis.options.seat == "touched" else None
    return kinds.COUNT.of(Estimate(count, count, count, int(count)), analysis.view, caution=caution)


def _hands(analysis: RiseAnalysis) -> Measure:
    view = analysis.view
    if view not in kinds.HANDS.views:
        return kinds.HANDS.missing(_FRONT, view)
    known = [hands for _, hands in analysis.counted if hands is not None]
    if not known:
        return kinds.HANDS.missing(_NO_HANDS, view, n=0)
    used = sum(each != "free" for each in known)
    return kinds.HANDS.of(wilson(used, len(known)).times(100.0), view)


def _drops(analysis: RiseAnalysis) -> list[Measure]:
    view, sd = analysis.view, ERROR.drop_ratio
    ratios = [each.drop_ratio for each, _ in analysis.counted if each.drop_ratio is not None]
    every = _median(analysis, kinds.DROP, lambda each: each.drop_ratio, sd, least=0.0)
    if not ratios:
        return [every, kinds.LAST_DROP.missing(_NO_WAY_DOWN, view)]
    last = Estimate.of_sd(ratios[-1], sd).clipped(least=0.0)
    return [every, kinds.LAST_DROP.of(last, view)]


def _steps(analysis: RiseAnalysis) -> Measure:
    steps = float(analysis.steps)
    return kinds.STEPS.of(Estimate(steps, steps, steps, len(analysis.counted)), analysis.view)


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


def rise_findings(measures: Sequence[Measure]) -> list[Finding]:
    """Return the statements that the measures of chair rises bear, the most important first.

    Parameters
    ----------
    measures
        as `measures.rise_measures` lists them.
    """
    listed = Listed(measures)
    return [
        *_time(listed),
        *_upright(listed),
        *_parts(listed),
        *_manner(listed),
        *_down(listed),
    ]


def _time(listed: Listed) -> Iterator[Finding]:
    five, one = listed.of(kinds.TIME_FIVE), listed.of(kinds.TIME)
    if one is None:
        return
    each = f"a rise took {value_in_words(one, kinds.TIME)}"
    if five is None:
        text = f"{each[0].upper()}{each[1:]}, the median of {one.n}."
    else:
        text = f"Five rises took {value_in_words(five, kinds.TIME_FIVE)}; {each}."
    names = (kinds.TIME_FIVE.name, kinds.TIME.name)
    yield Finding(code="rise_times", text=text, measures=names, question="time")
    if five is not None and five.caution is None:
        of = (kinds.TIME_FIVE.name,)
        yield Finding(code="rise_published", text=_PUBLISHED, measures=of, question="time")
    scatter = listed.of(kinds.EVENNESS)
    if scatter is not None:
        text = f"From rise to rise the time scattered by {value_in_words(scatter, kinds.EVENNESS)}."
        of = (scatter.name,)
        yield Finding(code="times_scatter", text=text, measures=of, question="time")


def _upright(listed: Listed) -> Iterator[Finding]:
    found = [(listed.of(kind), kind, what, how) for kind, what, how in _JOINTS]
    known = [(each, kind, what, how) for each, kind, what, how in found if each is not None]
    if not known:
        return
    names = tuple(kind.name for _, kind, _, _ in known)
    left = [each for each in known if each[0].low is not None and each[0].low > 0]
    if not left:
        text = (
            "At the end of a rise no leaning or bending was left that is beyond the error, against "
            "your own quiet standing (negative is straighter): "
            + ", ".join(f"{what} {value_in_words(each, kind)}" for each, kind, what, _ in known)
            + "."
        )
        yield Finding(code="upright_full", text=text, measures=names, question="upright")
        return
    what_is_left = ", ".join(
        f"the {what} still {how} by {value_in_words(each, kind)}" for each, kind, what, how in left
    )
    text = f"At the end of a rise, against your own quiet standing: {what_is_left}."
    yield Finding(code="upright_not", text=text, measures=names, question="upright")


def _parts(listed: Listed) -> Iterator[Finding]:
    leaning, extending = listed.of(kinds.LEANING), listed.of(kinds.EXTENDING)
    if leaning is None or extending is None:
        return
    text = (
        f"Leaning forward took {value_in_words(leaning, kinds.LEANING)}, coming up from the seat "
        f"{value_in_words(extending, kinds.EXTENDING)}"
    )
    lowering = listed.of(kinds.LOWERING)
    if lowering is not None:
        text += f", sitting down {value_in_words(lowering, kinds.LOWERING)}"
    text += "."
    names = tuple(kind.name for kind in kinds.PARTS)
    yield Finding(code="rise_parts", text=text, measures=names, question="parts")


def _manner(listed: Listed) -> Iterator[Finding]:
    lean, hands, steps = (listed.of(kind) for kind in (kinds.LEAN, kinds.HANDS, kinds.STEPS))
    if lean is not None:
        angle = value_in_words(lean, kinds.LEAN)
        text = f"The trunk leaned forward by {angle} as the hips left the seat."
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


def _down(listed: Listed) -> Iterator[Finding]:
    for kind, when, code in (
        (kinds.DROP, "On most ways down", "drops"),
        (kinds.LAST_DROP, "On the last way down", "drops_last"),
    ):
        drop = listed.of(kind)
        if drop is not None and drop.low is not None and drop.low > EVEN_SPEED:
            text = (
                f"{when} the hips were faster at the end than on the way as a whole: "
                f"{value_in_words(drop, kind)} times as fast."
            )
            yield Finding(code=code, text=text, measures=(kind.name,), question="down")
