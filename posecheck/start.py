"""Where the command begins: until it can answer Ctrl-C itself, that ends it without a word.

Python's own answer while modules are still being loaded would be a traceback.
"""

import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from posecheck.cli.shell import main

__all__ = ["main"]
