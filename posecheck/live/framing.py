"""Is the person well in the picture? One hint at a time, the most useful one first."""

from enum import StrEnum

import numpy as np

from posecheck.live.frame_observation import FrameObservation
from posecheck.protocol import Facing
from posecheck.thresholds import LIVE_FRAMING


class Hint(StrEnum):
    """What the person should change before the take can begin.

    Distance is told by the screen, never by "back" and "forward" alone: for a person who stands
    side-on, stepping back moves them across the picture.
    """

    NOBODY = "nobody"
    DARK = "dark"
    COMPANY = "company"
    FARTHER = "farther"
    CLOSER = "closer"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"
    GO_LEFT = "go_left"
    GO_RIGHT = "go_right"
    GO_FORWARD = "go_forward"
    GO_BACKWARD = "go_backward"
    FACE_CAMERA = "face_camera"
    TURN_SIDE = "turn_side"


def hint(sight: FrameObservation, facing: Facing, company: bool = False) -> Hint | None:
    """Return the one thing to change, or None where the person is well in the picture.

    `company` says that a second person is in the picture: which of them is followed is not known.

    Left and right are the person's own while they face the camera, which are also those of the
    mirrored picture. A person who stands side-on crosses the picture by steps forward and back.
    """
    if sight.brightness < LIVE_FRAMING.dark:
        return Hint.DARK
    if not sight.found:
        return Hint.NOBODY
    if company:
        return Hint.COMPANY
    return _size(sight) or _turn(sight, facing) or _place(sight)


def _size(sight: FrameObservation) -> Hint | None:
    """Judge the body's length in the frame and its two ends."""
    height = sight.size_px[1]
    margin = LIVE_FRAMING.margin * height
    crown_y = sight.head_y_px - LIVE_FRAMING.head_room * sight.body_px
    feet_cut = sight.feet_y_px > height - margin
    head_cut = crown_y < 0
    if sight.body_px > LIVE_FRAMING.body_max * height or (feet_cut and head_cut):
        return Hint.FARTHER
    if not (feet_cut or head_cut):
        return Hint.CLOSER if sight.body_px < LIVE_FRAMING.body_min * height else None
    # A body of this length fits as a whole: the screen points too high or too low.
    return Hint.TILT_DOWN if feet_cut else Hint.TILT_UP


def _turn(sight: FrameObservation, facing: Facing) -> Hint | None:
    """Judge the turn of the body; an unknown turn passes, the offline gate decides later."""
    turn = abs(sight.body_yaw_deg)
    if not np.isfinite(turn) or facing == "any":
        return None
    if facing == "front":
        return Hint.FACE_CAMERA if turn > LIVE_FRAMING.front_yaw else None
    return None if _side_on(sight) else Hint.TURN_SIDE


def _side_on(sight: FrameObservation) -> bool:
    turn = abs(sight.body_yaw_deg)
    return bool(LIVE_FRAMING.side_yaw <= turn <= 180 - LIVE_FRAMING.side_yaw)


def _place(sight: FrameObservation) -> Hint | None:
    """Judge where the hips stand between the frame's left and right edge."""
    share = float(sight.hips_px[0]) / sight.size_px[0]
    if abs(share - 0.5) <= LIVE_FRAMING.off_centre:
        return None
    too_far_right = share > 0.5  # of the un-mirrored frame: the left of the mirrored picture
    if _side_on(sight):
        looks_right = sight.body_yaw_deg > 0
        return Hint.GO_BACKWARD if too_far_right == looks_right else Hint.GO_FORWARD
    away = abs(sight.body_yaw_deg) > 90  # the person's right is then at image right
    return Hint.GO_RIGHT if too_far_right != away else Hint.GO_LEFT
