"""Programs of their own that save takes: several at once, or killed in the middle."""

import os
import random
import signal
import sys
import time

from posecheck.history import History, Notes
from tests.history.builders import a_march, a_take


def save_many(address: str, person: str, count: int) -> None:
    """Open a history and save `count` takes of one person."""
    with History(address) as history:
        for _ in range(count):
            history.save(a_march(), a_take(0.3), Notes(person=person))


def save_until_killed(address: str, out: int) -> None:
    """Save takes for ever and write each finished one's number to the pipe `out`."""
    assessment, recording = a_march(), a_take(0.3)
    history = History(address)
    while True:
        os.write(out, b"%d\n" % history.save(assessment, recording))


def kill_savers(address: str, kills: int) -> None:
    """Start a saver, kill it while it works, and so on; print the finished numbers of each.

    Every third is killed at a random moment, which may be while it opens the history; the others
    a random moment after a save of theirs was finished, however slow the machine is.
    """
    rng = random.Random(3)
    for kill in range(kills):
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read_end)
            save_until_killed(address, write_end)
        os.close(write_end)
        said = b"" if kill % 3 == 0 else os.read(read_end, 1)
        time.sleep(rng.uniform(0.0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(read_end, "rb") as finished:
            lines = (said + finished.read()).splitlines(keepends=True)
        # A number cut off by the kill has no line end; its save was not reported as finished.
        print(*(line.strip().decode() for line in lines if line.endswith(b"\n")))


if __name__ == "__main__":
    kill_savers(sys.argv[1], int(sys.argv[2]))
