import os
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL import Image

from posecheck.capture.dating import date_file

OLD = datetime(2019, 5, 1, 16, 30, tzinfo=UTC)


@pytest.fixture
def clip(clips, tmp_path):
    """Return a function that writes a clip whose container says something."""

    def write(**metadata):
        import av

        path = tmp_path / "clip.mp4"
        with (
            av.open(str(clips / "front.mp4")) as source,
            av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as target,
        ):
            stream = target.add_stream_from_template(source.streams.video[0])
            target.metadata.update(metadata)
            for packet in source.demux(source.streams.video[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    target.mux(packet)
        os.utime(path, (1.7e9, 1.7e9))
        return path

    return write


def test_a_clip_says_when_it_was_recorded(clip):
    dated = date_file(clip(creation_time="2019-05-01T16:30:00.000000Z"))
    assert (dated.moment, dated.by) == (OLD, "file")
    assert dated.moment.tzinfo is not None


def test_a_phones_own_field_keeps_the_zone(clip):
    path = clip(
        **{"creation_time": "2019-05-01T16:30:00Z",
           "com.apple.quicktime.creationdate": "2019-05-01T18:30:00+0200"}
    )  # fmt: skip
    dated = date_file(path)
    assert dated.moment == OLD
    assert dated.moment.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    "nonsense",
    ["1904-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2150-01-01T00:00:00Z", "yesterday", ""],
)
def test_a_time_that_cannot_be_is_passed_over(clip, nonsense):
    dated = date_file(clip(creation_time=nonsense))
    assert dated.by == "modified"
    assert dated.moment == datetime.fromtimestamp(1.7e9, UTC)


@pytest.mark.parametrize(
    ("exif", "expected"),
    [
        ({0x9003: "2019:05:01 18:30:00", 0x9011: "+02:00"}, OLD),
        ({0x9003: "2019:05:01 18:30:00"}, datetime(2019, 5, 1, 18, 30).astimezone()),
        ({0x9003: "0000:00:00 00:00:00"}, None),
        ({}, None),
    ],
)
def test_a_photo_says_when_it_was_taken(tmp_path, exif, expected):
    path = tmp_path / "photo.jpg"
    picture = Image.new("RGB", (8, 8))
    tags = Image.Exif()
    tags.get_ifd(0x8769).update(exif)
    picture.save(path, exif=tags)
    os.utime(path, (1.7e9, 1.7e9))
    dated = date_file(path)
    assert dated.by == ("modified" if expected is None else "file")
    if expected is not None:
        assert dated.moment == expected


def test_a_file_that_is_gone_has_no_date(tmp_path):
    assert date_file(tmp_path / "nothing.mp4") is None
    assert date_file(tmp_path / "nothing.jpg") is None


def test_what_is_no_video_is_dated_by_the_file_system(tmp_path):
    path = tmp_path / "notes.mp4"
    path.write_text("no video")
    assert date_file(path).by == "modified"


def test_a_clip_is_dated_wherever_the_machine_stands(clip, monkeypatch):
    import time

    path = clip(creation_time="2019-05-01T16:30:00Z")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        dated = date_file(path)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert dated.moment == OLD
    assert dated.moment.astimezone(timezone(timedelta(hours=9))).isoformat() == (
        dated.moment.isoformat()
    )
