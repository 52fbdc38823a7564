"""Whatever is read is whole or ends in one sentence: no other error, no warning, in bounds."""

import copy
import hashlib
import io
import json
import math
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posecheck.errors import PosecheckError
from posecheck.take import to_bytes
from tests.history.builders import a_take
from tests.security.alone import alone
from tests.security.readers import (
    MAGIC,
    READERS,
    corpus,
    read_archive,
    read_take,
    whole_archive,
    whole_take,
    with_member,
    with_zip_member,
)

HOSTILE = [
    None, True, -1, 0, 2**31, 2**63, 10**400, 1e308, -1e308, 5e-324, "", "x", "\0", "\x1b[2J",
    "\ud800", "9" * 5000, "x" * 20_000, "2026-01-01", "0001-01-01T00:00:00+00:00",
    "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00+25:00", [], [[]] * 50, {},
    {"value": None}, {"a": {"b": [1]}},
]  # fmt: skip


def whole_or_said(reader: str, content: bytes) -> bool:
    """Read something; True where it was whole."""
    said = sentence(READERS[reader], content)
    assert said is None or 10 < len(said) < 1000
    return said is None


def sentence(read, content: bytes) -> str | None:
    try:
        read(content)
    except PosecheckError as error:
        return str(error)
    return None


WHOLE = {reader: corpus(reader) for reader in READERS}


@pytest.mark.parametrize("reader", READERS)
def test_what_is_whole_is_read(reader):
    assert all(whole_or_said(reader, content) for content in WHOLE[reader])


@st.composite
def damaged(draw, reader: str) -> bytes:
    """Whole content with bytes changed, cut out, put in twice, or cut off."""
    content = bytearray(draw(st.sampled_from(WHOLE[reader])))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        to = min(len(content), at + draw(st.sampled_from([1, 2, 4, 100])))
        kind = draw(st.sampled_from(["change", "cut", "twice", "end"]))
        if kind == "change":
            content[at:to] = draw(st.binary(max_size=8))
        elif kind == "cut":
            del content[at:to]
        elif kind == "twice":
            content[at:at] = content[at:to]
        else:
            del content[at:]
    return bytes(content)


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damage_anywhere(reader, data):
    whole_or_said(reader, data.draw(damaged(reader)))


def leaves(tree: object, path: tuple = ()) -> list[tuple]:
    """Return the paths of everything in a JSON tree."""
    found = [path] if path else []
    if isinstance(tree, dict):
        items = tree.items()
    else:
        items = enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        found += leaves(value, (*path, key))
    return found


def replaced(tree: object, path: tuple, value: object) -> object:
    tree = copy.deepcopy(tree)
    *way, last = path
    at = tree
    for key in way:
        at = at[key]
    at[last] = value
    return tree


@pytest.mark.parametrize("reader", ["take_header", "assessment", "archive_contents"])
def test_every_value_replaced_by_every_hostile_one(reader):
    """Everything in the JSON that is read, one at a time: wrong types, sizes, times, texts."""
    tree = json.loads(WHOLE[reader][0])
    paths = leaves(tree)
    assert len(paths) > 20
    hostile = (*HOSTILE, math.nan, math.inf)
    ends = set()
    for path in paths:
        # An archive takes a moment, and its takes are alike: each gets a share of its own.
        share = slice(path[1], None, 6) if path[0] == "takes" and len(path) > 2 else slice(None)
        for value in hostile[share]:
            content = json.dumps(replaced(tree, path, value)).encode()
            ends.add(whole_or_said(reader, content))
    assert ends == {True, False}


def array(values: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, values, allow_pickle=True)
    return buffer.getvalue()


def header(descr: str, shape: str, order: str = "False") -> bytes:
    said = f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(said)) + said


ARRAYS = {
    "objects": array(np.array([{"a": 1}, print], dtype=object)),
    "text": array(np.array(["x" * 100] * 6)),
    "complex": array(np.ones((6, 33, 2), np.complex64)),
    "times": array(np.zeros(6, "datetime64[s]")),
    "records": array(np.zeros(6, [("a", "<f4"), ("b", "<f8")])),
    "another shape": array(np.zeros((2, 33, 6), np.float32)),
    "no shape": array(np.float32(1.0)),
    "infinite": array(np.full((6, 33, 2), np.inf, np.float32)),
    "half known": array(np.where(np.arange(396).reshape(6, 33, 2) % 5, 1.0, np.nan).astype("f4")),
    "too large a number": array(np.full((6, 33, 2), 3e38, np.float32)),
    "doubles that overflow": array(np.full((6, 33, 2), 1e300)),
    "huge shape": header("<f4", "(999999999, 999999999, 999999999)"),
    "negative shape": header("<f4", "(-6, 33, 2)"),
    "overflowing shape": header("<f4", "(4294967296, 4294967296, 1)") + bytes(1584),
    "zero": header("<f4", "(0, 33, 2)"),
    "long integers": header("<f4", "(6L, 33L, 2L)") + bytes(1584),
    "code": header("<f4", "(__import__('os').getpid(),)") + bytes(1584),
    "deep": header("<f4", "(" * 200 + ")" * 200),
    "nothing": b"",
    "python 2": b"\x93NUMPY\x01\x00\x76\x00{'descr': u'<f4', }",
    "transposed": array(np.asfortranarray(np.ones((6, 33, 2), np.float32))),
}


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("place", ["t_s", "landmarks_px", "frame_size_px", "brightness"])
def test_arrays_that_are_none(name, place):
    content = with_member(whole_take(), f"0/recording/{place}.npy", ARRAYS[name])
    said = sentence(read_take, content)
    if said is None:
        assert (name, place) == ("transposed", "landmarks_px")
    else:
        assert "damaged" in said


