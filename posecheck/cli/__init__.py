"""The command line: a thin shell around the measuring functions."""

import os
import sys

from posecheck.errors import PosecheckError


def main() -> None:
    """Run the command line. Every failure is one sentence on stderr.

    Exit codes: 0 done, 2 a failure that the sentence explains, 3 an error of posecheck itself,
    130 stopped with Ctrl-C.
    """
    from posecheck.cli.root import app

    try:
        app(standalone_mode=True)
    except PosecheckError as error:
        print(f"posecheck: {error}", file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        if os.environ.get("POSECHECK_DEBUG"):
            raise
        print(
            f"posecheck stopped on an internal error ({type(error).__name__}: {error}); no "
            "assessment was saved. Set POSECHECK_DEBUG=1, run it again and report what it shows.",
            file=sys.stderr,
        )
        sys.exit(3)
