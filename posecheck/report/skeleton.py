"""The body drawn at one moment of a take."""

import numpy as np
import numpy.typing as npt

from posecheck.landmarks import (
    ANKLE,
    EAR,
    ELBOW,
    FOOT_INDEX,
    HEEL,
    HIP,
    KNEE,
    NOSE,
    SHOULDER,
    SIDES,
    WRIST,
    Side,
)
from posecheck.recording import Recording
from posecheck.report.axes import COLOURS, DASHES, mark
from posecheck.report.drawing import GREY, INK, Disc, Drawing, Line, Shape, Text
from posecheck.wording import number

_HEIGHT = 210.0
_LIMBS = (
    (SHOULDER, ELBOW), (ELBOW, WRIST), (SHOULDER, HIP), (HIP, KNEE), (KNEE, ANKLE),
    (ANKLE, HEEL), (HEEL, FOOT_INDEX), (ANKLE, FOOT_INDEX),
)  # fmt: skip
_LEG = (HIP, KNEE, ANKLE, HEEL)


def skeleton(recording: Recording, t_s: float, side: Side) -> Drawing | None:
    """Draw the body at one moment with the leg of one side strong; None if nobody was found.

    The dotted line is level with that side's hip: a thigh along it is horizontal.
    """
    found = np.flatnonzero(recording.found)
    if not len(found):
        return None
    index = found[np.argmin(np.abs(recording.t_s[found] - t_s))]
    points = recording.landmarks_px[index].astype(float)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (_HEIGHT - 40) / max(high[1] - low[1], 1.0)
    width = max(120.0, (high[0] - low[0]) * scale + 30)
    at = (points - (low + high) / 2) * scale + (width / 2, _HEIGHT / 2 - 6)
    drawing = Drawing(width, _HEIGHT, f"The body at the top of the best lift of the {side} leg")
    hip = float(at[HIP[side], 1])
    drawing.shapes.append(Line([(4, hip), (width - 4, hip)], GREY, 0.7, (1.5, 2.5)))
    drawing.shapes += _bones(at, side)
    moment = float(recording.t_s[index])
    drawing.shapes.append(
        Text((width / 2, _HEIGHT - 4), f"{side} leg, {number(moment, 's')}", 8, "middle")
    )
    return drawing


def _bones(at: npt.NDArray[np.float64], strong: Side) -> list[Shape]:
    def place(index: int) -> tuple[float, float]:
        return float(at[index, 0]), float(at[index, 1])

    shapes: list[Shape] = [
        Line([place(joint["left"]), place(joint["right"])], INK, 1.2) for joint in (SHOULDER, HIP)
    ]
    for side in SIDES:
        for start, end in _LIMBS:
            leg = start in _LEG and side == strong
            ends = [place(start[side]), place(end[side])]
            shapes.append(Line(ends, COLOURS[side], 3.0 if leg else 1.4, DASHES[side]))
    head = (at[EAR["left"]] + at[EAR["right"]] + at[NOSE]) / 3
    size = max(6.0, float(np.linalg.norm(at[EAR["left"]] - at[EAR["right"]])) * 0.7)
    shapes.append(Disc((float(head[0]), float(head[1])), size, INK, filled=False))
    for side in SIDES:
        shapes += [mark(place(joint[side]), side) for joint in (HIP, KNEE, ANKLE)]
    return shapes
