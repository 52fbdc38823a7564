"""Whether a stand can be measured at all: the first gate that fails, with its sentence."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from posecheck.gates import Gate
from posecheck.kinematics.view import facing
from posecheck.landmarks import ANKLE, EAR, HIP, KNEE, NOSE, SHOULDER, SIDES
from posecheck.protocols.posture.body_frame import median_points
from posecheck.protocols.posture.thresholds import GATE
from posecheck.protocols.posture.trial import StandingTrial

FloatArray = npt.NDArray[np.float64]
_JOINTS = (SHOULDER, HIP, KNEE, ANKLE)


def refuse_side(stand: StandingTrial) -> Gate | None:
    """Return why a stand cannot be measured as a side view, or None if it can."""
    return _common(stand) or _not_from_the_side(stand) or _moving(stand)


def refuse_front(stand: StandingTrial) -> Gate | None:
    """Return why a stand cannot be measured as a front view, or None if it can."""
    return _common(stand) or _not_from_the_front(stand) or _moving(stand)


def turn_deg(stand: StandingTrial) -> float:
    """Return the turn of the body, median over the frames, sign as in `Recording.body_yaw_deg`.

    NaN where no frame knows it.
    """
    turns = stand.recording.body_yaw_deg[stand.recording.found].astype(float)
    known = np.radians(turns[np.isfinite(turns)])
    if not len(known):
        return float("nan")
    # Medians of sine and cosine: one frame with a false or unknown turn must not decide.
    return float(np.degrees(np.arctan2(np.median(np.sin(known)), np.median(np.cos(known)))))


def _common(stand: StandingTrial) -> Gate | None:
    name = stand.recording.meta.source
    if not stand.recording.found.any():
        return Gate(
            name="person",
            verdict="unusable",
            message=f"Nobody was found in {name}. Stand two to three metres from the camera, with "
            "the whole body in the picture and the light on you.",
        )
    if stand.people > 1:
        return Gate(
            name="one_person",
            verdict="unusable",
            message=f"More than one person is in {name}. Stand there alone and take it again.",
        )
    return _cut_off(stand) or _not_upright(stand)


def _cut_off(stand: StandingTrial) -> Gate | None:
    points = median_points(stand)
    found = stand.recording.found
    size = np.median(stand.recording.frame_size_px[found], axis=0)
    seen = np.median(stand.recording.visibility[found], axis=0)
    # From the side the far limbs are hidden by the near ones: one of each pair is enough.
    missing = [
        joint for joint in _JOINTS if not any(_inside(points[joint[s]], size) for s in SIDES)
    ]
    hidden = [
        joint for joint in _JOINTS if max(float(seen[joint[s]]) for s in SIDES) < GATE.visible
    ]
    head = points[[NOSE, EAR["left"], EAR["right"]]]
    if missing or hidden or float(head[:, 1].min()) < 0:
        return Gate(
            name="whole_body",
            verdict="unusable",
            message=f"Not all of the body is in {stand.recording.meta.source}. Step back until the "
            "head and both feet are in the picture and take it again.",
        )
    return None


def _not_upright(stand: StandingTrial) -> Gate | None:
    points = median_points(stand)
    feet, shoulders = (points[list(joint.values())].mean(axis=0) for joint in (ANKLE, SHOULDER))
    across, down = shoulders - feet
    if abs(np.degrees(np.arctan2(across, -down))) > GATE.upright:
        return Gate(
            name="upright",
            verdict="unusable",
            message=f"Nobody stands upright in {stand.recording.meta.source}. If the picture is "
            "turned, turn it upright; otherwise stand up and take it again.",
        )
    return None


def _inside(point: FloatArray, size: FloatArray) -> bool:
    return bool((point >= 0).all() and (point <= size).all())


def _not_from_the_side(stand: StandingTrial) -> Gate | None:
    points = median_points(stand)
    turn = abs(turn_deg(stand))
    off = abs(90.0 - turn)
    apart = shoulders_apart(points)
    nose_ahead = float(points[NOSE, 0] - points[[EAR["left"], EAR["right"]], 0].mean())
    known = off <= GATE.side_turn  # an unknown turn is not one
    if not known or apart > GATE.side_shoulders or nose_ahead * facing(points) < 0:
        return Gate(
            name="side_view",
            verdict="unusable",
            message=f"{stand.recording.meta.source} does not show you from the side. Turn until "
            "one shoulder points straight at the camera, look ahead, and take it again.",
        )
    return None


def _not_from_the_front(stand: StandingTrial) -> Gate | None:
    known = abs(turn_deg(stand)) <= GATE.front_turn  # an unknown turn is not one
    if not known or shoulders_apart(median_points(stand)) < GATE.front_shoulders:
        return Gate(
            name="front_view",
            verdict="unusable",
            message=f"{stand.recording.meta.source} does not show you from the front. Turn until "
            "both shoulders are equally far from the camera and take it again.",
        )
    return None


def shoulders_apart(points: FloatArray) -> float:
    """Return the horizontal distance of the shoulders in trunk lengths; `points` `(33, 2)` px."""
    shoulder, hip = (
        (points[joint["left"]] + points[joint["right"]]) / 2 for joint in (SHOULDER, HIP)
    )
    across = abs(points[SHOULDER["left"], 0] - points[SHOULDER["right"], 0])
    return float(across / np.linalg.norm(shoulder - hip))


def _moving(stand: StandingTrial) -> Gate | None:
    found = stand.recording.found
    points = stand.recording.landmarks_px[found].astype(float)
    joints: Sequence[int] = [joint[side] for joint in (SHOULDER, HIP, KNEE) for side in SIDES]
    away = np.linalg.norm(points[:, joints] - np.median(points[:, joints], axis=0), axis=2)
    wander = float(np.median(away))
    height = float(np.ptp(np.median(points, axis=0)[:, 1]))
    if wander > GATE.moving * height:
        return Gate(
            name="still",
            verdict="unusable",
            message=f"You move about in {stand.recording.meta.source}. Stand still for three "
            "seconds and take it again.",
        )
    return None


def shows_side(stand: StandingTrial) -> bool:
    """Say whether a stand looks seen from the side rather than from the front."""
    if not stand.recording.found.any():
        return False
    turn = abs(turn_deg(stand))
    if np.isfinite(turn):
        return bool(abs(90.0 - turn) < 45.0)
    return shoulders_apart(median_points(stand)) <= GATE.side_shoulders
