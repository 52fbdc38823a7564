"""One file for each take: what goes in comes out, and what is damaged is refused in words."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import posecheck
from posecheck import Recording, Setting, Stated, Station, Take
from posecheck.errors import OptionError, OutputError, RecordingError
from posecheck.recording import ARRAYS
from posecheck.station import CONTOUR_ARRAYS, Contour, Markers
from posecheck.take import from_bytes, is_take, to_bytes
from tests.conftest import FIXTURES, recorded_march
from tests.test_recording import a_recording

WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def a_contour() -> Contour:
    rows = np.arange(4.0)
    return Contour(rows, rows + 0.25, rows + 9, np.array([0.5, np.nan, 0.5, 0.5]), masks=6)


def with_depth(recording: Recording) -> Recording:
    return replace(recording, depth_px=recording.landmarks_px[:, :, 1] - 300)


def a_take() -> Take:
    """A take with everything in it that a take can hold."""
    return Take(
        stations=(
            Station(
                a_recording(),
                "side",
                contour=a_contour(),
                markers=Markers((1, 2.5), (np.float32(3), 4), found=True),
                people=2,
            ),
            Station(
                a_recording(3),
                "front",
                mirror_averaged=a_recording(2),
                second_look=with_depth(a_recording(2)),
            ),
        ),
        protocol="posture",
        options={"own_range": True, "previous_index": 40.0, "lifts": 3, "who": "A", "no": None},
        setting=Setting(
            person_height_m=Stated(value=1.7, given=False),
            roll_deg=Stated(value=-2.0),
            chair=True,
            band="red",
            clothing="loose",
            footwear="socks",
        ),
        recorded=WHEN,
        dated_by="given",
        ending="You walked up to the camera.",
    )


def assert_same(recording: Recording | None, other: Recording | None) -> None:
    assert (recording is None) == (other is None)
    if recording is not None and other is not None:
        assert recording.meta == other.meta
        assert recording.arrays == other.arrays
        for name in recording.arrays:
            np.testing.assert_array_equal(getattr(recording, name), getattr(other, name))


def test_what_goes_in_comes_out(tmp_path):
    take = a_take()
    take.save(tmp_path / "take.posecheck")
    opened = posecheck.open_take(tmp_path / "take.posecheck")
    for name in ("protocol", "setting", "recorded", "dated_by", "ending"):
        assert getattr(opened, name) == getattr(take, name)
    assert dict(opened.options) == dict(take.options)
    assert {type(each) for each in opened.options.values()} == {bool, float, int, str, type(None)}
    for station, other in zip(take.stations, opened.stations, strict=True):
        assert_same(station.recording, other.recording)
        assert_same(station.mirror_averaged, other.mirror_averaged)
        assert_same(station.second_look, other.second_look)
        assert (station.kind, station.people) == (other.kind, other.people)
        assert station.markers == other.markers
        assert (station.contour is None) == (other.contour is None)
        if station.contour is not None:
            assert station.contour.masks == other.contour.masks
            for name in CONTOUR_ARRAYS:
                np.testing.assert_array_equal(
                    getattr(station.contour, name), getattr(other.contour, name)
                )
    assert opened.digest() == take.digest()


def test_the_same_take_gives_the_same_bytes():
    content = to_bytes(a_take())
    assert to_bytes(from_bytes(content)) == content


def test_it_holds_arrays_and_words_and_no_picture():
    content = to_bytes(a_take())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:  # any program that reads zip files
        names = archive.namelist()
        assert json.loads(archive.read("take.json"))["format"] == 2
    assert sorted({name.rsplit(".")[-1] for name in names}) == ["json", "npy"]
    assert is_take(content[:32])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"options": {"list": [1]}}, "options"),
        ({"options": {"number": float("nan")}}, "options"),
        ({"protocol": "Slow march"}, "protocol"),
        ({"ending": "x" * 2000}, "ending"),
        ({"stations": (Station(a_recording(), "The side"),)}, "kind"),
    ],
)
def test_what_no_file_can_hold_is_refused_when_it_is_saved(tmp_path, change, words):
    with pytest.raises(OptionError, match=words) as refused:
        replace(a_take(), **change).save(tmp_path / "take.posecheck")
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@cache
def small(version: int) -> bytes:
    """A file as small as can be, for trying every bit of it."""
    recording = Recording(
        t_s=np.zeros(1),
        landmarks_px=np.full((1, 33, 2), 8.0),
        visibility=np.ones((1, 33)),
        frame_size_px=np.full((1, 2), 16),
        body_yaw_deg=np.zeros(1),
        brightness=np.zeros(1),
    )
    if version == 1:
        return version_1(recording)
    station = Station(recording, "side", contour=a_contour(), markers=Markers((1, 2), (3, 4)))
    return to_bytes(Take((station,), protocol="posture"))


def version_1(recording: Recording) -> bytes:
    """Return a recording as version 0.1 wrote it."""
    meta = recording.meta.model_dump(mode="json")
    header = {"schema_version": 1, "digest": recording.digest(), "meta": meta}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("posecheck.json", json.dumps(header))
        for name in ARRAYS:
            with archive.open(f"{name}.npy", "w") as out:
                np.lib.format.write_array(out, getattr(recording, name), allow_pickle=False)
    return buffer.getvalue()


def with_flip(content: bytes, bit: int) -> bytes:
    flipped = bytearray(content)
    flipped[bit // 8] ^= 1 << bit % 8
    return bytes(flipped)


def test_any_flipped_bit_is_refused():
    content = small(2)
    from_bytes(content)
    for bit in range(8 * len(content)):
        with pytest.raises(RecordingError, match=r"take\.posecheck"):
            from_bytes(with_flip(content, bit), "take.posecheck")


def assert_refused_or_the_same(whole: Recording, flipped: bytes) -> None:
    """Nothing guards a zip archive's own remarks; what it holds is as it was, or refused."""
    try:
        opened = from_bytes(flipped, "take.posecheck").stations[0].recording
    except RecordingError:
        return
    assert (opened.digest(), opened.meta) == (whole.digest(), whole.meta)


