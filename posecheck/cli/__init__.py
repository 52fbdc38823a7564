"""The command line: a thin shell around the measuring functions."""

import io
import os
import sys

from posecheck.errors import PosecheckError


class StoppedError(Exception):
    """The user pressed Ctrl-C."""


def main() -> None:
    """Run the command line. Every failure is one sentence on stderr.

    Exit codes: 0 done, 2 a failure that the sentence explains, 3 an error of posecheck itself,
    130 stopped with Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without ° or − shows ? instead
    try:
        from posecheck.cli.root import app

        app()
    except PosecheckError as error:
        _leave(2, f"posecheck: {error}")
    except (KeyboardInterrupt, StoppedError):
        _stop()
    except Exception as error:
        if os.environ.get("POSECHECK_DEBUG"):
            raise
        _leave(
            3,
            f"posecheck stopped on an internal error ({type(error).__name__}: {error}); no "
            "assessment was saved. Set POSECHECK_DEBUG=1, run it again and report what it shows.",
        )


def _stop() -> None:
    """End at once, past everything that is still open.

    MediaPipe stopped in mid-call leaves threads of its own, and would abort the program on its
    orderly way out.
    """
    print("posecheck: stopped; no assessment was saved.", file=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(130)


def _leave(code: int, sentence: str) -> None:
    print(" ".join(sentence.split()), file=sys.stderr)
    sys.exit(code)
