"""Several takes as one BIDS data set (BIDS-Motion, BIDS 1.9 and later).

A subject per person, sessions by date. No name is in it: a person is called after the order in
which the history first met them. Times of day and zone stand in the tables of sessions and scans.
Units and axes are those of `motion`.
"""

import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from posecheck.assessment import Assessment, View
from posecheck.export.motion import Motion
from posecheck.landmarks import NAMES
from posecheck.registry import AnyProtocol

_ACROSS = {
    "front": "to the person's right",
    "side-left": "forward",
    "side-right": "forward",
    "oblique": "to image right",
    "unknown": "to image right",
}


@dataclass(frozen=True, eq=False)
class Scan:
    """One take of the data set.

    Attributes
    ----------
    subject
        label of the person, letters and digits.
    recorded
        when, with its zone.
    """

    subject: str
    recorded: datetime
    motion: Motion
    assessment: Assessment
    protocol: AnyProtocol

    @property
    def session(self) -> str:
        """Label of the session: the date by the clock beside the take."""
        return f"{self.recorded:%Y%m%d}"

    @property
    def task(self) -> str:
        """Label of the task."""
        return re.sub(r"[^a-z0-9]", "", self.protocol.name)


def to_bids(scans: Sequence[Scan]) -> dict[str, str]:
    """Return the files of the data set, by their paths within it.

    Parameters
    ----------
    scans
        in any order; several of one person, task and day become runs, in order of time.
    """
    ordered = sorted(scans, key=lambda scan: (scan.subject, scan.recorded))
    subjects = dict.fromkeys(scan.subject for scan in ordered)
    files = {
        "dataset_description.json": _json(_description(ordered)),
        "README": "Takes of posecheck: landmarks of one camera, in the plane it sees.\n",
        "participants.tsv": _tsv(["participant_id"], [[f"sub-{each}"] for each in subjects]),
    }
    for subject in subjects:
        own = [scan for scan in ordered if scan.subject == subject]
        files |= _of_subject(subject, own)
    return files


def _of_subject(subject: str, scans: Sequence[Scan]) -> dict[str, str]:
    files: dict[str, str] = {}
    sessions = dict.fromkeys(scan.session for scan in scans)
    rows = []
    for session in sessions:
        own = [scan for scan in scans if scan.session == session]
        rows.append([f"ses-{session}", _time(own[0].recorded)])
        folder = f"sub-{subject}/ses-{session}"
        listed = []
        for scan in own:
            alike = [other for other in own if other.task == scan.task]
            run = f"_run-{alike.index(scan) + 1}" if len(alike) > 1 else ""
            made = _of_scan(f"sub-{subject}_ses-{session}_task-{scan.task}", run, scan)
            files |= {f"{folder}/motion/{name}": text for name, text in made.items()}
            name = next(name for name in made if name.endswith("_motion.tsv"))
            listed.append([f"motion/{name}", _time(scan.recorded)])
        files[f"{folder}/sub-{subject}_ses-{session}_scans.tsv"] = _tsv(
            ["filename", "acq_time"], listed
        )
    files[f"sub-{subject}/sub-{subject}_sessions.tsv"] = _tsv(["session_id", "acq_time"], rows)
    return files


def _of_scan(stem: str, run: str, scan: Scan) -> dict[str, str]:
    system = f"{stem}_tracksys-mediapipe{run}"
    return {
        f"{system}_motion.tsv": _samples(scan.motion),
        f"{system}_motion.json": _json(_about(scan)),
        f"{system}_channels.tsv": _channels(scan.motion),
        f"{system}_channels.json": _json(_about_channels(scan.motion)),
        f"{stem}{run}_events.tsv": _events(scan),
        f"{stem}{run}_events.json": _json(_about_events(scan.protocol)),
    }


def _time(moment: datetime) -> str:
    """Return a time as BIDS writes it: by the clock beside the take, without its zone."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}"


def _description(scans: Sequence[Scan]) -> dict[str, object]:
    versions = dict.fromkeys(scan.assessment.posecheck_version for scan in scans)
    return {
        "Name": "posecheck takes",
        "BIDSVersion": "1.10.0",
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "posecheck", "Version": each} for each in versions],
    }


def _about(scan: Scan) -> dict[str, object]:
    facts, motion = scan.assessment.provenance, scan.motion
    return {
        "TaskName": scan.task,
        "TaskDescription": scan.protocol.about,
        "SamplingFrequency": motion.rate_hz,
        "SamplingFrequencyEffective": facts.frames_per_s or motion.rate_hz,
        "MotionChannelCount": 2 * len(NAMES),
        "POSChannelCount": 2 * len(NAMES),
        "TrackedPointsCount": len(NAMES),
        "RecordingDuration": facts.duration_s,
        "RecordingType": "continuous",
        "TrackingSystemName": "mediapipe",
        "Manufacturer": "Google",
        "ManufacturersModelName": facts.model_name or "pose landmarker",
        "SoftwareVersions": ", ".join(f"{k} {v}" for k, v in facts.packages.items()) or "n/a",
        "SpatialAxes": _axes(motion.view),
        "MissingValues": "n/a",
    }


def _axes(view: View) -> str:
    """Return where x, y and z point, in BIDS' letters: right, anterior, superior, or none."""
    across = {"front": "R", "side-left": "A", "side-right": "A"}.get(view, "_")
    return f"{across}S_"


def _samples(motion: Motion) -> str:
    values = np.stack([motion.across, motion.up], axis=-1).reshape(len(motion.up), -1)
    out = io.StringIO()
    np.savetxt(out, values, fmt="%.5f", delimiter="\t")
    return out.getvalue().replace("nan", "n/a")


def _channels(motion: Motion) -> str:
    rows = [
        [f"{name}_{axis}", axis, "POS", name, motion.unit, f"{motion.rate_hz:g}", "picture"]
        for name in NAMES
        for axis in ("x", "y")
    ]
    head = [
        "name", "component", "type", "tracked_point", "units", "sampling_frequency",
        "reference_frame",
    ]  # fmt: skip
    return _tsv(head, rows)


def _about_channels(motion: Motion) -> dict[str, object]:
    return {
        "reference_frame": {
            "Description": "The upright plane of the picture",
            "Levels": {
                "picture": {
                    "SpatialAxes": _axes(motion.view),
                    "Description": f"x {_ACROSS[motion.view]}, y up, from the middle of the "
                    "ankles in quiet standing",
                }
            },
        }
    }


def _events(scan: Scan) -> str:
    noun = (scan.protocol.repetition or ("repetition", "repetitions"))[0]
    rows = [
        [
            f"{each.start_s:.4f}",
            f"{each.end_s - each.start_s:.4f}",
            f"{noun}_{each.side}",
            "yes" if each.valid else "no",
        ]
        for each in sorted(scan.assessment.repetitions, key=lambda each: each.start_s)
    ]
    return _tsv(["onset", "duration", "trial_type", "counted"], rows)


def _about_events(protocol: AnyProtocol) -> dict[str, object]:
    noun = (protocol.repetition or ("repetition", "repetitions"))[0]
    sides = ("left", "right", "both", "unknown")
    return {
        "trial_type": {
            "Description": f"Which side moved in a {noun}",
            "Levels": {f"{noun}_{side}": f"side: {side}" for side in sides},
        },
        "counted": {"Description": f"Whether the {noun} counts in the measures"},
    }


def _tsv(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    return "".join("\t".join(row) + "\n" for row in (head, *rows))


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
