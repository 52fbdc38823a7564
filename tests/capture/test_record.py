"""From frames to a take, with models of the test's own in place of MediaPipe."""

import subprocess
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from posecheck import Setting, Stated, record_video
from posecheck.capture import landmarker, record, second_look, stand_study
from posecheck.capture.pose import Pose, RecordingBuilder
from posecheck.capture.record import record_files
from posecheck.errors import OptionError, RecordingError, SourceError
from posecheck.protocols.slow_march import SlowMarch
from posecheck.recording import Frame, RecordingMeta
from posecheck.station import Markers
from posecheck.thresholds import STAND_CAPTURE
from tests.capture.test_video import a_clip
from tests.conftest import needs

NOISE = "noise=alls=20:allf=t"
SIDEWAYS_DEG = 88.0


class EverySecond(AbstractContextManager):
    """Finds a person in the middle of every second frame."""

    name, sha256 = "fake.task", "00"
    body_yaw_deg = 5.0

    def __init__(self, _model_path) -> None:
        self.frames = 0

    def __exit__(self, *_) -> None:
        pass

    def detect(self, frame: Frame) -> Pose | None:
        self.frames += 1
        if self.frames % 2 == 0:
            return None
        width, height = frame.true_size_px
        middle = np.tile(np.float32([width / 2, height / 2]), (33, 1))
        return Pose(middle, np.full(33, 0.9, np.float32), self.body_yaw_deg)


@pytest.fixture(autouse=True)
def model(monkeypatch):
    monkeypatch.setattr(landmarker, "Landmarker", EverySecond)
    monkeypatch.setattr(second_look, "find_second_model", lambda: None)


def march_video(path: Path, **more):
    """Return the one recording of a march's video."""
    (station,) = record_video(path, protocol="slow_march", **more).stations
    return station.recording


def a_frame(t_s: float, grey: int = 0) -> Frame:
    return Frame(t_s, np.full((48, 64, 3), grey, np.uint8))


def test_a_video_becomes_a_take(tmp_path: Path):
    clip = a_clip(tmp_path / "clip.mp4", "-vf", NOISE, source="color=white:d=1:r=30")
    seen = []
    take = record_files(
        {"march": [clip]},
        protocol="slow_march",
        options={"target_deg": 60},
        progress=lambda done, of: seen.append((done, of)),
    ).take
    (station,) = take.stations
    recording = station.recording
    assert (take.protocol, take.options, station.kind) == (
        "slow_march",
        {"target_deg": 60},
        "march",
    )
    assert len(recording) == 30
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


def test_a_march_is_looked_at_for_landmarks_only(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "StandStudy", lambda *_: pytest.fail("looked for more"))
    march_video(a_clip(tmp_path / "clip.mp4", "-vf", NOISE))


def test_mirrored_and_cut_off_are_kept_in_the_recording(tmp_path):
    whole = a_clip(
        tmp_path / "whole.mp4", "-movflags", "+faststart", source="testsrc=d=6:r=30"
    ).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    meta = march_video(tmp_path / "cut.mp4", mirrored=True).meta
    assert meta.truncated
    assert meta.mirrored_source


def test_when_it_was_recorded_is_given_or_the_files(tmp_path):
    clip = a_clip(tmp_path / "clip.mp4", "-vf", NOISE)
    when = datetime(2026, 3, 1, tzinfo=UTC)
    given = record_video(clip, protocol="slow_march", recorded=when)
    assert (given.recorded, given.dated_by) == (when, "given")
    assert record_video(clip, protocol="slow_march").dated_by == "modified"


def test_an_error_in_mid_take_leaves_no_thread_behind(tmp_path, monkeypatch):
    class Breaks(EverySecond):
        def detect(self, frame: Frame) -> Pose | None:
            raise SourceError("broken")

    monkeypatch.setattr(landmarker, "Landmarker", Breaks)
    with pytest.raises(SourceError, match="broken"):
        march_video(a_clip(tmp_path / "clip.mp4"))