def test_any_flipped_bit_of_version_1_is_refused_or_changes_nothing():
    content = small(1)
    whole = from_bytes(content).stations[0].recording
    for bit in range(8 * len(content)):
        assert_refused_or_the_same(whole, with_flip(content, bit))


@given(st.data())
def test_so_it_is_for_the_recordings_that_are_kept(data):
    content = (FIXTURES / "recordings" / "p_front_00.posecheck").read_bytes()
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    assert_refused_or_the_same(recorded_march("p_front_00"), with_flip(content, bit))


@pytest.mark.parametrize("version", [1, 2])
def test_a_file_cut_anywhere_is_refused(version):
    content = small(version)
    for length in range(0, len(content), 7):
        with pytest.raises(RecordingError, match=r"take\.posecheck"):
            from_bytes(content[:length], "take.posecheck")


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04hello", bytes(4000)])
def test_what_is_not_a_take_says_so(tmp_path, content):
    path = tmp_path / "take.posecheck"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=r"take\.posecheck is damaged or is not a posecheck"):
        posecheck.open_take(path)


def rewritten(content: bytes, change) -> bytes:
    """Return a file of format 2 with its members changed and a checksum that fits."""
    archived = content[content.index(b"PK\x03\x04") :]
    with zipfile.ZipFile(io.BytesIO(archived)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    header = json.loads(members["take.json"])
    change(header, members)
    members["take.json"] = json.dumps(header).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    whole = buffer.getvalue()
    return content[: content.index(b"\n") + 1] + hashlib.sha256(whole).digest() + whole


def npy(array) -> bytes:
    out = io.BytesIO()
    np.save(out, array, allow_pickle=True)
    return out.getvalue()


# What a well-meaning program or a hostile one may have written, its checksum in order.
ODD = {
    "no station": lambda header, _: header.update(stations=[]),
    "far too many stations": lambda header, _: header.update(stations=header["stations"] * 500),
    "a station whose arrays are not there": lambda header, _: header.update(
        stations=header["stations"] * 2
    ),
    "a time without a zone": lambda header, _: header.update(recorded="2026-03-02T09:30:00"),
    "a time before photography": lambda header, _: header.update(recorded="1400-01-01T00:00Z"),
    "a protocol that is no name": lambda header, _: header.update(protocol="../x"),
    "options that nest": lambda header, _: header.update(options={"a": {"b": 1}}),
    "objects in an array": lambda _, members: members.update(
        {"0/recording/t_s.npy": npy(np.array([{}], object))}
    ),
    "an array of another shape": lambda _, members: members.update(
        {"0/recording/visibility.npy": npy(np.zeros((1, 34)))}
    ),
    "words for numbers": lambda _, members: members.update(
        {"0/recording/t_s.npy": npy(np.array(["zero"]))}
    ),
    "an outline out of order": lambda _, members: members.update(
        {"0/contour/y_px.npy": npy(np.array([3.0, 2, 1, 0]))}
    ),
    "an outline of two lengths": lambda _, members: members.update(
        {"0/contour/left_px.npy": npy(np.zeros(3))}
    ),
    "a visibility beyond 1": lambda _, members: members.update(
        {"0/recording/visibility.npy": npy(np.full((1, 33), 2.0))}
    ),
    "an array that claims to be huge": lambda _, members: members.update(
        {"0/recording/t_s.npy": npy(np.zeros(1)).replace(b"(1,)", b"(9**9,)"[:4])}
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_what_cannot_be_is_refused_though_its_checksum_fits(name):
    odd = rewritten(small(2), ODD[name])
    with pytest.raises(RecordingError, match=r"take\.posecheck") as refused:
        from_bytes(odd, "take.posecheck")
    assert "\n" not in str(refused.value)


def test_a_rewritten_file_that_is_sound_opens():
    assert (
        from_bytes(rewritten(small(2), lambda *_: None)).digest() == from_bytes(small(2)).digest()
    )


def test_a_file_of_a_newer_version_says_so():
    newer = rewritten(small(2), lambda header, _: header.update(format=3, new=[1]))
    with pytest.raises(RecordingError, match="newer posecheck"):
        from_bytes(newer)


def test_a_field_that_a_later_version_added_is_passed_over():
    more = rewritten(small(2), lambda header, _: header.update(mood="good"))
    assert from_bytes(more).digest() == from_bytes(small(2)).digest()


@pytest.mark.parametrize("path", ["none.posecheck", ".", "\0"])
def test_what_cannot_be_read_is_one_sentence(tmp_path, path):
    with pytest.raises(RecordingError, match=r"cannot be read|is not a file"):
        posecheck.open_take(tmp_path / path)


def test_a_folder_that_does_not_exist_is_one_sentence(tmp_path):
    with pytest.raises(OutputError, match="nothing was written"):
        a_take().save(tmp_path / "no" / "take.posecheck")
    assert list(tmp_path.iterdir()) == []


RECORDINGS = sorted((FIXTURES / "recordings").glob("*.posecheck"))


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_recordings_of_version_1_open_as_takes_of_one_station(path):
    assert path.read_bytes().startswith(b"PK")
    take = posecheck.open_take(path)
    (station,) = take.stations
    assert (station.kind, station.contour, station.markers, station.people) == ("", None, None, 1)
    assert (take.protocol, take.options, take.setting) == ("", {}, Setting())
    assert take.recorded == station.recording.meta.created
    assert take.digest() == station.recording.digest()
    assert from_bytes(to_bytes(take)).digest() == take.digest()
