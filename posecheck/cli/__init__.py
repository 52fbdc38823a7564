"""The command line: a thin shell around the measuring functions."""

import sys

from posecheck.cli.root import app
from posecheck.errors import PosecheckError


def main() -> None:
    """Run the command line; every known failure is one sentence on stderr and exit code 2."""
    try:
        app()
    except PosecheckError as error:
        print(f"posecheck: {error}", file=sys.stderr)
        sys.exit(2)
