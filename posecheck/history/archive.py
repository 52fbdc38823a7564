"""Takes as one archive file, to take along to another history."""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from posecheck.assessment import Assessment
from posecheck.errors import HistoryError
from posecheck.files import write_atomic
from posecheck.history.notes import Notes
from posecheck.history.store import History, Stored
from posecheck.take_file import SUFFIX, from_bytes

FORMAT = 1

_CONTENTS = "posecheck-archive.json"


class _Listed(BaseModel):
    """One take as the archive's list of contents has it."""

    model_config = ConfigDict(extra="ignore")

    uid: str
    notes: Notes
    saved: datetime
    assessments: list[datetime]
    recording: bool


@dataclass(frozen=True)
class Imported:
    """How many takes an import added, and how many were there already."""

    added: int
    known: int


def export_archive(history: History, numbers: Iterable[int], path: Path) -> int:
    """Write takes with everything kept of them to one zip file; return how many.

    Raises
    ------
    HistoryError : a take is not there.
    OutputError : the file cannot be written; nothing was written.
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
    """Add the takes of an archive to a history; those it has already stay as they are.

    The whole archive is read and checked before the first take is added.

    Raises
    ------
    HistoryError : the file is missing, damaged, no archive, or of a newer posecheck.
    RecordingError : an assessment or recording in it is damaged or of a newer version.
    """
    numbers = [history.restore(take) for take in _read(path)]
    added = sum(number is not None for number in numbers)
    return Imported(added, len(numbers) - added)


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


def _read(path: Path) -> list[Stored]:
    try:
        with zipfile.ZipFile(path) as archive:
            contents = json.loads(archive.read(_CONTENTS))
            if int(contents["format"]) > FORMAT:
                raise HistoryError(
                    f"{path} was written by a newer posecheck. Install that one to import it."
                )
            return [_take(archive, _Listed.model_validate(take)) for take in contents["takes"]]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HistoryError(
            f"{path} cannot be read ({reason}). Check the name and try again."
        ) from error
    except (
        zipfile.BadZipFile,
        ValidationError,
        KeyError,
        TypeError,
        ValueError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise HistoryError(
            f"{path} is damaged or is no posecheck archive; nothing was added. "
            "Use an undamaged copy."
        ) from error


def _take(archive: zipfile.ZipFile, listed: _Listed) -> Stored:
    if not listed.assessments:
        raise ValueError("a take without an assessment")
    texts = [
        archive.read(_assessment_path(listed.uid, index)).decode()
        for index in range(1, len(listed.assessments) + 1)
    ]
    recording = archive.read(_recording_path(listed.uid)) if listed.recording else None
    for text in texts:
        Assessment.from_json(text, f"Take {listed.uid} in the archive")
    if recording is not None:
        from_bytes(recording, f"Take {listed.uid} in the archive")
    assessments = list(zip(listed.assessments, texts, strict=True))
    return Stored(listed.uid, listed.notes, listed.saved, assessments, recording)


def _assessment_path(uid: str, index: int) -> str:
    return str(PurePosixPath("takes", uid, f"assessment-{index}.json"))


def _recording_path(uid: str) -> str:
    return str(PurePosixPath("takes", uid, f"recording{SUFFIX}"))
