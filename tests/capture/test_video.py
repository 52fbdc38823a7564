"""What comes out of a video file: the true time, upright un-mirrored pictures, plain sentences."""

import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

from posecheck.capture.video import Video
from posecheck.errors import SourceError
from tests.conftest import needs

SIZE = (64, 48)


def a_clip(path: Path, *options: str, source: str = "testsrc=d=2:r=30") -> Path:
    """Make a small clip with ffmpeg from one of its own test sources."""
    base = [needs("ffmpeg"), "-v", "error", "-y", "-f", "lavfi", "-i", f"{source}:s=64x48"]
    subprocess.run([*base, *options, str(path)], check=True)
    return path


def times(path: Path) -> np.ndarray:
    with Video(path) as video:
        return np.array([frame.t_s for frame in video])


def test_missing_file(tmp_path):
    with pytest.raises(SourceError, match="There is no file"):
        Video(tmp_path / "none.mp4")


def test_folder(tmp_path):
    with pytest.raises(SourceError, match="is a folder"):
        Video(tmp_path)


@pytest.mark.parametrize("content", [b"", b"hello", bytes(5000)])
def test_not_a_video(tmp_path, content, capfd):
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="cannot be opened as a video"):
        Video(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("rate", [15, 24, 30, 50, 60])
def test_time_at_any_even_rate(tmp_path, rate):
    clip = a_clip(tmp_path / "clip.mp4", source=f"testsrc=d=2:r={rate}")
    np.testing.assert_allclose(times(clip), np.arange(2 * rate) / rate, atol=0.001)


# Thirty frames a second for one second, then ten: what a phone does in dim light.
UNEVEN = ["-vf", "select='lt(n,30)+not(mod(n,3))'", "-fps_mode", "vfr"]


@pytest.mark.parametrize("ending", ["mp4", "mkv", "mov", "webm"])
@pytest.mark.parametrize("b_frames", ["0", "3"])
def test_time_of_uneven_frames_is_the_containers(tmp_path, ending, b_frames):
    codec = ["-c:v", "libvpx"] if ending == "webm" else ["-c:v", "libx264", "-bf", b_frames]
    clip = a_clip(tmp_path / f"clip.{ending}", *UNEVEN, *codec)
    expected = np.concatenate([np.arange(30) / 30, np.arange(1, 2, 0.1)])
    np.testing.assert_allclose(times(clip), expected, atol=0.0011)  # Matroska keeps milliseconds


def test_frames_denser_than_needed_are_skipped_and_keep_their_time(tmp_path):
    clip = a_clip(tmp_path / "clip.mp4", source="testsrc=d=1:r=120")
    np.testing.assert_allclose(times(clip), np.arange(60) / 60, atol=0.001)


def test_a_raw_stream_has_no_time(tmp_path):
    clip = a_clip(tmp_path / "clip.h264", "-c:v", "libx264")
    with pytest.raises(SourceError, match="no usable time stamps"):
        times(clip)


@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_cut_off_in_the_middle(tmp_path, ending, capfd):
    whole = a_clip(
        tmp_path / f"whole.{ending}", "-movflags", "+faststart", source="testsrc=d=6:r=30"
    )
    content = whole.read_bytes()
    cut = tmp_path / f"cut.{ending}"
    cut.write_bytes(content[: len(content) // 2])
    with Video(whole) as video:
        assert len(list(video)) == 180
        assert not video.truncated
    with Video(cut) as video:
        assert 30 < len(list(video)) < 150
        assert video.truncated
    assert capfd.readouterr().err == ""


def test_no_picture_in_it(tmp_path):
    whole = a_clip(tmp_path / "whole.mp4", "-movflags", "+faststart")
    content = whole.read_bytes()
    header = content.index(b"mdat") + 4
    (tmp_path / "cut.mp4").write_bytes(content[:header] + bytes(200))
    with pytest.raises(SourceError, match="no picture"):
        times(tmp_path / "cut.mp4")


def flag_a_quarter_turn(source: Path, target: Path) -> None:
    """Copy an MP4 with a rotation flag of 90° clockwise, as phones held upright write it."""
    content = bytearray(source.read_bytes())
    # The display matrix of the track header, 16.16 and 2.30 fixed point.
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 48 << 16, 0, 1 << 30)
    start = content.index(b"tkhd") + 44
    content[start : start + len(matrix)] = matrix
    target.write_bytes(content)


def test_rotation_flag_stands_the_picture_upright(tmp_path):
    lying = a_clip(tmp_path / "lying.mp4")
    flag_a_quarter_turn(lying, tmp_path / "upright.mp4")
    with Video(lying) as video:
        plain = next(iter(video)).image
    with Video(tmp_path / "upright.mp4") as video:
        frame = next(iter(video))
    assert frame.true_size_px == (48, 64)
    np.testing.assert_array_equal(frame.image, np.rot90(plain, -1))


@pytest.mark.parametrize(("turned", "true_size"), [(False, (128, 48)), (True, (48, 128))])
def test_pixels_that_are_not_square_are_made_so(tmp_path, turned, true_size):
    clip = a_clip(tmp_path / "clip.mp4", "-vf", "setsar=2/1")
    if turned:
        flag_a_quarter_turn(clip, clip)
    with Video(clip) as video:
        frame = next(iter(video))
    assert frame.true_size_px == true_size
    assert frame.image.shape == (*true_size[::-1], 3)


def test_mirrored_video_is_turned_back(tmp_path):
    clip = a_clip(tmp_path / "clip.mp4")
    with Video(clip) as video:
        plain = next(iter(video)).image
    with Video(clip, mirrored=True) as video:
        np.testing.assert_array_equal(next(iter(video)).image, plain[:, ::-1])


def test_colours_are_rgb(tmp_path):
    clip = a_clip(tmp_path / "clip.mp4", source="color=red:d=1:r=30")
    with Video(clip) as video:
        red, green, blue = next(iter(video)).image.mean(axis=(0, 1))
    assert red > 200
    assert max(green, blue) < 50


def test_large_pictures_are_scaled_down_and_say_their_true_size(tmp_path):
    clip = a_clip(
        tmp_path / "clip.mp4", "-vf", "scale=3840:2160,setsar=1", source="testsrc=d=0.2:r=30"
    )
    with Video(clip) as video:
        frame = next(iter(video))
    assert frame.true_size_px == (3840, 2160)
    assert frame.image.shape == (720, 1280, 3)


def test_leaving_early_stops_the_decoder(tmp_path):
    with Video(a_clip(tmp_path / "clip.mp4")) as video:
        next(iter(video))
    assert not video._thread.is_alive()
