"""Zip archives and arrays in them: what they announce is bounded before anything is unpacked."""

import io
import math
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import IO, Any

import numpy as np
import numpy.typing as npt

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
# The header of an array as NumPy writes it, read as what it is and not as Python: version, length,
# type, order, shape (numpy.lib.format).
_ARRAY = re.compile(
    rb"\x93NUMPY(?:\x01\x00..|[\x02\x03]\x00....)"
    rb"\{'descr': '(<f8|<f4|<i4)', 'fortran_order': (False|True), "
    rb"'shape': \((\d{1,9}),(?: ?(\d{1,9}))?,?(?: ?(\d{1,9}))?,?\), \} *\n",
    re.DOTALL,
)


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """Return an archive whose list of members is not too long.

    Raises
    ------
    ValueError, zipfile.BadZipFile
        it is too long, or this is not an archive.
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


def array(archive: zipfile.ZipFile, name: str) -> npt.NDArray[Any]:
    """Return one array of numbers; its header is held against its length before it is read.

    Raises
    ------
    One of `BROKEN` : it is missing, too large, no array of numbers, or not what it says.
    """
    content = member(archive, name, FILES.largest_array)
    header = _ARRAY.match(content[:300])
    if header is None:
        raise ValueError(f"{name} is not an array of numbers")
    descr, transposed, *sizes = header.groups()
    shape = tuple(int(each) for each in sizes if each is not None)
    dtype = np.dtype(descr.decode())
    if math.prod(shape) * dtype.itemsize != len(content) - header.end():
        raise ValueError(f"{name} does not hold what it says")
    flat = np.frombuffer(content, dtype, offset=header.end())
    return flat.reshape(shape, order="F" if transposed == b"True" else "C")


def put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Add a member with no time of its own, so that the same take gives the same bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def put_arrays(archive: zipfile.ZipFile, folder: str, holder: object, names: Iterable[str]) -> None:
    """Add the arrays that are attributes of `holder` under these names, each as a NumPy file."""
    for name in names:
        buffer = io.BytesIO()
        np.save(buffer, np.asarray(getattr(holder, name)), allow_pickle=False)
        put(archive, f"{folder}/{name}.npy", buffer.getvalue())
