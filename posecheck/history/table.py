"""The table of a batch: a row per take, as CSV and Parquet."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from posecheck.assessment import Assessment, Measure
from posecheck.export.tables import csv_of, parquet_of
from posecheck.files import write_atomic
from posecheck.history.batch import Outcome
from posecheck.history.notes import recorded, target_deg
from posecheck.wording import in_one_sentence

FAILED = "failed"


def table_of(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return a row per take: what it is, its verdict or failure with the sentence, its measures.

    A measure has its value in a column named after the measure and the side, and the ends of its
    95 % interval in two more, ending in `_low` and `_high`. An empty cell means that it could not
    be measured.
    """
    return pd.DataFrame([_row(outcome) for outcome in outcomes])


def write_table(table: pd.DataFrame, out: Path) -> tuple[Path, Path]:
    """Write the table as `batch.csv` and `batch.parquet`; return both paths.

    Raises
    ------
    OutputError : the folder cannot be written.
    """
    csv, parquet = out / "batch.csv", out / "batch.parquet"
    write_atomic(csv, csv_of(table))
    write_atomic(parquet, parquet_of(table))
    return csv, parquet


def _row(outcome: Outcome) -> dict[str, Any]:
    if outcome.assessment is None:
        return {"file": outcome.file, "verdict": FAILED, "message": outcome.problem}
    assessment = Assessment.from_json(outcome.assessment)
    facts, reasons = assessment.provenance, assessment.quality.reasons
    row: dict[str, Any] = {
        "file": outcome.file,
        "verdict": assessment.quality.verdict,
        "message": " ".join(reason.message for reason in reasons) or None,
        "headline": in_one_sentence(assessment),
        "protocol": assessment.protocol,
        "view": assessment.view,
        "recorded": recorded(assessment).isoformat(),
        "duration_s": facts.duration_s,
        "frames_per_s": facts.frames_per_s,
        "target_deg": target_deg(assessment),
        "repetitions": len(assessment.repetitions),
        "repetitions_counted": sum(lift.valid for lift in assessment.repetitions),
        "posecheck_version": assessment.posecheck_version,
        "thresholds_version": facts.thresholds_version,
        "model_sha256": facts.model_sha256,
    }
    for measure in assessment.measures:
        row |= _cells(measure)
    return row


def _cells(measure: Measure) -> dict[str, float | str | None]:
    name = f"{measure.name}_{measure.side}" if measure.side else measure.name
    if measure.unit == "class":
        return {name: measure.value}
    return {name: measure.value, f"{name}_low": measure.low, f"{name}_high": measure.high}
