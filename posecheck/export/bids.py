"""A take as a BIDS-Motion data set (BIDS 1.9 and later).

The person's name is not in it: the subject is called after the take's number.
"""

import io
import json
from collections.abc import Iterable

import numpy as np

from posecheck.assessment import Assessment, View
from posecheck.export.motion import Motion
from posecheck.landmarks import NAMES

_TASKS = {"slow_march": "slowmarch", "standing_posture": "standing"}
_ACROSS = {
    "front": "to the person's right",
    "side-left": "forward",
    "side-right": "forward",
    "oblique": "to image right",
    "unknown": "to image right",
}


def to_bids(motion: Motion, assessment: Assessment, number: int) -> dict[str, str]:
    """Return the files of the data set, by their paths within it."""
    task = _TASKS[assessment.protocol]
    subject = f"sub-{number:02d}"
    stem = f"{subject}/motion/{subject}_task-{task}"
    system = f"{stem}_tracksys-mediapipe"
    return {
        "dataset_description.json": _json(_description(assessment)),
        "README": "One take of posecheck: landmarks of one camera, in the plane it sees.\n",
        "participants.tsv": _tsv(["participant_id"], [[subject]]),
        f"{system}_motion.tsv": _samples(motion),
        f"{system}_motion.json": _json(_about(motion, assessment, task)),
        f"{system}_channels.tsv": _channels(motion),
        f"{system}_channels.json": _json(_about_channels(motion)),
        f"{stem}_events.tsv": _events(assessment),
        f"{stem}_events.json": _json(_ABOUT_EVENTS),
    }


def _description(assessment: Assessment) -> dict[str, object]:
    return {
        "Name": f"posecheck {assessment.protocol}",
        "BIDSVersion": "1.10.0",
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "posecheck", "Version": assessment.posecheck_version}],
    }


def _about(motion: Motion, assessment: Assessment, task: str) -> dict[str, object]:
    facts = assessment.provenance
    return {
        "TaskName": task,
        "TaskDescription": "Lifting the knees slowly in turn"
        if task == "slowmarch"
        else "Standing still",
        "SamplingFrequency": motion.track.rate_hz,
        "SamplingFrequencyEffective": facts.frames_per_s or motion.track.rate_hz,
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
        [f"{name}_{axis}", axis, "POS", name, motion.unit, f"{motion.track.rate_hz:g}", "picture"]
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


def _events(assessment: Assessment) -> str:
    rows = [
        [
            f"{lift.start_s:.4f}",
            f"{lift.end_s - lift.start_s:.4f}",
            f"lift_{lift.side}",
            "yes" if lift.valid else "no",
        ]
        for lift in sorted(assessment.repetitions, key=lambda lift: lift.start_s)
    ]
    return _tsv(["onset", "duration", "trial_type", "counted"], rows)


_ABOUT_EVENTS = {
    "trial_type": {
        "Description": "Which leg was lifted",
        "Levels": {
            f"lift_{side}": f"the {side} leg" for side in ("left", "right", "unknown")
        },
    },
    "counted": {"Description": "Whether the lift counts in the measures"},
}  # fmt: skip


def _tsv(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    return "".join("\t".join(row) + "\n" for row in (head, *rows))


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
