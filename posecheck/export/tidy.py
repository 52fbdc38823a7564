"""Tidy CSV tables: one observation a row, units in the column's name or beside the value."""

import numpy as np
import pandas as pd

from posecheck.assessment import Assessment
from posecheck.landmarks import NAMES
from posecheck.recording import Recording


def measures_csv(assessment: Assessment, take: str) -> str:
    """Return one row per measure; one that could not be measured has its reason and no value."""
    frame = pd.DataFrame(
        [{"take": take, **measure.model_dump()} for measure in assessment.measures],
        columns=[
            "take", "name", "side", "value", "unit", "low", "high", "n", "view", "evidence",
            "reason",
        ],
    )  # fmt: skip
    frame["quality"] = assessment.quality.verdict
    frame["posecheck_version"] = assessment.posecheck_version
    frame["thresholds_version"] = assessment.provenance.thresholds_version
    return _text(frame)


def repetitions_csv(assessment: Assessment, take: str) -> str:
    """Return one row per lift, counted or not."""
    rows = [
        {"take": take, "repetition": index, **lift.model_dump()}
        for index, lift in enumerate(assessment.repetitions, 1)
    ]
    return _text(pd.DataFrame(rows, columns=None if rows else ["take", "repetition"]))


def landmarks_csv(recording: Recording) -> str:
    """Return one row per frame and landmark, as recorded: seconds, pixels with y down."""
    count = len(recording)
    points = recording.landmarks_px.reshape(-1, 2)
    frame = pd.DataFrame(
        {
            "t_s": np.repeat(recording.t_s, len(NAMES)),
            "landmark": np.tile(np.array(NAMES), count),
            "x_px": points[:, 0],
            "y_px": points[:, 1],
            "visibility": recording.visibility.ravel(),
        }
    )
    return _text(frame.round({"t_s": 6, "x_px": 3, "y_px": 3, "visibility": 4}))


def _text(frame: pd.DataFrame) -> str:
    return str(frame.to_csv(index=False, lineterminator="\n"))
