"""When a file was recorded: what it says itself, or else when it was last changed.

A phone's clip carries its time in the container, a photo in its EXIF. Where neither is there, the
file system's time is all there is; it is called "modified" and said as such, because copying a
file may have made it young.
"""

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from posecheck.assessment import DatedBy
from posecheck.capture.picture import SUFFIXES
from posecheck.errors import SourceError
from posecheck.files import read_bounded
from posecheck.thresholds import CAPTURE, FILES
from posecheck.zip_file import BROKEN

# EXIF 2.32: when the picture was taken and by how much that clock is ahead of UTC.
_EXIF_FOLDER, _EXIF_TAKEN, _EXIF_OFFSET = 0x8769, 0x9003, 0x9011
# QuickTime's own field keeps the zone; creation_time is UTC by the standard.
_CONTAINER_FIELDS = ("com.apple.quicktime.creationdate", "creation_time", "DATE", "date")
_AHEAD = timedelta(days=1)  # clocks of cameras are set by hand


class Dated(NamedTuple):
    """A time of recording with its zone, and where it comes from."""

    moment: datetime
    by: DatedBy


def date_file(path: Path) -> Dated | None:
    """Return when a video or picture was recorded, as far as the file tells; None if not at all.

    A time without a zone is read by this machine's clock. One that cannot be (before photography,
    in the future, the zero of a container's calendar, 1904 or 1970) is passed over.
    """
    says = _picture_says if path.suffix.lower() in SUFFIXES else _container_says
    for text in says(path):
        moment = _moment(text)
        if moment is not None:
            return Dated(moment, "file")
    with suppress(OSError, OverflowError, ValueError):
        moment = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
        if _can_be(moment):
            return Dated(moment, "modified")
    return None


def _container_says(path: Path) -> Iterator[str]:
    from posecheck.capture.video import Container  # takes a moment to load

    try:
        with Container(path) as container:
            said: Mapping[str, str] = dict(container.file.metadata)
            for stream in container.file.streams:
                said = {**stream.metadata, **said}
    except SourceError:
        return
    for field in _CONTAINER_FIELDS:
        if field in said:
            yield said[field]


def _picture_says(path: Path) -> Iterator[str]:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # no pixel of it is unpacked here
    try:
        content = io.BytesIO(read_bounded(path, int(CAPTURE.largest_picture), SourceError))
        with (
            warnings.catch_warnings(action="ignore"),  # of damage, which only leaves no date
            Image.open(content, formats=("JPEG", "PNG", "WEBP", "TIFF", "BMP")) as picture,
        ):
            said = picture.getexif().get_ifd(_EXIF_FOLDER)
    except (SourceError, *BROKEN, OSError, SyntaxError):
        return
    taken = str(said.get(_EXIF_TAKEN, "")).strip("\x00 ")
    if taken:
        day, _, clock = taken.partition(" ")
        offset = str(said.get(_EXIF_OFFSET, "")).strip("\x00 ")
        yield f"{day.replace(':', '-')}T{clock}{offset}"


def _moment(text: str) -> datetime | None:
    """Return a time as files write it; None for what cannot be one."""
    tidy = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", text.strip())
    try:
        found = datetime.fromisoformat(tidy)
        if found.tzinfo is None or found.utcoffset() == timedelta():
            # UTC says the instant, not where the camera was: this machine's zone is shown.
            found = found.astimezone()
    except (ValueError, OverflowError, OSError):
        return None
    return found if _can_be(found) else None


def _can_be(moment: datetime) -> bool:
    if not FILES.first_year <= moment.year <= FILES.last_year:
        return False
    return moment <= datetime.now(UTC) + _AHEAD
