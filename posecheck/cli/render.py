"""Shows an assessment on the terminal. It arranges and measures nothing."""

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from posecheck.assessment import Assessment, Measure, Quality, Repetition
from posecheck.landmarks import SIDES
from posecheck.words import NOT_A_DIAGNOSIS, headline, label, number, value_in_words, view_in_words

_HEADLINE = "thigh_elevation_difference"
_VERDICTS = {
    "ok": ("Good take", "green"),
    "degraded": ("Usable take, with limits", "yellow"),
    "unusable": ("The take cannot be measured", "red"),
}


def show(assessment: Assessment, console: Console) -> None:
    """Print an assessment as a person reads it: quality, result, details, what is missing."""
    for part in _parts(assessment):
        console.print(part)
        console.print()
    console.print(Text(NOT_A_DIAGNOSIS, style="dim"))


def _parts(assessment: Assessment) -> Iterator[RenderableType]:
    yield _quality(assessment)
    if (difference := assessment.measure(_HEADLINE)) is not None:
        yield Text(headline(difference), style="bold")
    measured = [m for m in assessment.measures if m.value is not None and m.name != _HEADLINE]
    if any(m.side for m in measured):
        yield _by_side([m for m in measured if m.side])
    if any(not m.side for m in measured):
        yield _of_both([m for m in measured if not m.side])
    if assessment.repetitions:
        yield _repetitions(assessment.repetitions)
    if assessment.findings:
        yield _list("In words", (finding.text for finding in assessment.findings))
    missing = [m for m in assessment.measures if m.value is None and m.name != _HEADLINE]
    if missing:
        yield _list("Could not be measured", _missing(missing))


def _quality(assessment: Assessment) -> RenderableType:
    words, colour = _VERDICTS[assessment.quality.verdict]
    facts = assessment.provenance
    line = Text.assemble(
        (f"{words}", f"bold {colour}"),
        f" · seen {view_in_words(assessment.view)} · {facts.duration_s:.0f} s"
        f" · {facts.frames_per_s:.0f} frames a second",
    )
    return Group(line, *_reasons(assessment.quality))


def _reasons(quality: Quality) -> list[RenderableType]:
    return [_bullet(reason.message) for reason in quality.reasons]


def _by_side(measures: list[Measure]) -> Table:
    """Return one row per name with a column for each side; n is that of both, where it differs."""
    table = _table("", "left", "right", "lifts")
    for name in dict.fromkeys(measure.name for measure in measures):
        sides = {m.side: m for m in measures if m.name == name}
        counts = [str(sides[side].n) if side in sides else "–" for side in SIDES]
        table.add_row(
            label(name),
            *(value_in_words(sides[side]) if side in sides else "–" for side in SIDES),
            counts[0] if counts[0] == counts[1] else " / ".join(counts),
        )
    return table


def _of_both(measures: list[Measure]) -> Table:
    table = _table("", "both sides", "")
    for measure in measures:
        table.add_row(label(measure.name), value_in_words(measure), measure.reason or "")
    return table


def _repetitions(repetitions: Iterable[Repetition]) -> Table:
    table = _table("lift", "side", "at", "height", "hold", "lowering", "")
    for index, lift in enumerate(repetitions, 1):
        table.add_row(
            str(index),
            lift.side,
            number(lift.peak_s, "s"),
            _or_dash(lift.peak_elevation_deg, "deg"),
            _or_dash(lift.hold_s, "s"),
            _or_dash(lift.lowering_s, "s"),
            "" if lift.valid else f"not counted: {lift.reason}",
            style="" if lift.valid else "dim",
        )
    return table


def _missing(measures: list[Measure]) -> Iterator[str]:
    """Yield one line per reason, with the names of all the measures it keeps from being given."""
    for reason in dict.fromkeys(measure.reason for measure in measures):
        names = dict.fromkeys(
            f"{label(m.name)}{f' ({m.side})' if m.side else ''}"
            for m in measures
            if m.reason == reason
        )
        yield f"{', '.join(names)}: {reason}"


def _or_dash(value: float | None, unit: str) -> str:
    return "–" if value is None else number(value, unit)


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading)
    return table


def _list(title: str, lines: Iterable[str]) -> Group:
    return Group(Text(title, style="bold"), *(_bullet(line) for line in lines))


def _bullet(line: str) -> Padding:
    return Padding(Text(f"• {line}"), (0, 0, 0, 2))
