"""Reads still pictures as frames, and tells pictures that are copies of one another."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from posecheck.capture.native import cv2, quiet_stderr
from posecheck.errors import SourceError
from posecheck.files import name_of, read_bounded
from posecheck.recording import Frame
from posecheck.thresholds import CAPTURE

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"})
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_NETPBM = frozenset(b"P%d" % number for number in range(1, 8))  # bitmap, grey or colour; PAM


def refuse_other_pictures(head: bytes, path: Path) -> None:
    """Refuse pictures of kinds that are not read, which look like broken videos.

    Raises
    ------
    SourceError
        a file that begins so is one.
    """
    kind = None
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF:
        kind = "HEIC or AVIF"
    elif head.startswith((b"GIF87a", b"GIF89a")):
        kind = "GIF"
    elif head[:2] in _NETPBM and head[2:3].isspace():
        kind = "PPM"
    if kind is not None:
        raise SourceError(
            f"{name_of(path)} is a {kind} picture, which is not read here. "
            "Save it as JPEG and try again."
        )


def read_picture(path: Path, mirrored: bool = False) -> Frame:
    """Return a picture as one frame at 0 s, upright and un-mirrored.

    Parameters
    ----------
    path
        a JPEG, PNG, WebP, BMP or TIFF picture.
    mirrored
        the file is a mirror image.

    Raises
    ------
    SourceError
        it is not such a picture, or cannot be read.
    """
    content = read_bounded(path, int(CAPTURE.largest_picture), SourceError)
    refuse_other_pictures(content, path)
    try:
        with quiet_stderr():  # libpng tells the terminal what is wrong with a picture
            decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        if "MAX_IMAGE" in str(error):
            raise SourceError(
                f"{name_of(path)} is too large; {CAPTURE.largest_picture_area / 1e6:.0f} million "
                "pixels are read at most. Save it smaller and try again."
            ) from error
        decoded = None
    if decoded is None:
        raise SourceError(
            f"{name_of(path)} is not a picture that can be read. "
            "Save it as JPEG or PNG and try again."
        )
    height, width = decoded.shape[:2]
    scale = CAPTURE.longest_side / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        decoded = cv2.resize(decoded, size, interpolation=cv2.INTER_AREA)
    image = cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)
    image = cv2.flip(image, 1) if mirrored else image
    return Frame(0.0, image.astype(np.uint8, copy=False), (width, height))


def same_picture(image: npt.NDArray[np.uint8], last: npt.NDArray[np.uint8]) -> bool:
    """Tell whether two pictures are the same but for the noise of coding them."""
    if image.shape != last.shape:
        return False
    return bool(cv2.norm(image, last, cv2.NORM_INF) <= CAPTURE.same_picture)
