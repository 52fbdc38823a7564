"""Writes takes to a folder in open formats."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from posecheck.analysis import Figure
from posecheck.assessment import Assessment
from posecheck.assessment_file import schema
from posecheck.errors import HistoryError, OutputError
from posecheck.export.bids import Scan, to_bids
from posecheck.export.motion import (
    LEG_LENGTHS,
    SIDE_VIEWS,
    Motion,
    motion_of,
    to_c3d,
    to_mot,
    to_trc,
    why_no_markers,
)
from posecheck.export.practice import to_fhir, to_gdt, why_no_gdt
from posecheck.export.tables import (
    csv_of,
    dictionary,
    figure_table,
    landmarks_table,
    measures_table,
    parquet_of,
    repetitions_table,
)
from posecheck.files import why, write_atomic
from posecheck.history.notes import Entry, Notes
from posecheck.history.rescore import Opened, opened
from posecheck.history.store import History
from posecheck.registry import installed
from posecheck.summary import NOT_A_DIAGNOSIS
from posecheck.take import SUFFIX, Take, to_bytes

_ABOUT = {
    "measures": "one row per measure: value, unit, 95 % interval, or the reason why not; as CSV "
    "and Parquet",
    "repetitions": "one row per repetition; one that does not count has its reason; as CSV and "
    "Parquet",
    "landmarks": "one row per frame and landmark, as labelled by the model (it may take one leg "
    "for the other): seconds, pixels with y down, visibility; as CSV and Parquet",
    "movement": "the same after repair, as it was measured: gaps filled, sides put right, "
    "smoothed; as CSV and Parquet",
    "assessment": "the whole result as JSON; assessment.schema.json describes it",
    "take": "the landmarks with their conditions; posecheck scores them again",
    "markers": "the repaired landmarks in true units: C3D in millimetres, TRC (OpenSim) in metres; "
    "X forward, Y up, Z to the person's right",
    "angles": "angles for OpenSim in degrees, flexion positive as in Rajagopal 2015; "
    "hip_flexion is the thigh against the trunk, not the pelvis",
    "observations": "the measures for practice software: a FHIR R4 Bundle with UCUM units",
    "record": "the measures for practice software: GDT 2.1, record type 6310",
    "data_dictionary": "every measure and column: unit, digits, definition, sign, source",
    "bids": "the movement as a BIDS-Motion data set: a subject per person, sessions by date",
}


@dataclass(frozen=True, eq=False)
class _Exported:
    """One take with everything that its files are made of."""

    entry: Entry
    notes: Notes
    shown: Opened
    take: Take | None
    motion: Motion | None
    figure: Figure | None

    @property
    def assessment(self) -> Assessment:
        return self.shown.assessment


def export_takes(
    history: History, numbers: Sequence[int], folder: Path, *, identified: bool = False
) -> list[Path]:
    """Write takes to a new or empty folder and return the files written.

    One take stands in the folder itself, several each in a folder of its own; the BIDS data set
    holds them all. `manifest.json` names the units, and what could not be written and why.

    Parameters
    ----------
    identified
        write the person's name and ID too, into the files for practice software; no other file ever
        has them.

    Raises
    ------
    HistoryError
        there is no take of one of these numbers, or none was named.
    OutputError
        the folder holds something already or cannot be written.
    """
    if not numbers:
        raise HistoryError("There is no such take to export.")
    files: dict[str, bytes] = {"data_dictionary.csv": csv_of(dictionary())}
    scans: list[Scan] = []
    subjects = _subjects(history)
    for number in numbers:
        each = _exported(history, number, identified)
        place = "" if len(numbers) == 1 else f"take-{number}/"
        made, missing = _files(each, identified)
        manifest = _manifest(each, [*made, *files, "bids"], missing)
        made["manifest.json"] = _json(manifest)
        files |= {f"{place}{name}": content for name, content in made.items()}
        scan = _scan(each, subjects)
        scans += [scan] if scan is not None else []
    if scans:
        files |= {f"bids/{path}": text.encode() for path, text in to_bids(scans).items()}
    return _write(folder, files)


def _subjects(history: History) -> Mapping[int, str]:
    """Return a label for the person of every take: the order in which each first came.

    A take without a name may be anybody's and is a subject of its own.
    """
    labels: dict[str, str] = {}
    found = {}
    for entry in sorted(history.entries(), key=lambda entry: entry.id):
        person = entry.notes.person
        if person:
            labels.setdefault(person, f"{len(labels) + 1:02d}")
        found[entry.id] = labels.get(person, f"take{entry.id}")
    return found


def _exported(history: History, number: int, identified: bool) -> _Exported:
    kept = history.kept(number)
    take = history.take(number)
    shown = opened(history, kept)
    notes = kept.entry.notes
    if not identified:
        notes = notes.model_copy(update={"person": "", "patient_id": "", "birth_year": None})
    figure = None
    motion = None
    if take is not None and shown.analysis is not None:
        figure = next(iter(shown.analysis.figures), None)
        motion = motion_of(shown.analysis, take.setting)
    return _Exported(kept.entry, notes, shown, take, motion, figure)


def _files(each: _Exported, identified: bool) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of one take, and what is missing and why."""
    uid, assessment = each.entry.uid, _dated(each)
    files = {
        "assessment.json": each.assessment.to_json().encode(),
        "assessment.schema.json": _json(schema()),
        "observations.fhir.json": to_fhir(
            assessment, each.notes, uid, each.entry.recorded
        ).encode(),
    }
    missing = []
    tables = {
        "measures": measures_table(assessment, uid),
        "repetitions": repetitions_table(assessment, uid),
    }
    if each.take is not None:
        files[f"take{SUFFIX}"] = to_bytes(each.take)
        tables["landmarks"] = landmarks_table(each.take.stations[0].recording)
        if each.figure is not None:
            tables["movement"] = figure_table(each.figure)
    for name, table in tables.items():
        files[f"{name}.csv"], files[f"{name}.parquet"] = csv_of(table), parquet_of(table)
    if not identified:
        missing.append("GDT: it names the patient. Ask for it with --identified.")
    elif reason := why_no_gdt(each.notes):
        missing.append(f"GDT: {reason}")
    else:
        files["record.gdt"] = to_gdt(assessment, each.notes, each.entry.recorded)
    moved, why_not = _motion_files(each)
    return files | moved, [*missing, *why_not]


