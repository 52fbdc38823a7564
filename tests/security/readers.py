"""Everything that reads what others wrote, each as one function of bytes.

A function returns where the content is whole and raises `PosecheckError` where it is not; anything
else is a defect. What was accepted is used as the program would use it.
"""

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from posecheck.assessment_file import read_assessment
from posecheck.cli.render import Terminal, show
from posecheck.history import History, Notes
from posecheck.history.archive import export_archive, import_archive
from posecheck.registry import installed
from posecheck.summary import in_one_sentence
from posecheck.take import from_bytes, to_bytes
from tests.conftest import FIXTURES
from tests.history.builders import a_march, a_posture, a_take

MAGIC = b"posecheck take 2\n"


def read_take(content: bytes) -> None:
    """Open a take of any format and write it again."""
    take = from_bytes(content)
    again = from_bytes(to_bytes(take))
    assert again.digest() == take.digest()
    assert (again.options, again.setting) == (take.options, take.setting)


def read_sealed_take(content: bytes) -> None:
    """Open what follows the checksum of a take, with a checksum that is right."""
    read_take(MAGIC + hashlib.sha256(content).digest() + content)


def read_take_header(content: bytes) -> None:
    """Open a take whose header is this and whose arrays are whole."""
    read_take(with_member(whole_take(), "take.json", content))


def read_take_array(content: bytes) -> None:
    """Open a take of which one array is this."""
    read_take(with_member(whole_take(), "0/recording/landmarks_px.npy", content))


def open_assessment(content: bytes) -> None:
    """Open an assessment, show it, and write it again."""
    assessment = read_assessment(content)
    assert read_assessment(assessment.to_json()) == assessment
    in_one_sentence(assessment)
    shown = io.StringIO()
    show(assessment, installed().get(assessment.protocol), Terminal(file=shown, width=80))
    assert not set(shown.getvalue()) & set("\x1b\x07\x9b\u202e\u2066")


def read_archive(content: bytes) -> None:
    """Import an archive into an empty history and look at all that came."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "archive.zip")
        path.write_bytes(content)
        with History(str(Path(name, "history.sqlite"))) as history:
            done = import_archive(history, path)
            entries = history.entries()
            assert len(entries) == done.added
            assert history.damaged == {}
            scored = [entry.id for entry in entries if entry.versions]
            assert len(history.all_kept(scored)) == len(scored)
            for entry in entries:
                history.take(entry.id)


def read_archive_contents(content: bytes) -> None:
    """Import an archive whose list of contents is this and whose members are whole."""
    read_archive(with_zip_member(whole_archive(), "posecheck-archive.json", content))


READERS: Mapping[str, Callable[[bytes], None]] = {
    "take": read_take,
    "sealed_take": read_sealed_take,
    "take_header": read_take_header,
    "take_array": read_take_array,
    "assessment": open_assessment,
    "archive": read_archive,
    "archive_contents": read_archive_contents,
}


def whole_take() -> bytes:
    return to_bytes(a_take(0.2))


@cache
def whole_archive() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        with History(str(Path(name, "history.sqlite"))) as history:
            numbers = [
                history.save(a_march(), a_take(0.2), Notes(person="Ann", effort=3)),
                history.save(a_posture()),
                history.save_take(a_take(0.2, seed=8)),
            ]
            export_archive(history, numbers, Path(name, "a.zip"))
        return Path(name, "a.zip").read_bytes()


def with_member(take: bytes, name: str, content: bytes) -> bytes:
    """Return a take of format 2 with another member and the checksum of that."""
    inner = with_zip_member(take[len(MAGIC) + 32 :], name, content)
    return MAGIC + hashlib.sha256(inner).digest() + inner


def with_zip_member(archive: bytes, name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
    return buffer.getvalue()


def member(archive: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)


def corpus(reader: str) -> list[bytes]:
    """Return whole contents to begin with."""
    take = whole_take()
    inner = take[len(MAGIC) + 32 :]
    old = (FIXTURES / "recordings" / "p_45_20.posecheck").read_bytes()
    archive = whole_archive()
    stand = (FIXTURES / "stands" / "sway_back.posecheck").read_bytes()
    return {
        "take": [take, old, stand],
        "sealed_take": [inner, stand[len(MAGIC) + 32 :]],
        "take_header": [member(inner, "take.json")],
        "take_array": [member(inner, "0/recording/landmarks_px.npy")],
        "assessment": [
            a_march(repetitions=2).to_json().encode(),
            a_posture().to_json().encode(),
            (FIXTURES / "assessments" / "posture.v1.json").read_bytes(),
        ],
        "archive": [archive],
        "archive_contents": [member(archive, "posecheck-archive.json")],
    }[reader]
