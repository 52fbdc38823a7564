"""Opens zip archives from anywhere: what they announce is bounded before anything is unpacked."""

import os
import struct
import zipfile
import zlib
from typing import IO

from posecheck.bounded import BROKEN as CONTENT_BROKEN
from posecheck.thresholds import FILES

BROKEN = (
    *CONTENT_BROKEN,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,  # an encrypted member
    NotImplementedError,
)
"""What a damaged or hostile archive, and whatever is read from it, may raise."""

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LONGEST_COMMENT = 65_535


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """Return an archive whose list of members is not too long.

    Raises
    ------
    ValueError, zipfile.BadZipFile
        it is too long, or this is no archive.
    """
    size = file.seek(0, os.SEEK_END)
    tail_at = max(0, size - _END.size - _LONGEST_COMMENT)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise ValueError("no archive")
    listing = _END.unpack_from(tail, at)[5]
    # Archives that need the 64-bit record are larger than any of ours.
    if listing > FILES.largest_listing or tail[max(0, at - 20) :].startswith(b"PK\x06\x07"):
        raise ValueError("its list of contents is far too long")
    archive = zipfile.ZipFile(file)
    if len(archive.infolist()) > FILES.most_members:
        raise ValueError("it has far too many members")
    return archive


def member(archive: zipfile.ZipFile, name: str, most: float) -> bytes:
    """Return the content of one member of at most `most` bytes.

    Raises
    ------
    One of `BROKEN` : it is missing, larger than that, or damaged.
    """
    info = archive.getinfo(name)
    if info.file_size > most:
        raise ValueError(f"{name} is far too large")
    return archive.read(info)
