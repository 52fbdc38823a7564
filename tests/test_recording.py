import dataclasses
import json
import zipfile

import numpy as np
import pytest

from posecheck import Recording, RecordingMeta
from posecheck.errors import OutputError, RecordingError


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


def test_saving_and_loading_changes_nothing(tmp_path):
    recording = a_recording()
    recording.save(tmp_path / "take.posecheck")
    loaded = Recording.load(tmp_path / "take.posecheck")
    assert loaded.digest() == recording.digest()
    assert loaded.meta == recording.meta
    np.testing.assert_array_equal(loaded.landmarks_px, recording.landmarks_px)


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
        [0.0, 0.1],  # too few
    ],
)
def test_times_must_increase(t_s):
    with pytest.raises(RecordingError, match="damaged"):
        dataclasses.replace(a_recording(), t_s=np.array(t_s))


def test_a_damaged_file_is_one_sentence(tmp_path):
    path = tmp_path / "take.posecheck"
    content = a_recording().to_bytes()
    for damaged in (b"", b"no zip", content[: len(content) // 2], content[:-200] + bytes(200)):
        path.write_bytes(damaged)
        with pytest.raises(RecordingError, match=r"take\.posecheck is damaged"):
            Recording.load(path)


def rewritten(content: bytes, path, change) -> None:
    path.write_bytes(content)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    header = json.loads(parts["posecheck.json"])
    change(header)
    parts["posecheck.json"] = json.dumps(header).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def test_a_file_of_a_newer_version_says_so(tmp_path):
    path = tmp_path / "take.posecheck"
    rewritten(a_recording().to_bytes(), path, lambda header: header.update(schema_version=99))
    with pytest.raises(RecordingError, match="newer posecheck"):
        Recording.load(path)


def test_a_wrong_checksum_is_damage(tmp_path):
    path = tmp_path / "take.posecheck"
    rewritten(a_recording().to_bytes(), path, lambda header: header.update(digest="0"))
    with pytest.raises(RecordingError, match="checksum"):
        Recording.load(path)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(RecordingError, match="cannot be read"):
        Recording.load(tmp_path / "none.posecheck")


def test_a_folder_that_does_not_exist_is_one_sentence(tmp_path):
    with pytest.raises(OutputError, match="nothing was written"):
        a_recording().save(tmp_path / "no" / "take.posecheck")
    assert list(tmp_path.iterdir()) == []
