"""Shows an assessment on the terminal; nothing shown there is markup or obeyed."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from posecheck.assessment import Assessment, Measure, Provenance, Verdict
from posecheck.landmarks import SIDES
from posecheck.plain import printable
from posecheck.registry import AnyProtocol, kind_of
from posecheck.summary import (
    NOT_A_DIAGNOSIS,
    VERDICTS,
    in_one_sentence,
    reasons_in_words,
    tested_in_words,
)
from posecheck.wording import number, quantity_in_words, value_in_words, view_in_words


class Terminal(Console):
    """A console that takes every text as text.

    Square brackets and colons mean nothing, and control and turning characters do not get through,
    wherever in a table or list they stand. What rich itself sends (colours, bars) does.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(markup=False, highlight=False, emoji=False, **given)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield what makes up a renderable, its texts as they may be shown."""
        for segment in super().render(renderable, options):
            if segment.control is None:
                yield Segment(printable(segment.text), segment.style)
            else:
                yield segment


_COLUMNS = 4  # measures of a repetition that fit a terminal
_COLOURS: dict[Verdict, str] = {"ok": "green", "degraded": "yellow", "unusable": "red"}


def show(assessment: Assessment, protocol: AnyProtocol | None, console: Console) -> None:
    """Print an assessment as a person reads it: quality, result, details, what is missing.

    Parameters
    ----------
    protocol
        by which it was made; None where that is not installed here.
    """
    for part in _parts(assessment, protocol):
        console.print(part)
        console.print()


def _parts(assessment: Assessment, protocol: AnyProtocol | None) -> Iterator[RenderableType]:
    yield _quality(assessment)
    yield Text(in_one_sentence(assessment), style="bold")
    measured = [measure for measure in assessment.measures if measure.is_told]
    sided = [measure for measure in measured if measure.side]
    if sided:
        yield _by_side(sided, protocol.repetition[1] if protocol and protocol.repetition else "n")
    if len(measured) > len(sided):
        yield _of_both([measure for measure in measured if not measure.side])
    if assessment.repetitions:
        yield _repetitions(assessment, protocol)
    said = [
        *(finding.text for finding in assessment.findings[1:]),
        *(finding.advice for finding in assessment.findings if finding.advice),
    ]
    if said:
        yield _list("In words", said)
    missing = reasons_in_words(assessment.measures)
    if missing:
        yield _list("Could not be measured", missing)
    tested = tested_in_words(measured)
    if tested:
        yield _list("What the intervals were tested on", tested)
    yield Text(NOT_A_DIAGNOSIS, style="dim")


def _quality(assessment: Assessment) -> RenderableType:
    verdict = assessment.quality.verdict
    line = Text.assemble(
        (VERDICTS[verdict], f"bold {_COLOURS[verdict]}"),
        f" · seen {view_in_words(assessment.view)} · {_how_much(assessment.provenance)}",
    )
    return Group(line, _bullets(reason.message for reason in assessment.quality.reasons))


def _how_much(facts: Provenance) -> str:
    if facts.frames_per_s == 0:  # still pictures
        return "1 picture" if facts.frames == 1 else f"{facts.frames} pictures"
    seconds = f"{facts.duration_s:.{0 if facts.duration_s >= 10 else 1}f} s"
    return f"{seconds} · {facts.frames_per_s:.0f} frames a second"


def _by_side(measures: list[Measure], counted: str) -> Table:
    """Return one row per name with a column for each side; n is that of both, where it differs."""
    table = _table("", "left", "right", counted)
    for name in dict.fromkeys(measure.name for measure in measures):
        sides = {m.side: m for m in measures if m.name == name}
        kind = kind_of(name)
        counts = [str(sides[side].n) if side in sides else "–" for side in SIDES]
        table.add_row(
            Text(kind.label),
            *(Text(value_in_words(sides[side], kind)) if side in sides else "–" for side in SIDES),
            counts[0] if counts[0] == counts[1] else " / ".join(counts),
        )
    return table


def _of_both(measures: list[Measure]) -> Table:
    table = _table("", "value (95 % interval)", "")
    for measure in measures:
        table.add_row(
            Text(kind_of(measure).label),
            Text(value_in_words(measure, kind_of(measure))),
            Text(measure.caution or ""),
        )
    return table


def _repetitions(assessment: Assessment, protocol: AnyProtocol | None) -> Table:
    noun = protocol.repetition[0] if protocol and protocol.repetition else "repetition"
    shown = {name for each in assessment.repetitions for name in each.values}
    declared = protocol.repetition_measures if protocol else map(kind_of, sorted(shown))
    kinds = [kind for kind in declared if kind.name in shown][:_COLUMNS]
    table = _table(noun, "side", "at", *(kind.label for kind in kinds), "")
    for index, repetition in enumerate(assessment.repetitions, 1):
        cells = []
        for kind in kinds:
            quantity = repetition.values.get(kind.name)
            cells.append(Text(quantity_in_words(kind, quantity.value if quantity else None)))
        table.add_row(
            str(index),
            repetition.side,
            number(repetition.peak_s, "s"),
            *cells,
            Text("" if repetition.valid else f"not counted: {repetition.reason}"),
            style="" if repetition.valid else "dim",
        )
    return table


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(Text(heading))
    return table


def _list(title: str, lines: Iterable[str]) -> Group:
    return Group(Text(title, style="bold"), _bullets(lines))


def _bullets(lines: Iterable[str]) -> Table:
    grid = Table.grid(padding=(0, 1))
    for line in lines:
        grid.add_row(" •", Text(line))
    return grid