def _dated(each: _Exported) -> Assessment:
    """Return the assessment with the time of recording as it was corrected, for the tables."""
    facts = each.assessment.provenance
    changed = facts.model_copy(
        update={"recorded": each.entry.recorded, "dated_by": each.entry.dated_by}
    )
    return each.assessment.model_copy(update={"provenance": changed})


def _motion_files(each: _Exported) -> tuple[dict[str, bytes], list[str]]:
    if each.take is None:
        return {}, ["Landmarks, C3D, TRC, MOT and BIDS: no recording was kept of this take."]
    if each.motion is None:
        why_not = each.shown.undrawn or "the take shows no movement that was measured."
        return {}, [f"C3D, TRC, MOT and BIDS: {why_not}"]
    motion = each.motion
    files = {"angles.mot": to_mot(motion).encode()} if motion.angles else {}
    missing = ["Pelvic tilt in MOT: landmarks of the hips do not show it."]
    if motion.view not in SIDE_VIEWS:
        missing.append("hip_flexion and knee_angle in MOT: they need a view from the side.")
    if reason := why_no_markers(motion):
        missing.append(f"C3D and TRC: {reason}")
    else:
        files |= {
            "markers.c3d": to_c3d(motion),
            "markers.trc": to_trc(motion, "markers.trc").encode(),
        }
    if motion.unit == LEG_LENGTHS:
        missing.append(f"Metres in BIDS: {motion.no_metres} Lengths are in leg lengths.")
    return files, missing


def _scan(each: _Exported, subjects: Mapping[int, str]) -> Scan | None:
    protocol = installed().get(each.assessment.protocol)
    if each.motion is None or protocol is None:
        return None
    return Scan(
        subjects[each.entry.id], each.entry.recorded, each.motion, each.assessment, protocol
    )


def _manifest(each: _Exported, names: list[str], missing: list[str]) -> dict[str, object]:
    facts = each.assessment.provenance
    stems = {name.split(".")[0].split("/")[0] for name in names}
    private = {"person", "patient_id", "birth_year"}
    return {
        "format": "posecheck export 2",
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "note": NOT_A_DIAGNOSIS,
        "take": each.entry.uid,
        "recorded": each.entry.recorded.isoformat(timespec="seconds"),
        "dated_by": each.entry.dated_by,
        "notes": each.entry.notes.model_dump(mode="json", exclude=private),
        "posecheck_version": each.assessment.posecheck_version,
        "thresholds_version": facts.thresholds_version,
        "model_sha256": facts.model_sha256,
        "recording_digest": facts.recording_digest,
        "length_unit": each.motion.unit if each.motion is not None else "",
        "files": {name: about for name, about in _ABOUT.items() if name in stems},
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
            f"{folder} cannot be written ({why(error)}). Name a folder that is yours to write to."
        ) from error
    for name, content in files.items():
        write_atomic(folder / name, content)
    return [folder / name for name in files]


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
