"""Is the person well in the picture? One hint at a time, the most useful one first."""

from enum import StrEnum
from typing import Literal

import numpy as np

from posecheck.live.frame_observation import FrameObservation
from posecheck.thresholds import LIVE_FRAMING

Facing = Literal["front", "side"]


class Hint(StrEnum):
    """What the person should change before the take can begin."""

    NOBODY = "nobody"
    DARK = "dark"
    COMPANY = "company"
    STEP_BACK = "step_back"
    STEP_CLOSER = "step_closer"
    FEET_CUT_OFF = "feet_cut_off"
    HEAD_CUT_OFF = "head_cut_off"
    GO_LEFT = "go_left"
    GO_RIGHT = "go_right"
    FACE_CAMERA = "face_camera"
    TURN_SIDE = "turn_side"


def hint(sight: FrameObservation, facing: Facing, company: bool = False) -> Hint | None:
    """Return the one thing to change, or None where the person is well in the picture.

    `company` says that a second person is in the picture: which of them is followed is not known.

    Left and right in the hints are those of the mirrored picture on the screen, which are the
    person's own while they face the camera.
    """
    if sight.brightness < LIVE_FRAMING.dark:
        return Hint.DARK
    if not sight.found:
        return Hint.NOBODY
    if company:
        return Hint.COMPANY
    return _size(sight) or _place(sight) or _facing(sight, facing)


def _size(sight: FrameObservation) -> Hint | None:
    """Judge the body's length in the frame and its two ends."""
    height = sight.size_px[1]
    margin = LIVE_FRAMING.margin * height
    head_margin = LIVE_FRAMING.head_room * sight.body_px
    feet_cut = sight.feet_y_px > height - margin
    head_cut = sight.head_y_px - head_margin < 0
    if sight.body_px > LIVE_FRAMING.body_max * height or (feet_cut and head_cut):
        return Hint.STEP_BACK
    if feet_cut:
        return Hint.FEET_CUT_OFF
    if head_cut:
        return Hint.HEAD_CUT_OFF
    if sight.body_px < LIVE_FRAMING.body_min * height:
        return Hint.STEP_CLOSER
    return None


def _place(sight: FrameObservation) -> Hint | None:
    """Judge where the hips stand between the frame's left and right edge."""
    share = float(sight.hips_px[0]) / sight.size_px[0]
    off = LIVE_FRAMING.off_centre
    if share > 0.5 + off:  # too far to image right: the left of the mirrored picture
        return Hint.GO_RIGHT
    if share < 0.5 - off:
        return Hint.GO_LEFT
    return None


def _facing(sight: FrameObservation, facing: Facing) -> Hint | None:
    """Judge the turn of the body; an unknown turn passes, the offline gate decides later."""
    turn = abs(sight.body_yaw_deg)
    if not np.isfinite(turn):
        return None
    if facing == "front":
        return Hint.FACE_CAMERA if turn > LIVE_FRAMING.front_yaw else None
    turned = LIVE_FRAMING.side_yaw <= turn <= 180 - LIVE_FRAMING.side_yaw
    return None if turned else Hint.TURN_SIDE
