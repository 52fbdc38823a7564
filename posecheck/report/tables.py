"""The tables of a report: the main measures, the others, every repetition."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from posecheck.assessment import Assessment, Measure, Repetition
from posecheck.measures import MeasureKind, kind_of
from posecheck.protocols import AnyProtocol
from posecheck.wording import number, quantity_in_words, value_in_words

_PER_QUESTION = 2  # measures of each question on the first page
_COLUMNS = 7  # measures of a repetition that fit a sheet of paper


@dataclass(frozen=True)
class Table:
    """A table of texts.

    Attributes
    ----------
    title : what it shows.
    head : the columns' headings; the first column heads the rows.
    rows : as many cells each.
    names : the measures that it shows, by name.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    names: tuple[str, ...] = ()


class Measures(NamedTuple):
    """A table of measures, and which ones it shows."""

    table: Table
    names: tuple[str, ...]


def main_measures(assessment: Assessment, protocol: AnyProtocol | None) -> Measures:
    """Return what answers the protocol's questions: its first measures that have a value."""
    known = {measure.name for measure in assessment.measures if measure.value is not None}
    names: dict[str, None] = {}
    for question in protocol.questions if protocol else ():
        own = [kind.name for kind in question.measures if kind.name in known]
        names |= dict.fromkeys(own[:_PER_QUESTION])
    return _measures("The main measures", assessment, tuple(names))


def other_measures(assessment: Assessment, shown: Sequence[str]) -> Measures:
    """Return the measures that have a value and are not shown yet."""
    names = dict.fromkeys(
        measure.name
        for measure in assessment.measures
        if measure.value is not None and measure.name not in shown
    )
    return _measures("All other measures", assessment, tuple(names))


def _measures(title: str, assessment: Assessment, names: tuple[str, ...]) -> Measures:
    sided = any(m.side for m in assessment.measures if m.name in names and m.value is not None)
    rows = tuple(_row(assessment, name, sided) for name in names)
    head: tuple[str, ...]
    head = ("Measure", "Left", "Right", "Both") if sided else ("Measure", "Value")
    if sided and not any(row[-1] for row in rows):
        head, rows = head[:-1], tuple(row[:-1] for row in rows)
    return Measures(Table(title, head, rows, names), names)


def _row(assessment: Assessment, name: str, sided: bool) -> tuple[str, ...]:
    label = kind_of(name).label
    sides = {m.side: m for m in assessment.measures if m.name == name}
    both = _cell(sides.get(None))
    if not sided:
        return label, both
    return label, _cell(sides.get("left")), _cell(sides.get("right")), both


def _cell(measure: Measure | None) -> str:
    if measure is None:
        return ""
    return value_in_words(measure) if measure.value is not None else "not measured"


def repetition_table(
    assessment: Assessment, protocol: AnyProtocol | None
) -> tuple[Table, tuple[str, ...]]:
    """Return every repetition with what it shows, and why some do not count."""
    one, several = (protocol.repetition if protocol else None) or ("repetition", "repetitions")
    kinds = _kinds(assessment.repetitions, protocol)
    head = (one.capitalize(), "Side", "At", *(kind.label for kind in kinds), "Counts")
    rows = tuple(
        (
            str(index),
            each.side,
            number(each.peak_s, "s", digits=1),
            *(_quantity(each, kind) for kind in kinds),
            "yes" if each.valid else "no",
        )
        for index, each in enumerate(assessment.repetitions, 1)
    )
    table = Table(several.capitalize(), head, rows, tuple(kind.name for kind in kinds))
    return table, tuple(_void(assessment.repetitions, one, several))


def _kinds(
    repetitions: Sequence[Repetition], protocol: AnyProtocol | None
) -> tuple[MeasureKind, ...]:
    shown = {name for each in repetitions for name in each.values}
    declared: Iterable[MeasureKind] = (
        protocol.repetition_measures if protocol else map(kind_of, sorted(shown))
    )
    return tuple(kind for kind in declared if kind.name in shown)[:_COLUMNS]


def _quantity(repetition: Repetition, kind: MeasureKind) -> str:
    found = repetition.values.get(kind.name)
    if found is None:
        return "–"
    return quantity_in_words(kind, found.value, found.low, found.high)


def _void(repetitions: Sequence[Repetition], one: str, several: str) -> Iterable[str]:
    reasons: dict[str, list[int]] = {}
    for index, each in enumerate(repetitions, 1):
        if each.reason:
            reasons.setdefault(each.reason, []).append(index)
    for reason, indices in reasons.items():
        noun = one if len(indices) == 1 else several
        yield f"{noun.capitalize()} {', '.join(map(str, indices))}: {reason}"
