"""A camera's picture as the browser sends it, and the frame that it becomes.

Luma and colours of a camera go from 16 to 235 ("limited") or, where the browser unpacked JPEG, from
0 to 255 ("full"). Chromium often does not say which. Read the wrong way the picture is too hard or
too flat; luma that lies outside the limits tells that it is full.
"""

import struct

import numpy as np
import numpy.typing as npt

from posecheck.capture.native import cv2
from posecheck.recording import Frame
from posecheck.thresholds import CAPTURE

# Before each frame: version, format, width, height, stride, time, sent, number, range of luma.
# `assets/camera_worker.js` writes it; a test holds the two together.
HEADER = struct.Struct("<BBHHHddIB3x")
VERSION = 1
I420, NV12, RGBA, BGRA = range(4)
LIMITED, FULL, NOT_SAID = range(3)
_DARKEST, _BRIGHTEST = 16, 235  # of limited luma, by BT.601
_LARGEST_PX = 4096


def number_of(message: bytes) -> int:
    """Return the number that the browser gave to the frame in a message."""
    *_, number, _ = HEADER.unpack_from(message)
    return int(number)


def frame_of(message: bytes, full_seen: bool = False) -> tuple[Frame, float] | None:
    """Return the frame in a message and when the browser sent it, ms; None for anything else.

    Parameters
    ----------
    message
        as the browser sent it.
    full_seen
        a picture of this camera left the limited range. It counts only where the browser does not
        say the range; a picture of which nothing is known is read as limited, as players do.
    """
    if len(message) < HEADER.size:
        return None
    version, form, width, height, stride, time_ms, sent_ms, _, said = HEADER.unpack_from(message)
    if version != VERSION or not (0 < width <= _LARGEST_PX and 0 < height <= _LARGEST_PX):
        return None
    pixels = np.frombuffer(message, np.uint8, offset=HEADER.size)
    full = said == FULL or (said == NOT_SAID and full_seen)
    image = _rgb(pixels, form, width, height, stride, full)
    if image is None or not np.isfinite(time_ms):
        return None
    return Frame(time_ms / 1000.0, image), sent_ms


def leaves_limited_range(message: bytes) -> bool:
    """Tell whether luma in a message goes clearly beyond 16 to 235.

    False for what has no luma, and where the browser says the range: then it is not asked.
    """
    if len(message) < HEADER.size:
        return False
    version, form, width, height, *_, said = HEADER.unpack_from(message)
    if said != NOT_SAID:
        return False
    luma = np.frombuffer(message, np.uint8, offset=HEADER.size)[: width * height]
    if version != VERSION or form not in (I420, NV12) or not len(luma):
        return False
    slack = CAPTURE.limited_range_slack
    beyond = (luma < _DARKEST - slack) | (luma > _BRIGHTEST + slack)
    return bool(np.count_nonzero(beyond) > CAPTURE.limited_range_share * len(luma))


def _rgb(
    pixels: npt.NDArray[np.uint8], form: int, width: int, height: int, stride: int, full: bool
) -> npt.NDArray[np.uint8] | None:
    if form in (RGBA, BGRA):
        if stride < 4 * width or len(pixels) < stride * height:
            return None
        rows = pixels[: stride * height].reshape(height, stride)[:, : 4 * width]
        code = cv2.COLOR_RGBA2RGB if form == RGBA else cv2.COLOR_BGRA2RGB
        packed = np.ascontiguousarray(rows).reshape(height, width, 4)
        return cv2.cvtColor(packed, code).astype(np.uint8, copy=False)
    if form not in (I420, NV12) or stride != width or width % 2 or height % 2:
        return None
    if len(pixels) < width * height * 3 // 2:
        return None
    planes = pixels[: width * height * 3 // 2].reshape(height * 3 // 2, width)
    if full:
        return _rgb_of_jpeg(planes, form, width, height)
    code = cv2.COLOR_YUV2RGB_I420 if form == I420 else cv2.COLOR_YUV2RGB_NV12
    return cv2.cvtColor(planes, code).astype(np.uint8, copy=False)


def _rgb_of_jpeg(
    planes: npt.NDArray[np.uint8], form: int, width: int, height: int
) -> npt.NDArray[np.uint8]:
    """Return the picture of planes that use the whole range, as the browser unpacks JPEG to."""
    colours = planes[height:].reshape(-1)
    if form == I420:
        blue, red = colours.reshape(2, height // 2, width // 2)
    else:
        blue, red = np.moveaxis(colours.reshape(height // 2, width // 2, 2), 2, 0)
    wide = [cv2.resize(each, (width, height)) for each in (red, blue)]
    whole = cv2.merge([planes[:height], *wide])
    return cv2.cvtColor(whole, cv2.COLOR_YCrCb2RGB).astype(np.uint8, copy=False)
