"""Opens a kept take with what is drawn of it: its kept numbers and today's curves."""

from dataclasses import dataclass

from posecheck.assessment import Assessment
from posecheck.errors import PosecheckError
from posecheck.history.notes import KeptTake
from posecheck.history.store import History
from posecheck.protocol import Analysis
from posecheck.result import assess


@dataclass(frozen=True, eq=False)
class Opened:
    """A kept take as a report shows it.

    Attributes
    ----------
    assessment : the numbers as they were kept.
    analysis : curves and figures, made anew by this version; None where there are none.
    undrawn : why there are none, a sentence; empty where there are.
    """

    assessment: Assessment
    analysis: Analysis | None
    undrawn: str = ""


def opened(history: History, kept: KeptTake) -> Opened:
    """Return a kept take's assessment with the analysis of its recording, for drawing."""
    take = history.take(kept.entry.id)
    if take is None:
        return Opened(kept.assessment, None, "No landmarks were kept of this take.")
    try:
        return Opened(kept.assessment, assess(take).analysis)
    except PosecheckError as error:
        return Opened(kept.assessment, None, str(error))
