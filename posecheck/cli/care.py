"""`posecheck history --check` and `--repair`: what is damaged, and what can be saved of it."""

from posecheck.cli.terminal import Terminal
from posecheck.errors import HistoryError
from posecheck.files import name_of
from posecheck.history.care import check
from posecheck.history.repair import Repaired, repair
from posecheck.history.store import History


def check_history(console: Terminal) -> None:
    """Say what is damaged.

    Raises
    ------
    HistoryError : something is, or nothing of it can be read.
    """
    with History() as history:
        found = check(history)
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
    HistoryError : as `posecheck.history.repair.repair` says.
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
