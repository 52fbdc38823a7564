"""Videos and pictures that are not what they seem end in a sentence, within bounds."""

import os
import random
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from posecheck.capture.video import Video
from posecheck.errors import SourceError
from tests.conftest import FIXTURES, needs
from tests.security.alone import alone

READ_VIDEO = """
from posecheck.capture.video import Video
with Video(Path(sys.argv[1])) as video:
    for _ in video:
        pass
"""
READ_PICTURE = """
from posecheck.capture.picture import read_picture
read_picture(Path(sys.argv[1]))
"""
DATE = """
from posecheck.capture.dating import date_file
date_file(Path(sys.argv[1]))
"""


def png(width: int, height: int) -> bytes:
    """Return a black picture of one bit a pixel, which packs a thousand to one."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    pack = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join(pack.compress(row) for _ in range(height)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def named_by(content: bytes | str) -> str | None:
    """Return the name of a parameter in a test's name: no long bytes."""
    return f"{len(content)} bytes" if isinstance(content, bytes) else None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("bomb.png", png(30_000, 30_000), "too large; 64 million pixels"),
        ("wide.png", png(2_000_000, 1), "not a picture"),
        ("photo.jpg", b"\0\0\0\x18ftypheic" + bytes(100), "HEIC"),
        ("photo.jpg", b"GIF89a" + bytes(100), "is a GIF picture"),
        ("photo.jpg", b"", "not a picture"),
        ("photo.jpg", b"\xff\xd8\xff" + random.Random(3).randbytes(5000), "not a picture"),
        ("photo.tif", b"II*\0\x08\0\0\0" + b"\xff" * 5000, "not a picture"),
        ("photo.webp", b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 100, "not a picture"),
        ("photo.bmp", b"BM" + b"\xff" * 200, "not a picture"),
    ],
    ids=named_by,
)
def test_pictures(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    ended = alone(READ_PICTURE, tmp_path / name)
    assert sentence in ended.said
    assert ended.stderr == ""
    assert ended.peak_mb < 500
    assert alone(DATE, tmp_path / name).said == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nhttp://192.0.2.1/a.ts\n"),
        ("list.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
        ("list.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ("call.sdp", b"v=0\no=- 0 0 IN IP4 192.0.2.1\ns=x\nm=video 5004 RTP/AVP 96\n"),
        ("dash.mpd", b"<MPD><BaseURL>http://192.0.2.1/</BaseURL></MPD>"),
        ("picture.mp4", png(64, 64)),
        ("text.mp4", b"hello"),
        ("random.mkv", random.Random(5).randbytes(20_000)),
        ("empty.mp4", b""),
    ],
    ids=named_by,
)
def test_what_is_no_video_opens_nothing(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    trace = tmp_path / "trace"
    code = f"""
from posecheck.capture.video import Video
Video(Path({str(tmp_path / name)!r}))
"""
    ended = alone(code)
    assert "cannot be opened as a video" in ended.said
    assert ended.stderr == ""
    subprocess.run(
        [needs("strace"), "-f", "-qq", "-e", "trace=network", "-o", str(trace), needs("python3"),
         "-c", f"from posecheck.capture.video import Container; from pathlib import Path; "
         f"Container(Path({str(tmp_path / name)!r}))"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert "192.0.2.1" not in trace.read_text(errors="replace")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("stand.gif", b"GIF89a" + bytes(500), "GIF"),
        ("stand.gif", b"GIF87a" + bytes(500), "GIF"),
        ("stand.ppm", b"P6\n2 2\n255\n" + bytes(12), "PPM"),
        ("stand.pgm", b"P5 2 2 255 " + bytes(4), "PPM"),
        ("stand.heic", b"\0\0\0\x18ftypheic" + bytes(100), "HEIC or AVIF"),
    ],
    ids=named_by,
)
def test_a_picture_that_is_not_read_is_called_one(tmp_path, name, content, kind):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError) as refused:
        Video(tmp_path / name)
    assert str(refused.value) == (
        f"{tmp_path / name} is a {kind} picture, which is not read here. "
        "Save it as JPEG and try again."
    )


@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_a_name_of_bytes_that_are_no_text(tmp_path, ending):
    path = tmp_path / os.fsdecode(b"caf\xe9\xff" + f".{ending}".encode())
    path.write_bytes((FIXTURES / "portrait.mp4").read_bytes())
    code = READ_VIDEO.replace("sys.argv[1]", f"os.fsdecode({os.fsencode(path)!r})")
    assert alone("import os\n" + code).said == ""


def test_a_pipe_a_device_and_a_long_name(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    for name in (tmp_path / "pipe.mp4", "/dev/zero", tmp_path / ("n" * 300), tmp_path / "a" / "b"):
        assert "There is no file" in alone(READ_VIDEO, name).said
    (tmp_path / "loop.mp4").symlink_to("loop.mp4")
    assert "There is no file" in alone(READ_VIDEO, tmp_path / "loop.mp4").said


def test_pictures_larger_than_4k_are_refused_before_they_are_unpacked(tmp_path):
    clip = tmp_path / "large.mp4"
    subprocess.run(
        [needs("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "color=black:s=8192x8192:d=0.2:r=10",
         "-c:v", "libx264", "-preset", "ultrafast", str(clip)], check=True,
    )  # fmt: skip
    ended = alone(READ_VIDEO, clip)
    assert "too large to be read (8192 by 8192)" in ended.said
    # The coded picture and the planes it was decoded to, not their colours: 200 MB more.
    assert ended.peak_mb < alone(READ_VIDEO, FIXTURES / "portrait.mp4").peak_mb + 138


@pytest.fixture(scope="module")
def clips(tmp_path_factory) -> list[Path]:
    """Short clips of several containers and codecs."""
    folder = tmp_path_factory.mktemp("clips")
    made = []
    for name, *options in (
        ("a.mp4", "-c:v", "libx264"), ("b.mov", "-c:v", "mjpeg"), ("c.mkv", "-c:v", "libx265"),
        ("d.webm", "-c:v", "libvpx"), ("e.avi", "-c:v", "mpeg4"), ("f.ts", "-c:v", "mpeg2video"),
        ("g.3gp", "-c:v", "h263"),
    ):  # fmt: skip
        source = ["-f", "lavfi", "-i", "testsrc=d=1:r=15:s=176x144"]
        quiet = [needs("ffmpeg"), "-v", "error", "-nostats", "-x265-params", "log-level=none"]
        subprocess.run(
            [*quiet[:3], *source, *options, str(folder / name)], check=True, capture_output=True
        )
        made.append(folder / name)
    return made


def test_damage_anywhere_is_a_sentence_or_a_shorter_video(clips, tmp_path):
    """Each clip with bytes overwritten, cut out and cut off at many places."""
    code = """
import random
from posecheck.capture.video import Video
rng = random.Random(5)
ends = []
for clip in map(Path, sys.argv[2:]):
    whole = clip.read_bytes()
    for _ in range(40):
        content = bytearray(whole)
        at = rng.randrange(min(len(content), rng.choice([64, 2000, len(content)])))
        kind = rng.randrange(3)
        if kind == 0:
            content[at : at + rng.choice([1, 8, 300])] = rng.randbytes(rng.choice([1, 8, 300]))
        elif kind == 1:
            del content[at : at + rng.choice([1, 100, 5000])]
        else:
            del content[at:]
        path = Path(sys.argv[1], "damaged" + clip.suffix)
        path.write_bytes(content)
        try:
            with Video(path) as video:
                ends.append(sum(1 for _ in video))
        except PosecheckError as error:
            ends.append(str(error))
assert len({str(end) for end in ends}) > 5, ends
"""
    ended = alone(code, tmp_path, *clips)
    assert ended.said == ""
    assert ended.stderr == ""
    assert ended.peak_mb < 500
