"""Shows an assessment on the terminal. It arranges and measures nothing."""

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from posecheck.assessment import Assessment, Measure, Provenance, Repetition
from posecheck.landmarks import SIDES
from posecheck.wording import (
    NOT_A_DIAGNOSIS,
    headline,
    label,
    number,
    value_in_words,
    view_in_words,
)

_HEADLINE = "thigh_elevation_difference"
_VALUES = "value (95 % interval)"
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


def _parts(assessment: Assessment) -> Iterator[RenderableType]:
    yield _quality(assessment)
    if (difference := assessment.measure(_HEADLINE)) is not None:
        yield Text(headline(difference), style="bold")
    standing = assessment.protocol == "standing_posture"
    measured = [m for m in assessment.measures if m.value is not None and m.name != _HEADLINE]
    if any(m.side for m in measured):
        yield _by_side([m for m in measured if m.side], "stands" if standing else "lifts")
    if any(not m.side for m in measured):
        yield _of_both([m for m in measured if not m.side], _VALUES if standing else "both sides")
    if assessment.repetitions:
        yield _repetitions(assessment.repetitions)
    said = [finding.text for finding in assessment.findings if finding.text != NOT_A_DIAGNOSIS]
    if said:
        yield _list("In words", said)
    missing = [m for m in assessment.measures if m.value is None and m.name != _HEADLINE]
    if missing:
        yield _list("Could not be measured", _missing(missing))
    yield Text(NOT_A_DIAGNOSIS, style="dim")


def _quality(assessment: Assessment) -> RenderableType:
    words, colour = _VERDICTS[assessment.quality.verdict]
    line = Text.assemble(
        (f"{words}", f"bold {colour}"),
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
        counts = [str(sides[side].n) if side in sides else "–" for side in SIDES]
        table.add_row(
            label(name),
            *(value_in_words(sides[side]) if side in sides else "–" for side in SIDES),
            counts[0] if counts[0] == counts[1] else " / ".join(counts),
        )
    return table


def _of_both(measures: list[Measure], heading: str) -> Table:
    table = _table("", heading, "")
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
        sides: dict[str, list[str]] = {}
        for measure in measures:
            if measure.reason == reason:
                sides.setdefault(label(measure.name), []).append(measure.side or "")
        names = (
            f"{name} ({only[0]})" if len(only) == 1 and only[0] else name
            for name, only in sides.items()
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
    return Group(Text(title, style="bold"), _bullets(lines))


def _bullets(lines: Iterable[str]) -> Table:
    grid = Table.grid(padding=(0, 1))
    for line in lines:
        grid.add_row(" •", Text(line))
    return grid
