"""Which leg is which, frame by frame and while a lift goes on: the model changes its mind.

Facing the camera the legs keep apart, and a label that changes shows as a jump: who is who follows
from where the legs were. From the side the legs cover each other and no jump betrays a change; what
stays is that one foot is up and the other one down.
"""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from posecheck.coaching.thresholds import LIVE_FRAMING, LIVE_HIGHER_FOOT, LIVE_TRACKER
from posecheck.kinematics.geometry import leg_length
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED
from posecheck.kinematics.view import turn_by_shoulders
from posecheck.landmarks import FOOT, LEGS, SIDES, Side

FloatArray = npt.NDArray[np.float64]


class LegLabels(Protocol):
    """What gives the points of both legs their sides, one frame after the other."""

    def see(self, points: FloatArray, lifting: bool) -> FloatArray:
        """Return one frame, `(33, 2)`, with its legs labelled: the same array where they are right.

        `lifting` while a lift goes on.
        """

    @property
    def raised(self) -> Side | None:
        """The leg whose foot is up, by the label that it has; None where the frames tell it."""

    @property
    def landing(self) -> bool:
        """Whether the lifted foot is on its way down or there, so that a lift may end."""

    @property
    def lifted(self) -> Side | None:
        """The leg that the lift was of, as it looks at its end; None where the frames told it."""


def leg_labels(rest_px: FloatArray) -> LegLabels:
    """Return what labels the legs of a person who stands like this, `(33, 2)` pixels."""
    side_on = turn_by_shoulders(rest_px) >= LIVE_FRAMING.side_yaw
    return HigherFoot(rest_px) if side_on else Unbroken()


class Unbroken:
    """Labels that go on unbroken: while a leg is up, legs stay where they were a frame before.

    With both feet down the model's own labels hold.
    """

    landing = True
    raised = lifted = None

    def __init__(self) -> None:
        self._exchanged = False
        self._before: FloatArray | None = None

    def see(self, points: FloatArray, lifting: bool) -> FloatArray:
        """Return the frame with its legs exchanged where that fits the frame before better."""
        if not lifting:
            self._exchanged = False
        elif self._before is not None:
            kept, crossed = points, points[LEGS_EXCHANGED]
            if self._exchanged:
                kept, crossed = crossed, kept
            stay = np.abs(kept[LEGS] - self._before[LEGS]).sum()
            swap = np.abs(crossed[LEGS] - self._before[LEGS]).sum()
            if swap < LIVE_TRACKER.swap_ratio * stay:
                self._exchanged = not self._exchanged
        self._before = points[LEGS_EXCHANGED] if self._exchanged else points
        return self._before


class HigherFoot:
    """From the side the higher foot belongs to one leg for as long as it is up.

    Its label is the one under which it left the floor. At the end of the lift it is known under
    which one it came back too; where the two differ, the lift was of the one it had for longer.
    A foot that came down to a part of its height and rises again has been down.

    Parameters
    ----------
    rest_px
        `(33, 2)` quiet standing, from whose height the feet are seen to rise.
    """

    def __init__(self, rest_px: FloatArray) -> None:
        self._floor = {side: float(rest_px[FOOT[side], 1].mean()) for side in SIDES}
        self._leg_px = float(np.mean([leg_length(rest_px, side) for side in SIDES]))
        self._up = False
        self._leave([])

    def _leave(self, labels: list[Side]) -> None:
        """Begin a time in which a foot is up, with the labels that it has had so far."""
        self._labels = labels
        self._since_top: list[Side] = []
        self._top = self._lowest = 0.0

    def see(self, points: FloatArray, lifting: bool) -> FloatArray:
        """Return the frame with the higher foot under its label."""
        left, right = (
            (self._floor[side] - float(points[FOOT[side], 1].mean())) / self._leg_px
            for side in SIDES
        )
        higher: Side = "right" if right > left else "left"
        told = abs(right - left) >= LIVE_HIGHER_FOOT.apart
        self._follow(max(left, right), higher if told else None)
        wrong = told and self.raised not in (None, higher)
        return points[LEGS_EXCHANGED] if wrong else points

    def _follow(self, height: float, higher: Side | None) -> None:
        """Note how far up the higher foot is, leg lengths, and its label; None where unclear."""
        was_up, self._up = self._up, height >= LIVE_HIGHER_FOOT.up
        if not self._up:
            self._lowest = 0.0
            return
        if not was_up:
            self._leave([])
        if height > self._top or height < self._lowest:
            self._lowest, self._since_top = height, []
        self._top = max(self._top, height)
        if higher is not None:
            self._labels.append(higher)
            self._since_top.append(higher)
        if self.landing and height > self._lowest + LIVE_HIGHER_FOOT.up:
            self._leave(self._since_top)
            self._top = self._lowest = height

    @property
    def raised(self) -> Side | None:
        """The leg whose foot is up; None where none is, or before its label was clear."""
        return self._labels[0] if self._up and self._labels else None

    @property
    def landing(self) -> bool:
        """Whether the foot has come down to a part of its height, or is on the floor."""
        return not self._up or self._lowest < LIVE_HIGHER_FOOT.clear * self._top

    @property
    def lifted(self) -> Side | None:
        """The leg of this time up, or of the last one; None before a label was clear."""
        labels = self._labels
        if not labels:
            return None
        if labels[0] == labels[-1]:
            return labels[0]
        return max(SIDES, key=labels.count)
