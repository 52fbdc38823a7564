"""Writes one take to a folder in open formats."""

import json
from datetime import UTC, datetime
from pathlib import Path

from posecheck.assessment import Assessment, schema
from posecheck.errors import OutputError
from posecheck.export.bids import to_bids
from posecheck.export.motion import LEG_LENGTHS, Motion, motion_of
from posecheck.export.opensim import SIDE_VIEWS, to_mot, to_trc
from posecheck.export.tidy import landmarks_csv, measures_csv, repetitions_csv
from posecheck.files import write_atomic
from posecheck.history.notes import Take
from posecheck.history.store import History
from posecheck.recording import SUFFIX, Recording
from posecheck.wording import NOT_A_DIAGNOSIS

_ABOUT = {
    "measures.csv": "one row per measure: value, unit, 95 % interval, or the reason why not",
    "repetitions.csv": "one row per lift; a lift that does not count has its reason",
    "landmarks.csv": "one row per frame and landmark: seconds, pixels with y down, visibility",
    "assessment.json": "the whole result; assessment.schema.json describes it",
    f"recording{SUFFIX}": "the landmarks; 'posecheck march' scores them again",
    "markers.trc": "landmarks for OpenSim: X forward, Y up, Z to the person's right",
    "angles.mot": "angles for OpenSim in degrees, flexion positive as in Rajagopal 2015; "
    "thigh_elevation is the thigh against the vertical (0 hanging, 90 level), of which OpenSim's "
    "models have no coordinate; hip_flexion is the thigh against the trunk, not the pelvis",
    "bids": "the same movement as a BIDS-Motion data set, without the person's name",
}


def export_take(history: History, number: int, folder: Path) -> list[Path]:
    """Write one take to a new or empty folder and return the files written.

    `manifest.json` names the units, and what could not be written and why.

    Raises
    ------
    HistoryError : there is no take of that number.
    OutputError : the folder holds something already or cannot be written.
    """
    take = history.take(number)
    recording = history.recording(number)
    texts, missing, unit = _files(take, recording)
    files = {name: text.encode() for name, text in texts.items()}
    if recording is not None:
        files[f"recording{SUFFIX}"] = recording.to_bytes()
    files["manifest.json"] = _json(_manifest(take, list(files), missing, unit)).encode()
    return _write(folder, files)


def _files(take: Take, recording: Recording | None) -> tuple[dict[str, str], list[str], str]:
    """Return the text files, what is missing and why, and the unit of lengths."""
    name = take.entry.uid
    files = {
        "measures.csv": measures_csv(take.assessment, name),
        "repetitions.csv": repetitions_csv(take.assessment, name),
        "assessment.json": take.assessment.to_json(),
        "assessment.schema.json": _json(schema()),
    }
    if recording is None:
        return files, ["Landmarks, TRC, MOT and BIDS: no recording was kept of this take."], ""
    files["landmarks.csv"] = landmarks_csv(recording)
    motion = motion_of(recording, take.assessment)
    if motion is None:
        return files, ["TRC, MOT and BIDS: nobody could be measured in this take."], ""
    more, missing = _motion_files(motion, take.assessment, take.entry.id)
    return files | more, missing, motion.unit


def _motion_files(
    motion: Motion, assessment: Assessment, number: int
) -> tuple[dict[str, str], list[str]]:
    files = {"angles.mot": to_mot(motion)}
    missing = ["Pelvic tilt in MOT: landmarks of the hips do not show it."]
    if motion.view in (*SIDE_VIEWS, "front"):
        files["markers.trc"] = to_trc(motion, "markers.trc")
    else:
        missing.append("TRC: it needs a view from the front or from the side.")
    if motion.view not in SIDE_VIEWS:
        missing.append("hip_flexion and knee_angle in MOT: they need a view from the side.")
    if motion.unit == LEG_LENGTHS:
        missing.append(
            "Metres: the person's height was not given, so lengths are in leg lengths "
            "(hip to knee to ankle in quiet standing)."
        )
    for path, text in to_bids(motion, assessment, number).items():
        files[f"bids/{path}"] = text
    return files, missing


def _manifest(take: Take, names: list[str], missing: list[str], unit: str) -> dict[str, object]:
    facts = take.assessment.provenance
    return {
        "format": "posecheck export 1",
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "note": NOT_A_DIAGNOSIS,
        "take": take.entry.uid,
        "notes": take.entry.notes.model_dump(mode="json", exclude={"person"}),
        "posecheck_version": take.assessment.posecheck_version,
        "thresholds_version": facts.thresholds_version,
        "model_sha256": facts.model_sha256,
        "recording_digest": facts.recording_digest,
        "length_unit": unit,
        "files": {
            name: about
            for name, about in _ABOUT.items()
            if any(written == name or written.startswith(f"{name}/") for written in names)
        },
        "not_written": missing,
    }


def _write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise OutputError(f"{folder} is not empty; nothing was written. Name a new folder.")
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written ({(error.strerror or str(error)).lower()}). "
            "Name a folder that is yours to write to."
        ) from error
    for name, content in files.items():
        write_atomic(folder / name, content)
    return [folder / name for name in files]


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
