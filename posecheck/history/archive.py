"""Takes as one archive file, to take along to another history."""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from posecheck import zip_file
from posecheck.assessment_file import read_assessment
from posecheck.bounded import Moment, read_json
from posecheck.errors import HistoryError, RecordingError
from posecheck.files import name_of, open_regular, why, write_atomic
from posecheck.history.notes import Notes
from posecheck.history.store import History
from posecheck.history.tables import Stored
from posecheck.take import SUFFIX, from_bytes
from posecheck.thresholds import FILES

FORMAT = 1

_CONTENTS = "posecheck-archive.json"
_Versions = Annotated[list[Moment], Field(max_length=1000)]


class _Listed(BaseModel):
    """One take as the archive's list of contents has it."""

    model_config = ConfigDict(extra="ignore")

    uid: str = Field(pattern=r"^[0-9a-zA-Z]{1,32}$")
    notes: Notes
    saved: Moment
    assessments: _Versions
    recording: bool


class _Contents(BaseModel):
    model_config = ConfigDict(extra="ignore")

    format: int
    takes: list[_Listed]


@dataclass(frozen=True)
class Imported:
    """How many takes an import added, and how many were there already."""

    added: int
    known: int


def export_archive(history: History, numbers: Iterable[int], path: Path) -> int:
    """Write takes with everything kept of them to one zip file; return how many.

    Raises
    ------
    HistoryError
        a take is not there, or is damaged.
    OutputError
        the file cannot be written; nothing was written.
    """
    stored = [history.stored(number) for number in numbers]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_CONTENTS, json.dumps(_contents(stored), indent=2, ensure_ascii=False))
        for take in stored:
            for index, (_, text) in enumerate(take.assessments, 1):
                archive.writestr(_assessment_path(take.uid, index), text)
            if take.take is not None:
                archive.writestr(_recording_path(take.uid), take.take)
    write_atomic(path, buffer.getvalue())
    return len(stored)


def import_archive(history: History, path: Path) -> Imported:
    """Add the takes of an archive to a history, all of them or none.

    Those the history has already stay as they are. The whole archive is read and checked before
    the history is touched, one take at a time.

    Raises
    ------
    HistoryError
        the file is missing, damaged, no archive, or of a newer posecheck; or the history cannot be
        written to. Nothing was added.
    """
    try:
        with (
            open_regular(path) as handle,
            open(handle, "rb", closefd=False) as file,
            zip_file.opened(file) as archive,
        ):
            listed = _listed(archive)
            for each in listed:
                _check(_stored(archive, each))
            added, known = history.restore(_stored(archive, each) for each in listed)
    except OSError as error:
        raise HistoryError(
            f"{name_of(path)} cannot be read ({why(error)}); nothing was added. "
            "Check the name and try again."
        ) from error
    except RecordingError as error:
        raise HistoryError(f"{name_of(path)}: nothing was added. {error}") from error
    except zip_file.BROKEN as error:
        raise HistoryError(
            f"{name_of(path)} is damaged or is not a posecheck archive; nothing was added. "
            "Use an undamaged copy."
        ) from error
    return Imported(added, known)


def _contents(stored: Iterable[Stored]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "takes": [
            _Listed(
                uid=take.uid,
                notes=take.notes,
                saved=take.saved,
                assessments=[saved for saved, _ in take.assessments],
                recording=take.take is not None,
            ).model_dump(mode="json")
            for take in stored
        ],
    }


def _listed(archive: zipfile.ZipFile) -> list[_Listed]:
    """Return what the archive says it holds; its sizes are bounded before any of it is unpacked."""
    if sum(info.file_size for info in archive.infolist()) > FILES.largest_archive:
        raise ValueError("far too large")
    raw = read_json(zip_file.member(archive, _CONTENTS, FILES.largest_contents))
    if int(raw["format"]) > FORMAT:
        raise HistoryError(
            "This archive was written by a newer posecheck; nothing was added. "
            "Install that one to import it."
        )
    if len(raw["takes"]) > FILES.most_takes:
        raise ValueError("far too many takes")
    contents = _Contents.model_validate(raw)
    uids = [each.uid for each in contents.takes]
    if len(set(uids)) < len(uids):
        raise ValueError("one take twice")
    return contents.takes


def _stored(archive: zipfile.ZipFile, listed: _Listed) -> Stored:
    texts = [
        zip_file.member(archive, _assessment_path(listed.uid, index), FILES.largest_assessment)
        for index in range(1, len(listed.assessments) + 1)
    ]
    content = None
    if listed.recording:
        content = zip_file.member(archive, _recording_path(listed.uid), FILES.largest_take)
    decoded = [text.decode() for text in texts]
    return Stored(
        uid=listed.uid,
        notes=listed.notes,
        saved=listed.saved,
        assessments=list(zip(listed.assessments, decoded, strict=True)),
        take=content,
    )


def _check(stored: Stored) -> None:
    """Open everything of a take once.

    Raises
    ------
    RecordingError
        a part is damaged or of a newer version, or there is none.
    """
    name = "A take in it"
    for _, text in stored.assessments:
        read_assessment(text, name)
    if stored.take is not None:
        from_bytes(stored.take, name)
    elif not stored.assessments:
        raise RecordingError("A take in it holds neither a result nor a recording.")


def _assessment_path(uid: str, index: int) -> str:
    return str(PurePosixPath("takes", uid, f"assessment-{index}.json"))


def _recording_path(uid: str) -> str:
    return str(PurePosixPath("takes", uid, f"recording{SUFFIX}"))
