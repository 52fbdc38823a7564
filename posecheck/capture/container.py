"""Opens the containers of video files: regular files of formats that name no other file.

PyAV is FFmpeg with its own packets and time stamps in Python. It is given an open file and not a
name, so that any name will do, nothing else is opened (a playlist is a video to FFmpeg too), and
the decoders' notes stay out of the terminal without touching it. Times and pixels are those that
OpenCV gives, which is FFmpeg as well; its decoding takes a third less time, and it says what
OpenCV hides: when the video was recorded, and where it is damaged.
"""

import os
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import BinaryIO

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from posecheck.capture.picture import refuse_heif
from posecheck.errors import SourceError
from posecheck.files import name_of, open_regular
from posecheck.thresholds import CAPTURE

# Their names in FFmpeg. Playlists, streams and lists of pictures are not among them.
_FORMATS = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "mpeg", "mpegvideo",
            "h264", "hevc", "asf", "flv", "ogg", "dv", "mjpeg")  # fmt: skip
_THREADS = 4

# None is PyAV's own silence. With any level, even the quietest, threads of FFmpeg wait for Python's
# lock to pass on their errors, while closing the file holds it and waits for them.
av.logging.set_level(None)


class Container(AbstractContextManager["Container"]):
    """An open video file.

    Attributes
    ----------
    stream : its pictures.
    file : the container.

    Raises
    ------
    SourceError : there is no such file, or it holds no video of a format that is read.
    """

    def __init__(self, path: Path) -> None:
        refuse_what_is_no_file(path)
        with ExitStack() as opened:
            try:
                handle = opened.enter_context(open_regular(path))
                source = opened.enter_context(os.fdopen(handle, "rb", closefd=False))
                refuse_heif(source.read(12), path)
                source.seek(0)
                self.file: InputContainer = opened.enter_context(
                    av.open(
                        _Nameless(source),
                        "r",
                        options={"format_whitelist": ",".join(_FORMATS)},
                        metadata_errors="replace",
                        io_open=_refuse_other_files,
                    )
                )
                self.stream: VideoStream = self.file.streams.video[0]
            except (av.FFmpegError, OSError, ValueError, IndexError) as error:
                raise _no_video(path) from error
            context = self.stream.codec_context
            if context.width * context.height > CAPTURE.largest_video_picture:
                raise SourceError(
                    f"The pictures of {name_of(path)} are too large to be read "
                    f"({context.width} by {context.height}). Record it in 4K or smaller."
                )
            context.options = {"max_pixels": str(int(CAPTURE.largest_video_picture))}
            context.thread_count = min(_THREADS, os.cpu_count() or 1)
            self.stream.thread_type = "AUTO"
            self._opened = opened.pop_all()

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._opened.close()


class _Nameless:
    """A file of which only the content is seen."""

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def refuse_what_is_no_file(path: Path) -> None:
    """Check that there is a file of this name.

    Raises
    ------
    SourceError : there is none, or it is a folder.
    """
    if os.path.isdir(path):
        raise SourceError(f"{name_of(path)} is a folder. Name the video file in it.")
    if not os.path.isfile(path):
        raise SourceError(f"There is no file {name_of(path)}. Check the name and try again.")


def _refuse_other_files(*_: object) -> object:
    raise OSError("a video names no other file")


def _no_video(path: Path) -> SourceError:
    return SourceError(
        f"{name_of(path)} cannot be opened as a video. If it was cut off while it was being saved, "
        "it cannot be repaired here; otherwise convert it to MP4 and try again."
    )
