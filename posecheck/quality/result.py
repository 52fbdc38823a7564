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
    """Return the quality of a take: the worst verdict, and every gate's sentence, worst first.

    Sentences of the same weight keep the order in which the gates were asked. The first one is
    therefore why a take is unusable, where it is.
    """
    raised = sorted(
        (result for result in results if result.verdict != "ok"),
        key=lambda result: -_ORDER.index(result.verdict),
    )
    worst: Verdict = raised[0].verdict if raised else "ok"
    reasons = tuple(QualityReason(gate=each.gate, message=each.message) for each in raised)
    return Quality(verdict=worst, reasons=reasons)
