import dataclasses

import numpy as np
import pytest

from posecheck import Recording, RecordingMeta
from posecheck.errors import RecordingError
from posecheck.thresholds import FILES


def a_recording(frames: int = 5) -> Recording:
    rng = np.random.default_rng(7)
    landmarks = rng.uniform(0, 640, (frames, 33, 2))
    landmarks[-1] = np.nan
    return Recording(
        t_s=np.arange(frames) / 30.0,
        landmarks_px=landmarks,
        visibility=rng.uniform(0, 1, (frames, 33)),
        frame_size_px=np.tile([640, 480], (frames, 1)),
        body_yaw_deg=np.full(frames, 3.0),
        brightness=np.full(frames, 120.0),
        meta=RecordingMeta(source="clip.mp4", model_sha256="ab"),
    )


def test_it_cannot_be_changed():
    recording = a_recording()
    with pytest.raises(ValueError, match="read-only"):
        recording.landmarks_px[0, 0, 0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        recording.t_s = np.zeros(5)


def test_found_says_where_a_person_was():
    assert a_recording().found.tolist() == [True, True, True, True, False]


@pytest.mark.parametrize(
    "t_s",
    [
        [0.0, 0.1, 0.1, 0.2, 0.3],  # a time twice
        [0.0, 0.2, 0.1, 0.3, 0.4],  # backwards
        [0.0, np.nan, 0.2, 0.3, 0.4],  # no time
        [-0.1, 0.0, 0.1, 0.2, 0.3],  # before the beginning
        [0.0, 0.1, 0.2, 0.3, 0.4 + FILES.longest_take],  # too long
        [0.0, 0.1],  # too few
    ],
)
def test_times_must_increase(t_s):
    with pytest.raises(RecordingError, match="damaged"):
        dataclasses.replace(a_recording(), t_s=np.array(t_s))


def with_depth(one):
    depth = a_recording().landmarks_px[:, :, 0].copy()
    depth[2, 7] = one
    return {"depth_px": depth}


def with_one(name: str, value, at=(0,)):
    array = np.array(getattr(a_recording(), name))
    array[at] = value
    return {name: array}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (with_one("landmarks_px", np.inf, (0, 3, 1)), "lie nowhere"),
        (with_one("landmarks_px", 2 * FILES.farthest_px, (0, 3, 1)), "lie nowhere"),
        (with_one("landmarks_px", np.nan, (0, 3, 1)), "a part of a person"),
        (with_one("landmarks_px", 1.0, (4, 3, 1)), "a part of a person"),
        (with_one("visibility", 1.01, (0, 3)), "not between 0 and 1"),
        (with_one("visibility", -0.01, (0, 3)), "not between 0 and 1"),
        (with_one("visibility", np.nan, (0, 3)), "not between 0 and 1"),
        (with_one("frame_size_px", 0), "size of its pictures"),
        (with_one("frame_size_px", FILES.largest_frame + 1), "size of its pictures"),
        (with_one("body_yaw_deg", np.inf), "infinite"),
        (with_one("brightness", -np.inf), "infinite"),
        ({"landmarks_px": np.zeros((5, 32, 2))}, "shape"),
        ({"depth_px": np.zeros((5, 32))}, "shape"),
        ({"depth_px": np.zeros((5, 33))}, "depths"),  # where nobody was found
        ({"depth_px": np.full((5, 33), np.nan)}, "depths"),
        (with_depth(2 * FILES.farthest_px), "depths"),
        (with_depth(np.inf), "depths"),
    ],
)
def test_what_cannot_be_is_refused(change, words):
    with pytest.raises(RecordingError, match=words):
        dataclasses.replace(a_recording(), **change)


def test_the_digest_is_that_of_every_array_and_of_nothing_else():
    recording = a_recording()
    assert dataclasses.replace(recording, meta=RecordingMeta()).digest() == recording.digest()
    for change in (
        {"t_s": recording.t_s + 0.5},
        with_one("landmarks_px", 1.0),
        with_one("visibility", 0.5),
        with_one("frame_size_px", 700),
        with_one("body_yaw_deg", 9.0),
        with_one("brightness", 9.0),
        with_depth(3.0),
    ):
        assert dataclasses.replace(recording, **change).digest() != recording.digest()
