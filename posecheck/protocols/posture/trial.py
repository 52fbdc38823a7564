"""One quiet stand before the camera, as all that measures posture reads it, and several as one.

What is out of the picture or hidden is not guessed: MediaPipe gives all 33 points whatever the
picture shows. Shoulders and hips every measure needs; head, knees and feet only some, so that a
stand without them still answers the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from posecheck.assessment import Evidence, Measure, View
from posecheck.kinematics.statistics import Z95, Estimate
from posecheck.landmarks import ANKLE, EAR, FOOT_INDEX, HEEL, HIP, KNEE, NOSE, SHOULDER, SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.protocols.posture.thresholds import GATE, REAL_PEOPLE
from posecheck.recording import Recording
from posecheck.station import Contour, Markers, Setting, Station
from posecheck.thresholds import MARKERS, STAND_CAPTURE


@dataclass(frozen=True, eq=False)
class StandingTrial:
    """One quiet stand: a short clip or a single picture.

    Attributes
    ----------
    recording
        its landmarks.
    contour
        its silhouette; None where there is none (front view, or landmarks alone).
    markers
        stickers or clicks on the pelvis; side view only.
    people
        persons seen at once, the most over the frames that were searched.
    roll_deg
        how far the picture is turned clockwise against gravity, as told by the user; None where
        unknown.
    """

    recording: Recording
    contour: Contour | None = None
    markers: Markers | None = None
    people: int = 1
    roll_deg: float | None = None

    @property
    def roll_sd_deg(self) -> float:
        """Standard deviation of the error of `roll_deg`, or of taking the picture for level."""
        return MARKERS.roll_unknown if self.roll_deg is None else MARKERS.roll_told_sd


def median_points(stand: StandingTrial) -> npt.NDArray[np.float64]:
    """Return the stand's landmarks `(33, 2)`, pixels, median over the frames with a person."""
    found = stand.recording.found
    return np.asarray(np.median(stand.recording.landmarks_px[found].astype(float), axis=0))


def trial_of(station: Station, setting: Setting, *, front: bool) -> StandingTrial:
    """Return what a station shows of a quiet stand: its first seconds.

    From the front left and right are compared, so the landmarks averaged with those of the mirror
    image are read where they were recorded.
    """
    averaged = station.mirror_averaged if front else None
    return StandingTrial(
        recording=_first_seconds(averaged or station.recording),
        contour=station.contour,
        markers=station.markers,
        people=station.people,
        roll_deg=setting.given("roll_deg"),
    )


def _first_seconds(recording: Recording) -> Recording:
    early = recording.t_s <= STAND_CAPTURE.longest
    if early.all():
        return recording
    return replace(
        recording,
        t_s=recording.t_s[early],
        landmarks_px=recording.landmarks_px[early],
        visibility=recording.visibility[early],
        frame_size_px=recording.frame_size_px[early],
        body_yaw_deg=recording.body_yaw_deg[early],
        brightness=recording.brightness[early],
    )


FAR_OUTSIDE = "This lies far outside the bodies and postures it was fitted on."
_REAL_PEOPLE = asdict(REAL_PEOPLE)
_EVIDENCE: dict[Evidence, str] = {
    "markers": "From the two marked points.",
    "own_range": "From the place in your own range.",
    "silhouette": "Estimated from the silhouette alone.",
}


def over_stands(
    kind: MeasureKind,
    view: View,
    estimates: Sequence[Estimate | None],
    side: Side | None = None,
    *,
    evidence: Evidence | None = None,
    caution: str | None = None,
    missing: str = FAR_OUTSIDE,
) -> Measure:
    """Return the median of the stands with a 95 % interval.

    The models' error is the body's own and the same in each stand, so more stands do not make it
    smaller; what the stands differ by is added to it, and what landmarks on real people may err by
    beyond those on rendered ones.

    Parameters
    ----------
    missing
        the reason given where no stand has an estimate.
    """
    known = [estimate for estimate in estimates if estimate is not None]
    if not known:
        return kind.missing(missing, view, side)
    values = np.array([estimate.value for estimate in known])
    half = float(np.median([estimate.half_width for estimate in known]))
    if len(values) > 1:
        between = values.std(ddof=1) / np.sqrt(len(values))
        half = float(np.hypot(half, student.ppf(0.975, len(values) - 1) * between))
    half = float(np.hypot(half, Z95 * _REAL_PEOPLE.get(kind.name, 0.0)))
    value = float(np.median(values))
    outside = next((each.caution for each in known if each.caution), None)
    how = _EVIDENCE[evidence] if evidence is not None else None
    median = Estimate(value, value - half, value + half, len(known))
    cautions = " ".join(filter(None, (how, caution, outside)))
    return kind.of(median, view, side, evidence=evidence, caution=cautions or None)


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
