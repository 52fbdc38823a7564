"""Reads video files as frames with their true time.

Time is the container's own presentation time, so variable frame rate needs no care; the rotation
flag is honoured; mirrored (selfie) video is un-mirrored before anything looks at it. Decoding runs
in a thread of its own, ahead of the reader by a few frames, so that memory stays flat.
"""

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from posecheck.capture.opencv import cv2
from posecheck.errors import SourceError
from posecheck.recording import Frame
from posecheck.thresholds import CAPTURE


class Video:
    """An opened video file; iterate it once, inside a `with` block.

    Parameters
    ----------
    path : any file that OpenCV's FFmpeg opens.
    mirrored : the file is a mirror image, as some selfie cameras save it.

    Attributes
    ----------
    duration_s : length the container announces, seconds; 0 where it announces none.
    truncated : known once iterated: the pictures end well before the announced length.

    Raises
    ------
    SourceError : there is no such file, it is no video, it holds no picture, or (while iterating)
        it has no usable time stamps.
    """

    def __init__(self, path: Path, mirrored: bool = False) -> None:
        _refuse_what_is_no_file(path)
        self._path, self._mirrored = path, mirrored
        # FFmpeg only: other backends would take a picture's name for that of a whole series.
        self._capture = cv2.VideoCapture(str(path.absolute()), cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            self._capture.release()
            raise SourceError(
                f"{path} cannot be opened as a video. If it was cut off while it was being saved, "
                "it cannot be repaired here; otherwise convert it to MP4 and try again."
            )
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self.duration_s = count / rate if count > 0 and rate > 0 else 0.0
        self._stretch = self._pixel_shape()
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
        self._capture.release()

    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames in the order of time, the first one at 0 s."""
        while (item := self._queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

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
        while self._capture.grab():
            read += 1
            now_s = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            if last_s is not None and now_s <= last_s:
                timeless += 1
                continue
            last_s = now_s
            if kept_s is not None and now_s - kept_s < spacing_s:
                continue
            decoded, image = self._capture.retrieve()
            if not decoded:
                continue
            first_s = now_s if first_s is None else first_s
            kept_s = now_s
            yield self._frame(now_s - first_s, image)
        self._judge(read, timeless, last_s)

    def _pixel_shape(self) -> tuple[float, float]:
        """Return by what width and height are to be stretched to make the pixels square."""
        wide = self._capture.get(cv2.CAP_PROP_SAR_NUM)
        high = self._capture.get(cv2.CAP_PROP_SAR_DEN)
        ratio = wide / high if wide > 0 and high > 0 else 1.0
        turned = self._capture.get(cv2.CAP_PROP_ORIENTATION_META) % 180 == 90
        return (1.0, ratio) if turned else (ratio, 1.0)

    def _frame(self, t_s: float, image: npt.NDArray[Any]) -> Frame:
        stored = (image.shape[1], image.shape[0])
        width, height = (round(n * by) for n, by in zip(stored, self._stretch, strict=True))
        scale = min(1.0, CAPTURE.longest_side / max(width, height))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        if size != stored:
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        if self._mirrored:
            image = cv2.flip(image, 1)
        return Frame(t_s, image.astype(np.uint8, copy=False), (width, height))

    def _judge(self, read: int, timeless: int, last_s: float | None) -> None:
        if last_s is None:
            raise SourceError(
                f"{self._path} holds no picture that can be read. Record the take again."
            )
        if timeless > read * CAPTURE.timeless_share:
            raise SourceError(
                f"{self._path} carries no usable time stamps, so nothing can be timed in it. "
                "Convert it to MP4 with the camera's own software and try again."
            )
        missing_s = self.duration_s - last_s
        self.truncated = missing_s > CAPTURE.missing_end


def _refuse_what_is_no_file(path: Path) -> None:
    if path.is_dir():
        raise SourceError(f"{path} is a folder. Name the video file in it.")
    if not path.is_file():
        raise SourceError(f"There is no file {path}. Check the name and try again.")
