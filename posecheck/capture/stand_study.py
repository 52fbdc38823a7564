"""What a station holds beside its landmarks: silhouette, stickers, head count, mirror average.

A file and the live page feed the same `StandStudy`, one frame at a time, with the poses that were
found in the frames before.
"""

from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import numpy as np

from posecheck.capture.mirror_averaging import MirrorAveraging
from posecheck.capture.pose import Pose, RecordingBuilder
from posecheck.capture.silhouette import Silhouette
from posecheck.capture.stickers import find_stickers
from posecheck.protocol import Need
from posecheck.recording import Frame, Recording
from posecheck.take import Station
from posecheck.thresholds import STAND_CAPTURE


class StandStudy(AbstractContextManager["StandStudy"]):
    """Looks more closely at the frames of one stand; use it in a `with` block.

    Parameters
    ----------
    model_path : file of the pose model, as `find_model` returns it.
    needs : what to look for.
    spacing_s : seconds between the frames whose silhouette is taken; 0 takes every frame's.
    """

    def __init__(self, model_path: Path, needs: frozenset[Need], spacing_s: float) -> None:
        self._needs, self._spacing_s = needs, spacing_s
        self._held = ExitStack()
        self._silhouette = self._held.enter_context(Silhouette(model_path))
        self._mirror: MirrorAveraging | None = None
        if "mirror_averaged" in needs:
            self._mirror = self._held.enter_context(MirrorAveraging(model_path))
        self._averaged = RecordingBuilder()
        self._next_s = 0.0
        self._counted = 0
        self.picture: Frame | None = None

    def __exit__(self, *_: object) -> None:
        """Free the models."""
        self._held.close()

    def add(self, frame: Frame, pose: Pose | None) -> None:
        """Add one frame and the person found in it, in the order of time."""
        if self._mirror is not None:
            pose = self._mirror.average(frame, pose)
            self._averaged.add(frame, pose)
        if pose is None or frame.t_s < self._next_s:
            return
        self._next_s = frame.t_s + self._spacing_s
        self.picture = self.picture or frame
        if self._counted < STAND_CAPTURE.counted:
            self._counted += 1
            self._silhouette.count(frame, pose.landmarks_px)
        if "contour" in self._needs:
            self._silhouette.add(frame, pose.landmarks_px)

    def station(self, kind: str, recording: Recording) -> Station:
        """Return the station with what was seen, `kind` being its name in the protocol."""
        contour = self._silhouette.contour() if "contour" in self._needs else None
        markers = None
        if contour is not None and "markers" in self._needs and self.picture is not None:
            found = recording.found
            points = np.median(recording.landmarks_px[found].astype(float), axis=0)
            markers = find_stickers(self.picture, points, contour)
        averaged = self._averaged.build(recording.meta) if len(self._averaged) else None
        return Station(
            recording=recording,
            kind=kind,
            mirror_averaged=averaged,
            contour=contour,
            markers=markers,
            people=self._silhouette.people,
        )
