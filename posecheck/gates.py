"""What a gate says, and how the gates together make the quality of a take."""

from collections.abc import Iterable
from dataclasses import dataclass

from posecheck.assessment import Quality, QualityReason, Verdict

_ORDER: tuple[Verdict, ...] = ("ok", "degraded", "unusable")


@dataclass(frozen=True)
class Gate:
    """The answer of one gate.

    Attributes
    ----------
    name
        stable name, for programs.
    verdict
        ok, degraded (some answers missing or wider), unusable.
    message
        what happened and what to do, one plain sentence or two; empty where ok.
    """

    name: str
    verdict: Verdict = "ok"
    message: str = ""


def quality_of(gates: Iterable[Gate]) -> Quality:
    """Return the quality of a take: the worst verdict, and every gate's sentence, worst first.

    Sentences of the same weight keep the order in which the gates were asked. The first one is
    therefore why a take is unusable, where it is.
    """
    raised = sorted(
        (gate for gate in gates if gate.verdict != "ok"),
        key=lambda gate: -_ORDER.index(gate.verdict),
    )
    worst: Verdict = raised[0].verdict if raised else "ok"
    reasons = tuple(QualityReason(gate=each.name, message=each.message) for each in raised)
    return Quality(verdict=worst, reasons=reasons)


def refusal(gates: Iterable[Gate]) -> str | None:
    """Return why a take cannot answer at all: its first unusable gate's sentence, if any."""
    return next((gate.message for gate in gates if gate.verdict == "unusable"), None)
