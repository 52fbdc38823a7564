"""One quiet stand before the camera: what it shows, whether it can be measured, and several as one.

What is out of the picture or hidden is not guessed: MediaPipe gives all 33 points whatever the
picture shows. Shoulders and hips every measure needs: without them a stand is refused, by the first
gate that does. Head, knees and feet only some need: a stand without them is no bad stand, what
needs them is missing with its reason, and the rest is measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from posecheck.assessment import Evidence, Measure, View
from posecheck.gates import Gate
from posecheck.kinematics.statistics import Z95, Estimate
from posecheck.kinematics.view import facing
from posecheck.landmarks import ANKLE, EAR, FOOT_INDEX, HEEL, HIP, KNEE, NOSE, SHOULDER, SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.protocols.posture.thresholds import GATE, REAL_PEOPLE
from posecheck.recording import Recording
from posecheck.station import Contour, Markers, Setting, Station
from posecheck.thresholds import MARKERS, STAND_CAPTURE

FloatArray = npt.NDArray[np.float64]


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
    cut off the model squeezes into the picture, so head, shoulders and hips need room beside them;
    not the shoulders where it was given room for the head, which it then calls unseen.
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
    squeezed = visible[NOSE] and shoulder < GATE.shoulder_margin * trunk
    if squeezed or bottom - hip < GATE.hip_margin * trunk:
        unseen.add("trunk")
    return frozenset(unseen)


def facing_of(stand: StandingTrial) -> int:
    """Return +1 where the person faces image right, −1 to image left.

    The feet tell; where they are not seen the face does, and without both the turn of the body.
    """
    points, unseen = median_points(stand), unseen_parts(stand)
    if "feet" not in unseen:
        return facing(points)
    if "head" not in unseen:
        return 1 if nose_ahead(points) >= 0 else -1
    turn = turn_deg(stand)
    return facing(points) if np.isnan(turn) else (1 if turn >= 0 else -1)


def nose_ahead(points: FloatArray) -> float:
    """Return how far the nose lies to the image's right of the ears, pixels."""
    return float(points[NOSE, 0] - points[[EAR["left"], EAR["right"]], 0].mean())


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
    # An unknown turn is not one; without the head the model tells it badly.
    headless = "head" in unseen_parts(stand)
    away = not headless and nose_ahead(points) * facing_of(stand) < 0
    known = off <= (GATE.side_turn_headless if headless else GATE.side_turn)
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


FAR_OUTSIDE = "This lies far outside the bodies and postures it was fitted on."
_REAL_PEOPLE = asdict(REAL_PEOPLE)
_EVIDENCE: dict[Evidence, str] = {
    "markers": "From the two marked points.",
    "own_range": "From the place in your own range.",
    "silhouette": "Estimated from the silhouette alone.",
}


def aggregate(
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
