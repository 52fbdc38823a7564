"""Draws the scene into the frame: mirrored, large, and never by colour alone."""

import numpy as np
import numpy.typing as npt

from posecheck.app.lettering import Colour, Picture, blend, put
from posecheck.capture.opencv import cv2
from posecheck.landmarks import ANKLE, HIP, KNEE, SIDES, Side
from posecheck.live.overlay_state import OverlayState
from posecheck.live.session import Phase

WHITE: Colour = (255, 255, 255)
DARK: Colour = (14, 20, 32)
# Yellow and bluish green of a palette that colour-blind people tell apart (Okabe and Ito).
YELLOW: Colour = (250, 220, 70)
GREEN: Colour = (60, 214, 160)

# The outline to fill, from the middle of the body, in shares of its height: (half width, height).
_OUTLINE = (
    (0.0, 0.0), (0.045, 0.012), (0.062, 0.05), (0.055, 0.1), (0.035, 0.135), (0.05, 0.165),
    (0.125, 0.195), (0.145, 0.24), (0.155, 0.4), (0.15, 0.5), (0.115, 0.5), (0.105, 0.36),
    (0.095, 0.46), (0.105, 0.56), (0.095, 0.72), (0.08, 0.94), (0.1, 0.985), (0.1, 1.0),
    (0.02, 1.0), (0.022, 0.93), (0.015, 0.58), (0.0, 0.55),
)  # fmt: skip

_SIDE_WIDTH = 0.6


def draw(image: Picture, scene: OverlayState) -> Picture:
    """Return the frame as the person sees it: mirrored, with everything drawn in.

    Parameters
    ----------
    image : `(H, W, 3)` uint8, RGB, un-mirrored; left as it is.
    """
    picture: Picture = np.ascontiguousarray(image[:, ::-1])
    points = scene.points_px * [-1, 1] + [picture.shape[1] - 1, 0]
    unit = picture.shape[0] / 480
    if scene.phase is Phase.FRAMING:
        _outline(picture, scene)
    _legs(picture, points, scene, unit)
    if scene.phase is Phase.MARCHING:
        _target(picture, scene, unit)
        for side in SIDES:
            _count(picture, scene, side, unit)
    if scene.phase is Phase.COUNTDOWN:
        centre = (picture.shape[1] / 2, picture.shape[0] / 2)
        _disc(picture, centre, 105 * unit, 0.6)
        put(picture, scene.cue, centre, 190 * unit, WHITE)
        _ring(picture, centre, 105 * unit, scene.waited_share, 12 * unit)
    _banner(picture, scene, unit)
    _rate(picture, scene, unit)
    return picture


def _banner(picture: Picture, scene: OverlayState, unit: float) -> None:
    """Write the cue across the top, and how much of a wait is over below it."""
    width, height = picture.shape[1], round(74 * unit)
    _shade(picture, 0, 0, width, height, 0.74)
    text = "Get ready" if scene.phase is Phase.COUNTDOWN else scene.cue
    put(picture, text, (width / 2, 37 * unit), 46 * unit, WHITE, width - round(20 * unit))
    if scene.phase in (Phase.STILL, Phase.STANDING, Phase.BREAK):
        thick = round(12 * unit)
        _shade(picture, 0, height, width, thick, 0.74)
        cv2.rectangle(
            picture,
            (0, height),
            (round(width * scene.waited_share), height + thick),
            YELLOW if scene.phase is Phase.BREAK else GREEN,
            cv2.FILLED,
        )


def _rate(picture: Picture, scene: OverlayState, unit: float) -> None:
    x, y = 52 * unit, picture.shape[0] - 16 * unit
    _shade(picture, 0, round(y - 14 * unit), round(104 * unit), round(30 * unit), 0.6)
    put(picture, f"{scene.rate_hz:.0f} frames/s", (x, y), 15 * unit, WHITE)


