"""Runs something in a process of its own and measures it: how it ends, what it says, its memory."""

import json
import resource
import subprocess
import sys
from dataclasses import dataclass

_HEAD = """
import json, resource, sys, warnings
warnings.simplefilter("error")
from pathlib import Path
from posecheck.errors import PosecheckError
said = ""
try:
    {code}
except PosecheckError as error:
    said = str(error)
used = resource.getrusage(resource.RUSAGE_SELF)
# The kernel's mark of this program alone; ru_maxrss begins with that of the program that forked it.
status = Path("/proc/self/status").read_text().splitlines()
peak = next(line for line in status if line.startswith("VmHWM:"))
print("\\0" + json.dumps([said, int(peak.split()[1]) / 1024, used.ru_utime + used.ru_stime]))
"""


@dataclass(frozen=True)
class Ended:
    """How it ended: the sentence of its error or "", peak memory, processor time, its stderr."""

    said: str
    peak_mb: float
    cpu_s: float
    stderr: str


def alone(code: str, *arguments: object) -> Ended:
    """Run Python code with `sys.argv[1:]`; a `PosecheckError` is an end, all else a failure."""
    done = subprocess.run(
        [sys.executable, "-c", _HEAD.format(code=code.strip().replace("\n", "\n    ")),
         *map(str, arguments)],
        capture_output=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-3000:]
    said, peak_mb, cpu_s = json.loads(done.stdout.rpartition(b"\0")[2])
    return Ended(said, peak_mb, cpu_s, done.stderr.decode(errors="replace"))
