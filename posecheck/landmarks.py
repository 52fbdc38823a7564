"""Names of the 33 pose landmarks, as indices into `Recording.landmarks_px`.

Left and right are the person's own. They hold only on un-mirrored frames.
"""

from typing import Literal

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")

COUNT = 33
NAMES = (
    "nose",
    "left_eye_inner", "left_eye", "left_eye_outer",
    "right_eye_inner", "right_eye", "right_eye_outer",
    "left_ear", "right_ear", "mouth_left", "mouth_right",
    "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
    "left_pinky", "right_pinky", "left_index", "right_index", "left_thumb", "right_thumb",
    "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle",
    "left_heel", "right_heel", "left_foot_index", "right_foot_index",
)  # fmt: skip

NOSE = 0
FACE = tuple(range(11))
EAR = {"left": 7, "right": 8}
SHOULDER = {"left": 11, "right": 12}
ELBOW = {"left": 13, "right": 14}
WRIST = {"left": 15, "right": 16}
HIP = {"left": 23, "right": 24}
KNEE = {"left": 25, "right": 26}
ANKLE = {"left": 27, "right": 28}
HEEL = {"left": 29, "right": 30}
FOOT_INDEX = {"left": 31, "right": 32}

FOOT: dict[Side, list[int]] = {
    side: [joint[side] for joint in (ANKLE, HEEL, FOOT_INDEX)] for side in SIDES
}
LEG_PAIRS = tuple((joint["left"], joint["right"]) for joint in (HIP, KNEE, ANKLE, HEEL, FOOT_INDEX))
LEGS = [joint for pair in LEG_PAIRS for joint in pair]


def other(side: Side) -> Side:
    """Return the opposite side."""
    return "right" if side == "left" else "left"
