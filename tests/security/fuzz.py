"""Fuzzes the readers: guided by coverage with atheris where that is installed, else at random.

    python -m tests.security.fuzz take|assessment|archive|… SECONDS

It stops at the first input that ends in anything but a sentence, warns, or takes more than 20
seconds or 500 MB, and writes that input down.
"""

import random
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

_LONGEST_S = 20
_LARGEST_MB = 500
try:
    import atheris
except ModuleNotFoundError:
    atheris = None
# What atheris is to see the inside of must be loaded under its eyes.
with atheris.instrument_imports(include=["posecheck"]) if atheris else nullcontext():
    from posecheck.errors import PosecheckError
    from tests.security.readers import READERS, corpus


def judged(read: Callable[[bytes], None]) -> Callable[[bytes], bool]:
    """Return a reader that fails where it takes too long or too much; True for whole content."""

    def run(content: bytes) -> bool:
        signal.alarm(_LONGEST_S)
        try:
            read(content)
        except PosecheckError:
            return False
        finally:
            signal.alarm(0)
        used_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        assert used_mb < _LARGEST_MB, f"{used_mb:.0f} MB"
        return True

    return run


def guided(reader: str, seconds: int) -> None:
    run = judged(READERS[reader])
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{reader}-"))
    for index, content in enumerate(corpus(reader)):
        (folder / f"whole-{index}").write_bytes(content)
    flags = [f"-max_total_time={seconds}", f"-timeout={_LONGEST_S}", "-max_len=400000",
             f"-artifact_prefix={folder}-"]  # fmt: skip

    def one(content: bytes) -> None:
        run(content)

    atheris.Setup([sys.argv[0], *flags, str(folder)], one)
    atheris.Fuzz()


def at_random(reader: str, seconds: int) -> None:
    run, rng, whole = judged(READERS[reader]), random.Random(7), corpus(reader)
    tried, accepted, longest_s = 0, 0, 0.0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        content = bytearray(rng.choice(whole))
        for _ in range(rng.randrange(1, 6)):
            at = rng.randrange(len(content) + 1)
            cut = rng.choice((0, 1, 4, 64))
            content[at : at + cut] = rng.randbytes(rng.choice((0, 1, 4, 64)))
        begun = time.process_time()
        try:
            accepted += run(bytes(content))
        except BaseException:
            Path(tempfile.gettempdir(), f"fuzz-{reader}-failed").write_bytes(content)
            raise
        tried += 1
        longest_s = max(longest_s, time.process_time() - begun)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{reader}: {tried} tried, {accepted} whole, {tried - accepted} refused in words; "
        f"at most {peak_mb:.0f} MB and {longest_s:.2f} s"
    )


if __name__ == "__main__":
    warnings.simplefilter("error")
    (guided if atheris else at_random)(sys.argv[1], int(sys.argv[2]))
