"""Whether a take can answer at all: the gates, each with its sentence for the user. Pure."""

from posecheck.quality.result import GateResult, combine

__all__ = ["GateResult", "combine"]
