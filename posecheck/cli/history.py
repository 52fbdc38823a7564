"""`posecheck history`: the takes kept, one of them, two side by side, or all over time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from posecheck.cli.render import show
from posecheck.cli.terminal import Terminal
from posecheck.errors import OptionError
from posecheck.files import write_atomic
from posecheck.history import Entry, History, KeptTake
from posecheck.history.compare import Comparison, compare, takes_like
from posecheck.history.trends import Trend, trends
from posecheck.measures import kind_of
from posecheck.protocols import installed
from posecheck.wording import number, value_in_words, view_in_words


def history(
    takes: Annotated[
        list[int] | None, typer.Argument(help="One take to open, or two to compare.")
    ] = None,
    person: Annotated[str | None, typer.Option(help="Only the takes of this person.")] = None,
    over_time: Annotated[
        bool, typer.Option("--trends", help="How the measures moved over takes like the newest.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="With --trends: plots in an HTML file.")
    ] = None,
) -> None:
    """List the takes kept, open one, compare two, or see how the measures moved."""
    if output is not None and not over_time:
        raise OptionError("--output belongs to --trends.")
    console = Terminal()
    with History() as opened:
        if over_time:
            _trends(opened, takes or [], person, output, console)
        elif not takes:
            _list(opened.entries(person), person, console)
        elif len(takes) == 1:
            _open(opened.kept(takes[0]), console)
        elif len(takes) == 2:
            _compare(opened, takes[0], takes[1], console)
        else:
            raise OptionError("Name one take to open it, or two to compare them.")


def _list(entries: Sequence[Entry], person: str | None, console: Console) -> None:
    if not entries:
        whose = f" of {person}" if person else " without a name" if person == "" else ""
        said = f"No take{whose} is kept. 'posecheck march VIDEO --save' keeps one."
        console.print(said, markup=False, soft_wrap=True)
        return
    table = _table("take", "recorded", "person", "test", "seen", "quality")
    for column in table.columns:
        column.no_wrap = True
    table.add_column("result")
    for entry in entries:
        table.add_row(
            str(entry.id),
            f"{entry.recorded.astimezone():%Y-%m-%d %H:%M}",
            entry.notes.person or "–",
            entry.protocol.split("_")[-1],
            entry.view,
            entry.verdict,
            entry.headline,
        )
    console.print(table)


def _open(take: KeptTake, console: Console) -> None:
    notes = take.entry.notes
    said = {
        "person": notes.person,
        "pain before": notes.pain_before,
        "pain after": notes.pain_after,
        "effort": notes.effort,
        "band": notes.band,
        "chair": "held" if notes.chair else "",
        "note": notes.text,
    }
    told = " · ".join(f"{name}: {text}" for name, text in said.items() if text not in ("", None))
    recorded = f"{take.entry.recorded.astimezone():%Y-%m-%d %H:%M}"
    console.print(f"Take {take.entry.id}, {recorded}{f' · {told}' if told else ''}", markup=False)
    console.print()
    show(take.assessment, installed().get(take.entry.protocol), console)


def _compare(opened: History, one: int, other: int, console: Console) -> None:
    earlier, later = sorted(
        (opened.kept(one), opened.kept(other)), key=lambda take: take.entry.recorded
    )
    comparison = compare(earlier, later, takes_like(opened, later.entry))
    if comparison.unlike:
        console.print("These takes cannot be compared:")
        for sentence in comparison.unlike:
            console.print(f"  • {sentence}")
        return
    for sentence in comparison.cautions:
        console.print(sentence)
    console.print(_changes(comparison))


def _changes(comparison: Comparison) -> Table:
    table = _table(
        "", "side", f"take {comparison.earlier.entry.id}", f"take {comparison.later.entry.id}",
        "change", "what it means",
    )  # fmt: skip
    for change in comparison.changes:
        if change.earlier is None or change.later is None:
            continue
        if change.earlier.value is None and change.later.value is None:
            continue
        table.add_row(
            kind_of(change.name).label,
            change.side or "",
            value_in_words(change.earlier),
            value_in_words(change.later),
            "" if change.difference is None else number(change.difference, change.unit, True),
            change.text,
        )
    return table


def _trends(
    opened: History, takes: list[int], person: str | None, output: Path | None, console: Console
) -> None:
    entries = [opened.kept(take).entry for take in takes[:1]] or opened.entries(person)
    usable = [entry for entry in entries if entry.verdict != "unusable"]
    if not usable:
        raise OptionError("No take that was measured is kept of this person.")
    found = trends(takes_like(opened, usable[0]))
    if output is not None:
        # Imported late: fonts and templates take a moment to load.
        from posecheck.report.trends import trends_page

        write_atomic(output, trends_page(usable[0], found).encode())
        console.print(f"{output} is written.", soft_wrap=True)
        return
    first = usable[0]
    console.print(
        f"Takes like take {first.id}: {first.protocol.replace('_', ' ')}, "
        f"{view_in_words(first.view)}, the same target, band and chair."
    )
    console.print(_trend_table(found))


def _trend_table(found: Sequence[Trend]) -> Table:
    table = _table("", "side", "takes", "first", "newest", "usual change")
    for trend in found:
        first, newest = trend.points[0].measure, trend.points[-1].measure
        table.add_row(
            kind_of(trend.name).label,
            trend.side or "",
            str(len(trend.points)),
            value_in_words(first),
            value_in_words(newest),
            f"±{number(trend.mdc.value, trend.unit)}" if trend.mdc else "not known yet",
        )
    return table


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading)
    return table
