"""`posecheck history`: the takes kept, shown, compared and told over time.

One take is opened, two stand side by side, all of them are listed or told over time. A damaged
history is checked and repaired here.
"""

from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from posecheck.cli.render import Terminal, show
from posecheck.errors import HistoryError, OptionError
from posecheck.files import ensure_writable, name_of, write_atomic
from posecheck.history import Entry, History, KeptTake, salvage
from posecheck.history.comparison import compare, rows, takes_like
from posecheck.history.repair import Repaired, repair
from posecheck.history.two_views import seen_together
from posecheck.plain import one_line
from posecheck.registry import installed
from posecheck.wording import day_in_words, moment_in_words, view_in_words

if TYPE_CHECKING:
    from posecheck.history.telling import Row

_SHOWN = 20  # takes that are listed where nobody says how many
_TABLE_WIDTH = 100  # columns of a terminal from which on a table reads better than lines
_QUALITY = {"ok": "good", "degraded": "with limits", "unusable": "not measured"}


def history(
    takes: Annotated[
        list[int] | None, typer.Argument(help="One take to open, or two to compare.")
    ] = None,
    person: Annotated[
        str | None, typer.Option(help="Only the takes of this person; '' for those without a name.")
    ] = None,
    protocol: Annotated[str | None, typer.Option(help="Only the takes of this test.")] = None,
    last: Annotated[
        int | None, typer.Option(min=1, help=f"How many takes to list; {_SHOWN} if not said.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="List every take; compare and tell every measure.")
    ] = False,
    over_time: Annotated[
        bool, typer.Option("--trends", help="What became of the measures over the takes.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="With --trends: charts in an HTML file.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Look for damage everywhere.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Carry what is whole into a new file.")
    ] = False,
) -> None:
    """List the takes kept, open one, compare two, or tell the course over time."""
    if check or repair:
        (repair_history if repair else check_history)(Terminal())
        return
    if output is not None and not over_time:
        raise OptionError("--output belongs to --trends.")
    if protocol is not None:
        protocol = _protocol_named(protocol)
    console = Terminal()
    with History() as opened:
        if over_time:
            _tell_course(opened, takes or [], person, protocol, output, every, console)
        elif not takes:
            _list(opened.entries(person, protocol), person, None if every else last, every, console)
            for sentence in opened.damaged.values():
                console.print(sentence, soft_wrap=True)
        elif len(takes) == 1:
            _open(opened, opened.kept(takes[0]), console)
        elif len(takes) == 2:
            _compare(opened, takes[0], takes[1], every, console)
        else:
            raise OptionError("Name one take to open it, or two to compare them.")


def _protocol_named(word: str) -> str:
    """Return the name of a protocol from its name or its command.

    Raises
    ------
    OptionError
        there is none.
    """
    for each in installed().values():
        if word in (each.name, each.command):
            return each.name
    known = ", ".join(each.command for each in installed().values())
    raise OptionError(f'There is no test "{word}". Choose one of {known}.')


def _list(
    entries: Sequence[Entry], person: str | None, last: int | None, every: bool, console: Terminal
) -> None:
    if not entries:
        whose = f" of {one_line(person)}" if person else " without a name" if person == "" else ""
        said = f"No take{whose} is kept. 'posecheck march VIDEO --save' keeps one."
        console.print(said, markup=False, soft_wrap=True)
        return
    shown = entries if every else entries[: last or _SHOWN]
    if console.width >= _TABLE_WIDTH:
        console.print(_entry_table(shown))
    else:
        for entry in shown:
            _print_lines(entry, console)
    if len(shown) < len(entries):
        rest = len(entries) - len(shown)
        console.print(f"{rest} earlier: --last {len(entries)} or --all lists them.", style="dim")


def _entry_table(entries: Sequence[Entry]) -> Table:
    table = _table()
    table.add_column("take", no_wrap=True, min_width=max(4, len(str(entries[0].id))))
    table.add_column("recorded", no_wrap=True)
    for heading, most in (("person", 24), ("test", 16)):
        table.add_column(heading, no_wrap=True, overflow="ellipsis", max_width=most)
    for heading in ("seen", "quality"):
        table.add_column(heading, no_wrap=True)
    table.add_column("result", min_width=24)
    for entry in entries:
        table.add_row(
            str(entry.id),
            _recorded(entry),
            Text(one_line(entry.notes.person) or "no name"),
            _test(entry),
            _seen(entry),
            _quality(entry),
            Text(one_line(entry.headline)),
        )
    return table


def _print_lines(entry: Entry, console: Terminal) -> None:
    """Print a take in lines that may be as narrow as they like: the number comes first."""
    person = one_line(entry.notes.person) or "no name"
    console.print(f"{entry.id}  {_recorded(entry)}  {person}", markup=False, soft_wrap=True)
    said = f"{_test(entry)}, {_seen(entry)}, {_quality(entry)}: {one_line(entry.headline)}"
    console.print(Padding(Text(said), (0, 0, 0, 4)))


def _seen(entry: Entry) -> str:
    return view_in_words(entry.view).removeprefix("from ").removeprefix("the ")


def _quality(entry: Entry) -> str:
    return "not scored" if entry.verdict is None else _QUALITY[entry.verdict]


def _recorded(entry: Entry) -> str:
    return f"{entry.recorded:%Y-%m-%d %H:%M}"


def _test(entry: Entry) -> str:
    known = installed().get(entry.protocol)
    return known.title.lower() if known else entry.protocol.replace("_", " ")


def _open(opened: History, take: KeptTake, console: Terminal) -> None:
    notes = take.entry.notes
    said = {
        "person": notes.person or "no name",
        "born": notes.birth_year,
        "ID": notes.patient_id,
        "pain before": notes.pain_before,
        "pain after": notes.pain_after,
        "effort": notes.effort,
        "band": notes.band,
        "chair": "held" if notes.chair else "",
        "note": notes.text,
    }
    told = " · ".join(
        f"{name}: {one_line(str(text))}" for name, text in said.items() if text not in ("", None)
    )
    recorded = moment_in_words(take.entry.recorded)
    console.print(f"Take {take.entry.id}, {recorded} · {told}", markup=False, soft_wrap=True)
    console.print()
    show(take.assessment, installed().get(take.entry.protocol), console)
    listed = opened.entries(take.entry.notes.person, take.entry.protocol)
    seen = seen_together(opened, take.entry, listed)
    if seen is not None:
        console.print()
        console.print(Text(" ".join(seen.sentences)), soft_wrap=True)


def _compare(opened: History, one: int, other: int, every: bool, console: Terminal) -> None:
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
    shown = rows(comparison, every)
    table = _table()
    first, second = (f"take {take.entry.id}" for take in (earlier, later))
    for heading in ("", "side", first, second, "change", "what it means"):
        table.add_column(heading)
    for row in shown:
        table.add_row(*map(Text, astuple(row)))
    console.print(table)
    rest = len(rows(comparison)) - len(shown)
    if rest == 1:
        console.print("1 other measure shows no clear change; --all lists it.")
    elif rest > 1:
        console.print(f"{rest} other measures show no clear change; --all lists them.")


def _tell_course(
    opened: History,
    takes: list[int],
    person: str | None,
    protocol: str | None,
    output: Path | None,
    every: bool,
    console: Terminal,
) -> None:
    from posecheck.history.course import course_of_take, courses

    if output is not None:
        ensure_writable(output)
    if takes:
        found = [course_of_take(opened, opened.kept(takes[0]).entry)]
    else:
        found = courses(opened, person, protocol)
    if not any(course.takes for course in found):
        raise OptionError("No take that was measured is kept of this person and test.")
    if output is not None:
        # Imported late: letters and templates take a moment to load.
        from posecheck.report.document import course_page

        write_atomic(output, course_page(found).encode())
        console.print(f"{output} is written.", soft_wrap=True)
        return
    for course in found:
        person = one_line(course.like.notes.person) or "no name"
        console.print(Text(f"{person}: {one_line(course.about)}", style="bold"))
        for told in course.told:
            console.print(Text.assemble((f"{told.title} ", "bold"), " ".join(told.sentences)))
        for left in course.left_out:
            day = day_in_words(left.entry.recorded)
            said = f"Not compared: take {left.entry.id} ({day}), {one_line(left.reason)}."
            console.print(said, style="dim")
        if every:
            _print_rows(course.rows, console)
        console.print()


def _print_rows(rows: "Sequence[Row]", console: Terminal) -> None:
    table = _table()
    for heading in ("", "side", "takes", "first", "newest", "change", "MDC95", ""):
        table.add_column(heading)
    for row in rows:
        table.add_row(*row.cells)
    console.print(table)


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")


def check_history(console: Terminal) -> None:
    """Say what is damaged.

    Raises
    ------
    HistoryError
        something is, or nothing of it can be read.
    """
    with History() as history:
        found = salvage.check(history.database)
        for each in found:
            where = "The file" if each.take is None else f"Take {each.take}"
            console.print(f"{where}: {each.problem}", soft_wrap=True)
        if found:
            raise HistoryError(
                f"The history {history.where} is damaged. 'posecheck history --repair' carries "
                "over what is whole and sets the damaged file aside."
            )
        count = len(history.numbers())
        console.print(f"Nothing is damaged: {count} {'take' if count == 1 else 'takes'}.")


def repair_history(console: Terminal) -> None:
    """Repair it and say what was done.

    Raises
    ------
    HistoryError
        as `posecheck.history.repair.repair` says.
    """
    done = repair()
    if done.set_aside is None:
        console.print("Nothing is damaged; nothing was done.")
        return
    for line in _told(done):
        console.print(line, soft_wrap=True)


def _told(done: Repaired) -> list[str]:
    lines = [f"{done.whole} {'take' if done.whole == 1 else 'takes'} carried over as they were."]
    if done.restored:
        lines.append(f"Taken from a backup: {_numbers(done.restored)}.")
    lines += [f"Take {number} in part: {what}." for number, what in done.in_part.items()]
    if done.lost:
        lines.append(f"Lost: {_numbers(done.lost)}.")
    lines.append(f"The damaged file is kept as {name_of(done.set_aside or '')}.")
    return lines


def _numbers(numbers: list[int]) -> str:
    return ", ".join(f"take {number}" for number in numbers)