def _outline(picture: Picture, scene: OverlayState) -> None:
    """Draw the outline to fill; dashed and white until filled, then solid, green and ticked."""
    rows, columns = picture.shape[:2]
    tall, top = 0.72 * rows, 0.2 * rows
    half = np.array(_OUTLINE)
    shape = np.vstack([half, half[::-1] * [-1, 1]])
    if scene.facing == "side":
        shape[:, 0] *= _SIDE_WIDTH
    line = np.round(shape * [tall, tall] + [columns / 2, top]).astype(np.int32)
    if scene.well_framed:
        cv2.polylines(picture, [line], True, GREEN, max(3, rows // 120), cv2.LINE_AA)
        _tick(picture, (columns / 2, 0.45 * rows), rows / 8)
    else:
        for start, stop in zip(line, np.roll(line, -1, axis=0), strict=True):
            _dashed(picture, start, stop, WHITE, max(2, rows // 200))


def _legs(
    picture: Picture, points: npt.NDArray[np.float64], scene: OverlayState, unit: float
) -> None:
    """Draw hips, knees and ankles; the lifted leg thicker and in yellow, green at the target."""
    if not np.isfinite(points[HIP["left"], 0]):
        return
    joints = {side: [_at(points[joint[side]]) for joint in (HIP, KNEE, ANKLE)] for side in SIDES}
    cv2.line(picture, joints["left"][0], joints["right"][0], WHITE, round(3 * unit), cv2.LINE_AA)
    for side in SIDES:
        lifted = scene.legs.lifted == side
        colour = (GREEN if scene.reached else YELLOW) if lifted else WHITE
        thick = round((8 if lifted else 4) * unit)
        line = [np.array(joints[side], np.int32)]
        cv2.polylines(picture, line, False, DARK, thick + round(4 * unit), cv2.LINE_AA)
        cv2.polylines(picture, line, False, colour, thick, cv2.LINE_AA)
        for joint in joints[side]:
            cv2.circle(picture, joint, round(9 * unit), DARK, cv2.FILLED, cv2.LINE_AA)
            cv2.circle(picture, joint, round(7 * unit), colour, cv2.FILLED, cv2.LINE_AA)


def _target(picture: Picture, scene: OverlayState, unit: float) -> None:
    """Draw the line the knee must reach: dashed until it is there, then thick and ticked."""
    if scene.target_y_px is None:
        return
    y, middle = round(scene.target_y_px), picture.shape[1] // 2
    reach = round(150 * unit)
    left, right = np.array([middle - reach, y]), np.array([middle + reach, y])
    if scene.reached:
        cv2.line(picture, _at(left), _at(right), DARK, round(12 * unit), cv2.LINE_AA)
        cv2.line(picture, _at(left), _at(right), GREEN, round(8 * unit), cv2.LINE_AA)
        _tick(picture, (middle + reach - 14 * unit, y - 30 * unit), 20 * unit)
    else:
        cv2.line(picture, _at(left), _at(right), DARK, round(7 * unit), cv2.LINE_AA)
        _dashed(picture, left, right, YELLOW, round(4 * unit), round(16 * unit))


def _count(picture: Picture, scene: OverlayState, side: Side, unit: float) -> None:
    """Show one side's count in a disc; round it the ring that fills during the hold."""
    x = 76 * unit if side == "left" else picture.shape[1] - 76 * unit
    centre = (x, 190 * unit)
    radius = 62 * unit
    lifted = scene.legs.lifted == side
    count = scene.legs.counts[SIDES.index(side)]
    _disc(picture, centre, radius, 0.72)
    put(picture, str(count), (x, centre[1] - 9 * unit), 80 * unit, WHITE, round(1.5 * radius))
    cv2.circle(picture, _at(centre), round(radius), (150, 158, 170), round(3 * unit), cv2.LINE_AA)
    if lifted:
        _ring(picture, centre, radius, scene.hold_share, 12 * unit)
    put(picture, f"of {scene.goal}", (x, centre[1] + 42 * unit), 19 * unit, WHITE)
    y = centre[1] + 86 * unit
    box = round(x - 62 * unit), round(y - 18 * unit), round(124 * unit), round(36 * unit)
    _shade(picture, *box, 0.72)
    put(picture, side.upper(), (x, y), 27 * unit, YELLOW if lifted else WHITE)
    if count >= scene.goal:
        _tick(picture, (x, centre[1] - 84 * unit), 22 * unit)


def _ring(
    picture: Picture, centre: tuple[float, float], radius: float, share: float, thick: float
) -> None:
    """Fill a ring clockwise from the top; a full one is green."""
    if share <= 0:
        return
    cv2.ellipse(
        picture,
        _at(centre),
        (round(radius), round(radius)),
        -90,
        0,
        360 * share,
        GREEN if share >= 1 else YELLOW,
        round(thick),
        cv2.LINE_AA,
    )


def _tick(picture: Picture, centre: tuple[float, float], size: float) -> None:
    x, y = centre
    corners = [(x - size / 2, y), (x - size / 8, y + size / 2.6), (x + size / 1.6, y - size / 2)]
    line = [np.array([_at(corner) for corner in corners], np.int32)]
    cv2.polylines(picture, line, False, DARK, max(5, round(size / 2.6)), cv2.LINE_AA)
    cv2.polylines(picture, line, False, GREEN, max(3, round(size / 4.5)), cv2.LINE_AA)


def _dashed(
    picture: Picture,
    start: npt.NDArray[np.generic],
    stop: npt.NDArray[np.generic],
    colour: Colour,
    thick: int,
    dash: int = 9,
) -> None:
    along = np.asarray(stop, float) - np.asarray(start, float)
    count = max(1, round(float(np.hypot(*along)) / dash))
    corners = [np.asarray(start, float) + along * step / count for step in range(count + 1)]
    for first, second in zip(corners[:-1:2], corners[1::2], strict=False):
        cv2.line(picture, _at(first), _at(second), colour, thick, cv2.LINE_AA)


def _disc(picture: Picture, centre: tuple[float, float], radius: float, opacity: float) -> None:
    side = 2 * round(radius) + 1
    disc = np.zeros((side, side), np.uint8)
    cv2.circle(disc, (side // 2, side // 2), side // 2, 255, cv2.FILLED, cv2.LINE_AA)
    through = (disc.astype(np.float32) * (opacity / 255))[..., None]
    blend(picture, through, (round(centre[0]) - side // 2, round(centre[1]) - side // 2), DARK)


def _shade(picture: Picture, x: int, y: int, width: int, height: int, opacity: float) -> None:
    blend(picture, np.full((height, width, 1), opacity, np.float32), (x, y), DARK)


def _at(point: "npt.NDArray[np.generic] | tuple[float, float]") -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
