"""Take after take with the real pose model, memory stays flat."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

HOUSE = Path(__file__).parents[2]
# The heap of the native library levels off in the first dozen takes; then it must stay.
WARM_UP, TAKES = 12, 24
# What is given back shall go back at once (glibc reads these), so that only what is held is seen.
AT_ONCE = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "100000",
    "MALLOC_TRIM_THRESHOLD_": "100000",
}
# A take that kept its pictures would leave 9 MB behind, a model that stayed open more than 20.
GROWTH_MB = 3.0


def test_memory_is_flat_over_twenty_takes():
    done = subprocess.run(
        [sys.executable, "-m", "tests.live.take_after_take", str(WARM_UP + TAKES)],
        cwd=HOUSE,
        env={**os.environ, **AT_ONCE, "PYTHONPATH": str(HOUSE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    held_mb = [float(line) for line in done.stdout.splitlines()][WARM_UP:]
    third = TAKES // 3
    # Middle of the last takes against middle of the first: one take that happens to lie high or
    # low says nothing of those that follow.
    grown_mb = median(held_mb[-third:]) - median(held_mb[:third])
    assert grown_mb / (TAKES - third) < GROWTH_MB, held_mb
