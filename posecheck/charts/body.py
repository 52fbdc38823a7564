"""The person drawn at one moment, from the repaired landmarks that the numbers come from."""

import numpy as np
import numpy.typing as npt

from posecheck.charts.paint import GREY, INK, Canvas, look
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
)  # fmt: skip
from posecheck.protocol import Figure

_LIMBS = (
    (SHOULDER, ELBOW), (ELBOW, WRIST), (SHOULDER, HIP), (HIP, KNEE), (KNEE, ANKLE),
    (ANKLE, HEEL), (HEEL, FOOT_INDEX), (ANKLE, FOOT_INDEX),
)  # fmt: skip
_LEG = (HIP, KNEE, ANKLE, HEEL)

FloatArray = npt.NDArray[np.float64]


def body_svg(
    figure: Figure, t_s: float, told: str, strong: Side | None = None, height: float = 200.0
) -> str | None:
    """Return the person at one moment as SVG; None where too little of them may be drawn.

    Parameters
    ----------
    t_s : the moment; the nearest one that can be drawn is taken.
    told : what the picture shows, for those who cannot see it.
    strong : the side whose leg is drawn strong; None for none.
    """
    drawable = np.isfinite(figure.xy_px[:, _needed()]).all(axis=(1, 2))
    if not drawable.any():
        return None
    known = np.flatnonzero(drawable)
    index = known[np.argmin(np.abs(figure.t_s[known] - t_s))]
    points = figure.xy_px[index].astype(float)
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    scale = (height - 24) / max(high[1] - low[1], 1.0)
    width = max(90.0, (high[0] - low[0]) * scale + 24)
    at = (points - (low + high) / 2) * scale + (width / 2, height / 2)
    canvas = Canvas(width, height, told)
    if figure.plumb:
        _draw_plumb(canvas, at, figure)
    _draw_bones(canvas, at, strong)
    return canvas.svg()


def _needed() -> list[int]:
    return [joint[side] for joint in (SHOULDER, HIP, KNEE, ANKLE) for side in SIDES]


def _draw_plumb(canvas: Canvas, at: FloatArray, figure: Figure) -> None:
    """Draw the plumb line up from the ankles: the near one from the side, their middle else."""
    sides = {"side-left": ("left",), "side-right": ("right",)}.get(figure.view, SIDES)
    ankle = np.mean([at[ANKLE[side]] for side in sides], axis=0)
    canvas.line([(float(ankle[0]), canvas.height), (float(ankle[0]), 0.0)], GREY, 1.0, "4 3")


def _draw_bones(canvas: Canvas, at: FloatArray, strong: Side | None) -> None:
    def place(index: int) -> tuple[float, float]:
        return float(at[index, 0]), float(at[index, 1])

    def bone(start: int, end: int, colour: str, width: float, dash: str = "") -> None:
        if np.isfinite(at[[start, end]]).all():
            canvas.line([place(start), place(end)], colour, width, dash)

    for joint in (SHOULDER, HIP):
        bone(joint["left"], joint["right"], INK, 1.2)
    for side in SIDES:
        for start, end in _LIMBS:
            wide = 3.0 if start in _LEG and side == strong else 1.4
            bone(start[side], end[side], look(side).colour, wide, look(side).dash)
    head = [index for index in (EAR["left"], EAR["right"], NOSE) if np.isfinite(at[index]).all()]
    if head:
        x, y = np.mean(at[head], axis=0)
        trunk = np.linalg.norm(at[SHOULDER["left"]] - at[HIP["left"]])
        _ring(canvas, float(x), float(y), max(6.0, 0.2 * float(trunk)))
    for side in SIDES:
        for joint in (HIP, KNEE, ANKLE):
            canvas.mark(*place(joint[side]), look(side), 2.4)


def _ring(canvas: Canvas, x: float, y: float, radius: float) -> None:
    turns = np.linspace(0, 2 * np.pi, 33)
    canvas.line(
        [(x + radius * float(np.cos(a)), y + radius * float(np.sin(a))) for a in turns], INK, 1.2
    )
