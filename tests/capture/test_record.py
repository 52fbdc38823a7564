"""From frames to a recording, with a model of the test's own in place of MediaPipe."""

from pathlib import Path

import numpy as np
import pytest

from posecheck.capture.pose import Pose, RecordingBuilder
from posecheck.capture.record import record_video
from posecheck.errors import RecordingError, SourceError
from posecheck.recording import Frame, RecordingMeta
from tests.capture.test_video import a_clip

NOISE = "noise=alls=20:allf=t"


class EverySecond:
    """Finds a person in the middle of every second frame."""

    name = "fake.task"
    sha256 = "00"

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def detect(self, frame: Frame) -> Pose | None:
        self.frames.append(frame)
        if len(self.frames) % 2 == 0:
            return None
        width, height = frame.true_size_px
        middle = np.tile(np.float32([width / 2, height / 2]), (33, 1))
        return Pose(middle, np.full(33, 0.9, np.float32), body_yaw_deg=5.0)


def a_frame(t_s: float, grey: int = 0) -> Frame:
    return Frame(t_s, np.full((48, 64, 3), grey, np.uint8))


def test_a_video_becomes_a_recording(tmp_path: Path):
    clip = a_clip(tmp_path / "clip.mp4", "-vf", NOISE, source="color=white:d=1:r=30")
    seen = []
    model = EverySecond()
    recording = record_video(clip, model, progress=lambda done, of: seen.append((done, of)))
    assert len(recording) == len(model.frames) == 30
    np.testing.assert_allclose(recording.t_s, np.arange(30) / 30, atol=0.001)
    assert recording.found.tolist() == [True, False] * 15
    np.testing.assert_allclose(recording.landmarks_px[0], np.tile([32, 24], (33, 1)))
    assert recording.visibility[1].max() == 0
    assert np.isnan(recording.body_yaw_deg[1])
    assert recording.brightness.min() > 240
    assert recording.frame_size_px.tolist() == [[64, 48]] * 30
    assert seen[-1] == pytest.approx((29 / 30, 1.0), abs=0.01)
    meta = recording.meta
    assert (meta.source, meta.model_name, meta.model_sha256) == ("clip.mp4", "fake.task", "00")
    assert meta.packages["mediapipe"].startswith("0.10.")
    assert not meta.mirrored_source
    assert not meta.truncated


def test_mirrored_and_cut_off_are_kept_in_the_recording(tmp_path):
    whole = a_clip(
        tmp_path / "whole.mp4", "-movflags", "+faststart", source="testsrc=d=6:r=30"
    ).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    recording = record_video(tmp_path / "cut.mp4", EverySecond(), mirrored=True)
    assert recording.meta.truncated
    assert recording.meta.mirrored_source


def test_an_error_in_mid_take_leaves_no_thread_behind(tmp_path):
    class Breaks(EverySecond):
        def detect(self, frame: Frame) -> Pose | None:
            raise SourceError("broken")

    with pytest.raises(SourceError, match="broken"):
        record_video(a_clip(tmp_path / "clip.mp4"), Breaks())


def test_the_builder_keeps_each_frames_own_size_and_brightness():
    builder = RecordingBuilder()
    builder.add(a_frame(0.0, grey=10), None)
    builder.add(Frame(0.1, np.zeros((36, 64, 3), np.uint8), size_px=(1280, 720)), None)
    recording = builder.build(RecordingMeta())
    assert recording.frame_size_px.tolist() == [[64, 48], [1280, 720]]
    assert recording.brightness.tolist() == [10, 0]


def test_a_recording_of_nothing_is_empty():
    recording = RecordingBuilder().build(RecordingMeta())
    assert len(recording) == 0
    assert recording.duration_s == 0


def test_frames_out_of_order_are_refused():
    builder = RecordingBuilder()
    builder.add(a_frame(0.1), None)
    builder.add(a_frame(0.0), None)
    with pytest.raises(RecordingError, match="do not increase"):
        builder.build(RecordingMeta())


@pytest.mark.parametrize("codec", [["-crf", "23"], ["-preset", "ultrafast"], ["-qp", "0"]])
def test_copies_of_a_picture_are_no_new_pictures(tmp_path, codec):
    hangs = f"{NOISE},select='not(between(t,1,2))',fps=30"
    clip = a_clip(tmp_path / "clip.mp4", "-vf", hangs, *codec, source="color=gray:d=3:r=30")
    recording = record_video(clip, EverySecond())
    assert np.diff(recording.t_s).max() > 0.7
    assert recording.duration_s == pytest.approx(89 / 30, abs=0.05)


@pytest.mark.parametrize("ending", ["png", "jpg", "gif"])
def test_a_picture_is_no_video(tmp_path, ending):
    picture = a_clip(tmp_path / f"picture.{ending}", "-frames:v", "1")
    with pytest.raises(SourceError, match="shows one picture that never changes"):
        record_video(picture, EverySecond())
