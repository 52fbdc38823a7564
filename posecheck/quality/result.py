"""What a gate says, and how the gates together make the quality of a take."""

from collections.abc import Iterable
from dataclasses import dataclass

from posecheck.assessment import Quality, QualityReason, Verdict

_ORDER: tuple[Verdict, ...] = ("ok", "degraded", "unusable")


@dataclass(frozen=True)
class GateResult:
    """The answer of one gate.

    Attributes
    ----------
    gate : stable name, for programs.
    verdict : ok, degraded (some answers missing or wider), unusable.
    message : what happened and what to do, one plain sentence or two; empty where ok.
    """

    gate: str
    verdict: Verdict = "ok"
    message: str = ""


def combine(results: Iterable[GateResult]) -> Quality:
    """Return the quality of a take: the worst verdict, and every gate's sentence in order."""
    raised = [result for result in results if result.verdict != "ok"]
    worst: Verdict = max((result.verdict for result in raised), key=_ORDER.index, default="ok")
    reasons = tuple(QualityReason(gate=each.gate, message=each.message) for each in raised)
    return Quality(verdict=worst, reasons=reasons)
