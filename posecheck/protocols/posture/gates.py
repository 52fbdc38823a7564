"""Whether a stand can be measured: the first gate that refuses it, and what it leaves out.

A stand without head, knees or feet is no bad stand: what needs them is missing with its reason, and
the rest is measured. Without shoulders and hips there is nothing to measure.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from posecheck.gates import Gate
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER, SIDES
from posecheck.protocols.posture.body_frame import facing_of, nose_ahead, turn_deg
from posecheck.protocols.posture.thresholds import GATE
from posecheck.protocols.posture.trial import Part, StandingTrial, median_points, unseen_parts

FloatArray = npt.NDArray[np.float64]
_LACKS: Mapping[Part, str] = {
    "head": "The whole head is not in {name}, so nothing is said about it. Step back to have it "
    "measured.",
    "knees": "The knees are not in {name} or are hidden, so nothing is said about them. Step back "
    "to have them measured.",
    "feet": "The feet are not in {name} or are hidden, so nothing is said about how you stand over "
    "them. Step back to have that measured.",
}


def refuse_side(stand: StandingTrial) -> Gate | None:
    """Return why a stand cannot be measured as a side view, or None if it can."""
    return _common(stand) or _not_from_the_side(stand) or _moving(stand)


def refuse_front(stand: StandingTrial) -> Gate | None:
    """Return why a stand cannot be measured as a front view, or None if it can."""
    return _common(stand) or _not_from_the_front(stand) or _moving(stand)


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
    return _no_trunk(stand) or _not_upright(stand)


def cut_off(stand: StandingTrial) -> list[Gate]:
    """Return what a stand that can be measured does not show, a degraded gate for each part."""
    name = stand.recording.meta.source
    return [
        Gate(f"{part}_in_picture", "degraded", _LACKS[part].format(name=name))
        for part in _LACKS
        if part in unseen_parts(stand)
    ]


def _no_trunk(stand: StandingTrial) -> Gate | None:
    if "trunk" not in unseen_parts(stand):
        return None
    return Gate(
        name="trunk_in_picture",
        verdict="unusable",
        message=f"Shoulders and hips are not both in {stand.recording.meta.source}. Step back "
        "until all of you is in the picture and take it again.",
    )


def _not_upright(stand: StandingTrial) -> Gate | None:
    points = median_points(stand)
    lower = HIP if {"knees", "feet"} & unseen_parts(stand) else ANKLE
    # The thighs tell a seated person even where the picture ends above the knees.
    for base, top in ((lower, SHOULDER), (KNEE, HIP)):
        low, high = (points[list(joint.values())].mean(axis=0) for joint in (base, top))
        across, down = high - low
        if abs(np.degrees(np.arctan2(across, -down))) > GATE.upright:
            return Gate(
                name="upright",
                verdict="unusable",
                message=f"Nobody stands upright in {stand.recording.meta.source}. If the picture "
                "is turned, turn it upright; otherwise stand up and take it again.",
            )
    return None


def _not_from_the_side(stand: StandingTrial) -> Gate | None:
    points = median_points(stand)
    turn = abs(turn_deg(stand))
    off = abs(90.0 - turn)
    apart = shoulders_apart(points)
    away = "head" not in unseen_parts(stand) and nose_ahead(points) * facing_of(stand) < 0
    known = off <= GATE.side_turn  # an unknown turn is not one
    if not known or apart > GATE.side_shoulders or away:
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
