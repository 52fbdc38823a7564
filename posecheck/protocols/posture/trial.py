"""`StandingTrial`: one quiet stand before the camera, as all that measures posture reads it."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from posecheck.recording import Recording
from posecheck.take import Contour, Markers, Setting, Station
from posecheck.thresholds import MARKERS, STAND_CAPTURE


@dataclass(frozen=True, eq=False)
class StandingTrial:
    """One quiet stand: a short clip or a single picture.

    Attributes
    ----------
    recording : its landmarks.
    contour : its silhouette; None where there is none (front view, or landmarks alone).
    markers : stickers or clicks on the pelvis; side view only.
    people : persons seen at once, the most over the frames that were searched.
    roll_deg : how far the picture is turned clockwise against gravity, as told by the user; None
        where unknown.
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
