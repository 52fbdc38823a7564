"""`assess`: from a take to a `Result`, which offers what is made of it: table, JSON, report."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.errors import OutputError
from posecheck.files import as_path
from posecheck.registry import AnyProtocol, protocol
from posecheck.scoring import Scored, score
from posecheck.take import Take

if TYPE_CHECKING:
    import pandas as pd

    from posecheck.history.notes import Notes


@dataclass(frozen=True, eq=False)
class Result(Scored):
    """What one take says: the numbers, and the analysis behind them for whoever draws.

    Attributes
    ----------
    take
        what was recorded.
    assessment
        numbers, reasons, findings.
    analysis
        curves and repetitions; None where a gate refused the take before its analysis.
    """

    def to_frame(self) -> "pd.DataFrame":
        """Return the measures as a table, one row each.

        Columns: measure, label, side, value, class, low, high, unit, n, view, evidence, reason,
        caution, tested_on. `value` is a number or NaN; of a class its name stands in `class`.
        """
        from posecheck.export.tables import measures_frame

        return measures_frame(self.assessment)

    def to_json(self) -> str:
        """Return the assessment as JSON, the same text that `--json` writes."""
        return self.assessment.to_json()

    def report(self, path: Path | str, notes: "Notes | None" = None) -> Path:
        """Write the report as PDF or HTML, by the ending of `path`, and return the path.

        Raises
        ------
        OptionError
            the path ends in neither .pdf nor .html.
        OutputError
            the file cannot be written.
        """
        from posecheck.report import write_report

        return write_report(self, as_path(path, OutputError), notes)

    @cached_property
    def protocol(self) -> AnyProtocol:
        """The protocol by which it was assessed."""
        return protocol(self.assessment.protocol)


def assess(take: Take, protocol: str | None = None) -> Result:
    """Return what a take says about the person.

    The same take always gives the same numbers. A poor take raises nothing: its verdict is
    "degraded" or "unusable", with the reasons, and what cannot be measured says why. An unusable
    take has no values and no findings; its repetitions are listed with their times only.

    Parameters
    ----------
    take
        what was recorded.
    protocol
        name of the protocol; None for the one that the take was recorded for.

    Raises
    ------
    OptionError
        there is no such protocol, none was named, the take is of another one, or its stations,
        options or conditions are not possible.
    """
    found = score(take, protocol)
    return Result(found.take, found.assessment, found.analysis)
