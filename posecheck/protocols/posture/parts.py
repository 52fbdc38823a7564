"""Which parts of the body a stand shows: what is out of the picture or hidden is not guessed.

MediaPipe gives all 33 points whatever the picture shows. Shoulders and hips every measure needs;
head, knees and feet only some, so that a stand without them still answers the rest.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.landmarks import ANKLE, EAR, FOOT_INDEX, HEEL, HIP, KNEE, NOSE, SHOULDER, SIDES
from posecheck.protocols.posture.thresholds import GATE
from posecheck.protocols.posture.trial import StandingTrial, median_points

Part = Literal["head", "trunk", "knees", "feet"]
_PAIRS: Mapping[Part, tuple[Mapping[str, int], ...]] = {
    "head": (EAR,),
    "trunk": (SHOULDER, HIP),
    "knees": (KNEE,),
    "feet": (ANKLE,),
}
_INSIDE: Mapping[Part, tuple[Mapping[str, int], ...]] = {"feet": (HEEL, FOOT_INDEX)}
WHY: Mapping[Part, str] = {
    "head": "The whole head is not in the picture, and this needs it.",
    "trunk": "Shoulders and hips are not both in the picture, and this needs them.",
    "knees": "The knees are not in the picture or are hidden, and this needs them.",
    "feet": "The feet are not in the picture or are hidden, and this needs them.",
}


def unseen_parts(stand: StandingTrial) -> frozenset[Part]:
    """Return the parts of the body that a stand does not show, of one with a person in it.

    From the side the far limbs are hidden by the near ones, so one of each pair is enough. What is
    cut off the model squeezes into the picture, so head, shoulders and hips need room beside them.
    """
    found = stand.recording.found
    points = median_points(stand)
    size = np.median(stand.recording.frame_size_px[found], axis=0)
    inside = ((points >= 0) & (points <= size)).all(axis=1)
    visible = np.median(stand.recording.visibility[found], axis=0) >= GATE.visible

    def one_of(pair: Mapping[str, int], holds: npt.NDArray[np.bool_]) -> bool:
        return bool(holds[[pair[side] for side in SIDES]].any())

    unseen: set[Part] = set()
    for part, pairs in _PAIRS.items():
        here = all(one_of(pair, inside) for pair in (*pairs, *_INSIDE.get(part, ())))
        if not here or not all(one_of(pair, visible) for pair in pairs):
            unseen.add(part)
    shoulder, hip = (float(points[list(pair.values()), 1].mean()) for pair in (SHOULDER, HIP))
    trunk, bottom = abs(hip - shoulder), float(size[1])
    if points[[NOSE, *EAR.values()], 1].min() < GATE.head_margin * trunk:
        unseen.add("head")
    if shoulder < GATE.shoulder_margin * trunk or bottom - hip < GATE.hip_margin * trunk:
        unseen.add("trunk")
    return frozenset(unseen)