@pytest.mark.parametrize(
    "more",
    [
        {"options": {"target_deg": 50}},
        {"setting": Setting(roll_deg=Stated(value=80))},
        {"recorded": datetime(2026, 3, 1)},
        {"protocol": "waltz"},
    ],
)
def test_what_cannot_be_is_refused_before_anything_slow_begins(tmp_path, monkeypatch, more):
    monkeypatch.setattr(record, "find_model", lambda _: pytest.fail("looked for the model"))
    with pytest.raises(OptionError):
        record_video(tmp_path / "none.mp4", **{"protocol": "slow_march", **more})


@pytest.mark.parametrize(("mirrored", "x"), [(False, 10.0), (True, 53.0)])
def test_points_clicked_in_the_file_are_those_of_the_true_picture(
    tmp_path, monkeypatch, mirrored, x
):
    monkeypatch.setattr(stand_study, "Silhouette", Counting)
    clip = a_clip(tmp_path / "clip.mp4", "-vf", NOISE)
    take = record_files(
        {"side": [clip]}, protocol="posture", mirrored=mirrored, markers=Markers((10, 5), (20, 6))
    ).take
    assert take.stations[0].markers.asis_px == (x, 5)


class Counting(AbstractContextManager):
    """A silhouette that counts how often it is asked."""

    people, added = 1, 0

    def __init__(self, _model_path) -> None:
        Counting.added = 0

    def __exit__(self, *_) -> None:
        pass

    def count(self, *_) -> None:
        pass

    def add(self, *_) -> None:
        Counting.added += 1

    def contour(self) -> None:
        return None


@pytest.mark.parametrize("announced", [True, False])
def test_as_many_silhouettes_are_taken_whether_or_not_a_video_announces_its_length(
    tmp_path, monkeypatch, announced
):
    monkeypatch.setattr(stand_study, "Silhouette", Counting)
    monkeypatch.setattr(EverySecond, "body_yaw_deg", SIDEWAYS_DEG)
    clip = a_clip(tmp_path / "clip.mp4", "-vf", NOISE, source="color=gray:d=8:r=30")
    if not announced:  # what cannot be wound back cannot hold its own length
        command = [needs("ffmpeg"), "-v", "error", "-i", clip, "-c", "copy", "-f", "matroska", "-"]
        clip = tmp_path / "clip.mkv"
        clip.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    seen = []
    take = record_files(
        {"side": [clip]}, protocol="posture", progress=lambda _, of: seen.append(of)
    ).take
    assert (seen[-1] > 0) == announced
    assert take.stations[0].recording.duration_s > 7
    assert 0.8 * STAND_CAPTURE.silhouettes <= Counting.added <= STAND_CAPTURE.silhouettes + 1


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
    recording = march_video(clip)
    assert np.diff(recording.t_s).max() > 0.7
    assert recording.duration_s == pytest.approx(89 / 30, abs=0.05)


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_picture_is_no_video_of_a_march(tmp_path, ending):
    picture = a_clip(tmp_path / f"picture.{ending}", "-frames:v", "1")
    with pytest.raises(SourceError, match=r"is a picture|shows one picture that never changes"):
        march_video(picture)


def test_the_second_look_gets_the_very_frames_that_were_asked_for(tmp_path, monkeypatch):
    """Copies of a picture are left out both times, so a frame's number means the same."""
    asked = np.array([1, 4, 17])
    seen = []

    class Second(EverySecond):
        def detect(self, frame: Frame) -> Pose:
            seen.append(frame.t_s)
            middle = np.tile(np.float32([32, 24]), (33, 1))
            return Pose(middle, np.full(33, 0.9, np.float32), 0.0)

    monkeypatch.setattr(second_look, "find_second_model", lambda: "heavy.task")
    monkeypatch.setattr(landmarker, "SecondLandmarker", Second)
    monkeypatch.setattr(SlowMarch, "frames_to_look_at_again", lambda *_: {0: asked})
    monkeypatch.setattr(second_look, "_agree", lambda *_: True)
    clip = a_clip(tmp_path / "clip.mp4", "-vf", NOISE, source="color=white:d=1:r=30")
    (station,) = record_video(clip, protocol="slow_march").stations
    assert seen == np.repeat(station.recording.t_s[asked], 2).tolist()
    assert station.second_look.t_s.tolist() == station.recording.t_s[asked].tolist()