def zip_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def encrypted(archive: bytes) -> bytes:
    """Set the flag of encryption in every entry."""
    content = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def contents(text: bytes) -> bytes:
    """Return an archive that says this of what it holds."""
    return with_zip_member(whole_archive(), "posecheck-archive.json", text)


@pytest.mark.parametrize(
    "content",
    [
        encrypted(whole_archive()),
        contents(b'{"format": 1, "takes": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        contents(b'{"format": 1, "takes": {}}'),
        contents(b"[]"),
        contents(b"\xff\xfe"),
        zip_of({"../../etc/passwd": b"x", "/abs": b"x"}),
        b"PK\x05\x06" + bytes(18),
        b"PK\x05\x06" + b"\xff" * 18,
    ],
    ids=["encrypted", "deep", "a mapping", "a list", "no text", "elsewhere", "empty", "endless"],
)
def test_archives_that_are_none(content):
    if content == contents(b'{"format": 1, "takes": {}}'):
        read_archive(content)  # nothing is a whole number of takes
        return
    with pytest.raises(PosecheckError, match="nothing was added"):
        read_archive(content)


def sealed(inner: bytes) -> bytes:
    return MAGIC + hashlib.sha256(inner).digest() + inner


def a_gap_in_time() -> bytes:
    times = np.arange(31) / 30
    times[-1] = 1e7
    return with_member(to_bytes(a_take(31 / 30)), "0/recording/t_s.npy", array(times))


BOMBS = {
    "take of zeros": lambda: sealed(
        zip_of({"take.json": b" " * 900_000} | {f"{i}/x": bytes(39_000_000) for i in range(20)})
    ),
    "take of many members": lambda: sealed(zip_of({f"m{i}": b"" for i in range(40_000)})),
    "take with a header of empty things": lambda: with_member(
        whole_take(), "take.json", b'{"format": 2, "stations": [' + b"{}," * 330_000 + b"{}]}"
    ),
    "take with a gap in time": a_gap_in_time,
    "archive of zeros": lambda: zip_of(
        {"posecheck-archive.json": b" " * 7_900_000}
        | {f"{i}": bytes(50_000_000) for i in range(90)}
    ),
    "archive of empty takes": lambda: zip_of(
        {"posecheck-archive.json": b'{"format": 1, "takes": [' + b"{}," * 2_600_000 + b"{}]}"}
    ),
    "assessment of empty things": lambda: (
        b'{"schema_version": "2.0", "measures": [' + b"{}," * 3_300_000 + b"{}]}"
    ),
    "assessment of depth": lambda: (
        b'{"schema_version": "2.0", "provenance": {"options": '
        + b'{"a":' * 900_000 + b"1" + b"}" * 900_002
    ),
}  # fmt: skip
OPEN = {
    "take": "from posecheck.take import open_take; open_take(Path(sys.argv[1]))",
    "archive": """
from posecheck.history import History
from posecheck.history.archive import import_archive
with History(sys.argv[1] + ".sqlite") as history:
    import_archive(history, Path(sys.argv[1]))
""",
    "assessment": """
from posecheck.assessment_file import read_assessment
read_assessment(Path(sys.argv[1]).read_bytes())
""",
}


@pytest.mark.parametrize("name", [*BOMBS, "take larger than any", "archive larger than any"])
def test_bombs_are_refused_within_500_mb_and_20_s(name, tmp_path):
    path = tmp_path / "bomb"
    with path.open("wb") as file:
        file.write(BOMBS[name]() if name in BOMBS else MAGIC)
        if name not in BOMBS:
            file.truncate(10**11)
    ended = alone(OPEN[name.split()[0]], path)
    assert ended.said
    assert ended.stderr == ""
    assert ended.peak_mb < 500
    assert ended.cpu_s < 20
