"""Reads video files as frames with their true time.

Time is the container's own presentation time, so variable frame rate needs no care; the rotation
flag is honoured; mirrored (selfie) video is un-mirrored before anything looks at it. Decoding runs
in a thread of its own, ahead of the reader by a few frames, so that memory stays flat.

Opens the containers of video files: regular files of formats that name no other file.

PyAV is FFmpeg with its own packets and time stamps in Python. It is given an open file and not a
name, so that any name will do, nothing else is opened (a playlist is a video to FFmpeg too), and
the decoders' notes stay out of the terminal without touching it. Times and pixels are those that
OpenCV gives, which is FFmpeg as well; its decoding takes a third less time, and it says what
OpenCV hides: when the video was recorded, and where it is damaged.
"""

import os
import queue
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import av
import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from posecheck.capture.native import cv2
from posecheck.capture.picture import refuse_other_pictures
from posecheck.errors import SourceError
from posecheck.files import name_of, open_regular
from posecheck.recording import Frame
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
    stream
        its pictures.
    file
        the container.

    Raises
    ------
    SourceError
        there is no such file, or it holds no video of a format that is read.
    """

    def __init__(self, path: Path) -> None:
        refuse_what_is_no_file(path)
        with ExitStack() as opened:
            try:
                handle = opened.enter_context(open_regular(path))
                source = opened.enter_context(os.fdopen(handle, "rb", closefd=False))
                refuse_other_pictures(source.read(12), path)
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
    SourceError
        there is none, or it is a folder.
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


_TURNS = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}


class Video:
    """An opened video file; iterate it once, inside a `with` block.

    Parameters
    ----------
    path
        any file that FFmpeg opens, by any name.
    mirrored
        the file is a mirror image, as some selfie cameras save it.

    Attributes
    ----------
    duration_s
        length the container announces, seconds; 0 where it announces none.
    truncated
        known once iterated: the pictures end well before the announced length.

    Raises
    ------
    SourceError
        there is no such file, it is not a video, it holds no picture, or (while iterating) it has
        no usable time stamps.
    """

    def __init__(self, path: Path, mirrored: bool = False) -> None:
        self._name, self._mirrored = name_of(path), mirrored
        self._container = Container(path)
        self.duration_s = self._announced_s()
        self.truncated = False
        self._stop = threading.Event()
        self._queue: queue.Queue[Frame | BaseException | None] = queue.Queue(maxsize=4)
        self._thread = threading.Thread(target=self._decode, name="decode", daemon=True)

    def __enter__(self) -> Self:
        """Start decoding."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop decoding and close the file."""
        self._stop.set()
        self._thread.join()
        self._container.__exit__()

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames in the order of time, the first one at 0 s."""
        while (item := self._queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def _announced_s(self) -> float:
        stream, file = self._container.stream, self._container.file
        if stream.duration and stream.time_base:
            return max(0.0, float(stream.duration * stream.time_base))
        return max(0.0, file.duration / av.time_base) if file.duration else 0.0

    def _decode(self) -> None:
        """Fill the queue: frames, then None; an exception in place of None."""
        try:
            for frame in self._frames():
                if not self._put(frame):
                    return
            self._put(None)
        except BaseException as error:
            self._put(error)

    def _put(self, item: Frame | BaseException | None) -> bool:
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def _frames(self) -> Iterator[Frame]:
        """Decode, drop what is denser than needed, and judge the end."""
        spacing_s = 1.0 / CAPTURE.fastest_rate
        first_s = last_s = kept_s = None
        read = timeless = 0
        for picture in self._pictures():
            read += 1
            now_s = picture.time
            if now_s is None or (last_s is not None and now_s <= last_s):
                timeless += 1
                continue
            last_s = now_s
            if kept_s is not None and now_s - kept_s < spacing_s:
                continue
            first_s = now_s if first_s is None else first_s
            kept_s = now_s
            yield self._frame(now_s - first_s, picture)
        self._judge(read, timeless, None if first_s is None or last_s is None else last_s - first_s)

    def _pictures(self) -> Iterator[VideoFrame]:
        """Yield what can be decoded; a damaged part is left out, the file ends where it breaks."""
        packets = self._container.file.demux(self._container.stream)
        while not self._stop.is_set():
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError, OSError, ValueError):
                return
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue

    def _frame(self, t_s: float, picture: VideoFrame) -> Frame:
        image: npt.NDArray[Any] = picture.to_ndarray(format="bgr24")
        turn = _TURNS.get(picture.rotation % 360)
        if turn is not None:
            image = cv2.rotate(image, turn)
        stored = (image.shape[1], image.shape[0])
        stretch = self._pixel_shape(turned=picture.rotation % 180 == 90)
        width, height = (round(n * by) for n, by in zip(stored, stretch, strict=True))
        scale = min(1.0, CAPTURE.longest_side / max(width, height))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        if size != stored:
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        if self._mirrored:
            image = cv2.flip(image, 1)
        return Frame(t_s, image.astype(np.uint8, copy=False), (width, height))

    def _pixel_shape(self, turned: bool) -> tuple[float, float]:
        """Return by what width and height are to be stretched to make the pixels square."""
        shape = self._container.stream.sample_aspect_ratio
        ratio = float(shape) if shape else 1.0
        if not 1 / CAPTURE.longest_pixel <= ratio <= CAPTURE.longest_pixel:
            ratio = 1.0
        return (1.0, ratio) if turned else (ratio, 1.0)

    def _judge(self, read: int, timeless: int, length_s: float | None) -> None:
        if read == 0:
            raise SourceError(
                f"{self._name} holds no picture that can be read. Record the take again."
            )
        if length_s is None or timeless > read * CAPTURE.timeless_share:
            raise SourceError(
                f"{self._name} carries no usable time stamps, so nothing can be timed in it. "
                "Convert it to MP4 with the camera's own software and try again."
            )
        self.truncated = self.duration_s - length_s > CAPTURE.missing_end
