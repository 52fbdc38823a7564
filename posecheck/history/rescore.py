"""Scores kept takes with the posecheck of today, and makes what is drawn of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from posecheck.analysis import Analysis
from posecheck.assessment import Assessment, Measure
from posecheck.errors import PosecheckError, unexpected
from posecheck.history.notes import KeptTake
from posecheck.history.store import History
from posecheck.landmarks import Side
from posecheck.scoring import score
from posecheck.take import Take


def score_again(take: Take) -> Assessment:
    """Score a kept take again, with its own protocol, options and conditions.

    Raises
    ------
    OptionError
        its protocol is not installed here, or its options are none of today's.
    """
    return score(take).assessment


Score = Callable[[Take], Assessment]
"""Scores a take again."""


@dataclass(frozen=True)
class Moved:
    """One measure that came out differently; None where a version did not list it."""

    name: str
    side: Side | None
    before: Measure | None
    after: Measure | None


@dataclass(frozen=True)
class Rescored:
    """What scoring one take again gave.

    `version` is the number of the assessment kept, None where none was kept; `problem` the
    sentence why the take could not be scored again, None where it could. `verdict_before` is None
    where it had not been scored, or its result is damaged.
    """

    take: int
    moved: tuple[Moved, ...]
    verdict_before: str | None
    verdict_after: str | None
    version: int | None
    problem: str | None


def rescore(
    history: History, numbers: Iterable[int], score: Score, write: bool = False
) -> Iterator[Rescored]:
    """Yield for each take what today's version makes of its recording.

    A take that fails, for whatever reason, keeps its results and stops none of the others.

    Parameters
    ----------
    numbers
        the takes.
    score
        as `posecheck.history.rescore.score_again`.
    write
        keep the new assessment beside the earlier ones where anything changed, or as the first one
        where there was none.
    """
    for number in numbers:
        try:
            yield _rescored(history, number, score, write)
        except PosecheckError as error:
            yield Rescored(number, (), None, None, None, str(error))
        except Exception as error:
            yield Rescored(number, (), None, None, None, unexpected(error))


def moved(before: Assessment, after: Assessment) -> tuple[Moved, ...]:
    """Return the measures whose value, interval or absence differs between two assessments."""
    keys = dict.fromkeys((m.name, m.side) for a in (before, after) for m in a.measures)
    pairs = ((key, before.measure(*key), after.measure(*key)) for key in keys)
    return tuple(Moved(*key, old, new) for key, old, new in pairs if _shown(old) != _shown(new))


def _rescored(history: History, number: int, score: Score, write: bool) -> Rescored:
    before = _newest(history, number)
    verdict = before.quality.verdict if before is not None else None
    take = history.take(number)
    if take is None:
        problem = "No recording was kept of this take, so it cannot be scored again."
        return Rescored(number, (), verdict, None, None, problem)
    try:
        after = score(take)
    except PosecheckError as error:
        return Rescored(number, (), verdict, None, None, str(error))
    except Exception as error:
        return Rescored(number, (), verdict, None, None, unexpected(error))
    changed = () if before is None else moved(before, after)
    same = before is not None and not changed and verdict == after.quality.verdict
    version = history.add_assessment(number, after) if write and not same else None
    return Rescored(number, changed, verdict, after.quality.verdict, version, None)


def _newest(history: History, number: int) -> Assessment | None:
    """Return the newest assessment that can be opened; None where there is none."""
    found = history.all_kept([number])
    return found[0].assessment if found else None


def _shown(measure: Measure | None) -> object:
    return measure and (measure.value, measure.low, measure.high, measure.unit, measure.reason)


@dataclass(frozen=True, eq=False)
class Opened:
    """A kept take as a report shows it.

    Attributes
    ----------
    assessment
        the numbers as they were kept.
    analysis
        curves and figures, made again by this version; None where there are none.
    undrawn
        why there are none, a sentence; empty where there are.
    """

    assessment: Assessment
    analysis: Analysis | None
    undrawn: str = ""


def opened(history: History, kept: KeptTake) -> Opened:
    """Return a kept take's assessment with the analysis of its recording, for drawing."""
    take = history.take(kept.entry.id)
    if take is None:
        return Opened(kept.assessment, None, "No landmarks were kept of this take.")
    try:
        return Opened(kept.assessment, score(take).analysis)
    except PosecheckError as error:
        return Opened(kept.assessment, None, str(error))
