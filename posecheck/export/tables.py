"""The tables of an export, as CSV and Parquet, and the data dictionary of what is in them.

There is one of takes, of repetitions, of a batch and of curves; the dictionary names every measure
and column, with units in UCUM.
"""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from posecheck.analysis import Figure
from posecheck.assessment import Assessment, Measure
from posecheck.assessment_file import read_assessment
from posecheck.files import write_atomic
from posecheck.history.batch import Outcome
from posecheck.history.notes import recorded, target_deg
from posecheck.landmarks import NAMES
from posecheck.measures import UNITS, Unit
from posecheck.plain import cell
from posecheck.recording import Recording
from posecheck.registry import kind_of, measure_kinds
from posecheck.summary import in_one_sentence

_NUMBERS = ("value", "low", "high")


def measures_frame(assessment: Assessment) -> pd.DataFrame:
    """Return one row per measure; one that could not be measured has its reason and no value.

    `value`, `low` and `high` are numbers or NaN; a class stands by name in `class`.
    """
    rows = [
        {
            "measure": measure.name,
            "label": kind_of(measure).label,
            "side": measure.side,
            "value": measure.value if isinstance(measure.value, float) else None,
            "class": measure.value if isinstance(measure.value, str) else None,
            "low": measure.low,
            "high": measure.high,
            "unit": measure.unit,
            "n": measure.n,
            "view": measure.view,
            "evidence": measure.evidence,
            "reason": measure.reason,
            "caution": measure.caution,
            "tested_on": measure.tested_on,
        }
        for measure in assessment.measures
    ]
    frame = pd.DataFrame(rows)
    return frame.astype(dict.fromkeys(_NUMBERS, "float64"))


def measures_table(assessment: Assessment, take: str) -> pd.DataFrame:
    """Return the measures for a file: rounded to what can be meant, with take, time and versions.

    Numbers have one decimal more than a report gives them.
    """
    frame = measures_frame(assessment)
    digits = [kind_of(name).digits + 1 for name in frame["measure"]]
    for column in _NUMBERS:
        pairs = zip(frame[column], digits, strict=True)
        frame[column] = [round(value, places) for value, places in pairs]
    facts = assessment.provenance
    for place, (name, value) in enumerate(_about(assessment, take).items()):
        frame.insert(place, name, value)
    frame["quality"] = assessment.quality.verdict
    frame["posecheck_version"] = assessment.posecheck_version
    frame["thresholds_version"] = facts.thresholds_version
    return frame


def repetitions_table(assessment: Assessment, take: str) -> pd.DataFrame:
    """Return one row per repetition, counted or not, with a column for each of its measures."""
    rows = []
    names = dict.fromkeys(name for each in assessment.repetitions for name in each.values)
    for index, each in enumerate(assessment.repetitions, 1):
        row: dict[str, Any] = {
            **_about(assessment, take),
            "repetition": index,
            "side": each.side,
            "start_s": round(each.start_s, 3),
            "peak_s": round(each.peak_s, 3),
            "end_s": round(each.end_s, 3),
        }
        for name in names:
            quantity = each.values.get(name)
            row[name] = _rounded(quantity.value if quantity else None, name)
            if any(name in other.values and other.values[name].low is not None
                   for other in assessment.repetitions):  # fmt: skip
                row[f"{name}_low"] = _rounded(quantity.low if quantity else None, name)
                row[f"{name}_high"] = _rounded(quantity.high if quantity else None, name)
        row |= {"valid": each.valid, "reason": each.reason}
        rows.append(row)
    return pd.DataFrame(rows, columns=None if rows else ["take", "repetition"])


def landmarks_table(recording: Recording) -> pd.DataFrame:
    """Return one row per frame and landmark, as labelled by the model: pixels with y down."""
    return _landmarks(recording.t_s, recording.landmarks_px).assign(
        visibility=recording.visibility.ravel().round(4)
    )


def figure_table(figure: Figure) -> pd.DataFrame:
    """Return one row per moment and landmark of the repaired movement: pixels with y down."""
    return _landmarks(figure.t_s, figure.xy_px)


def csv_of(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV (UTF-8, comma, one line end for all systems), formulas disarmed."""
    safe = frame.map(lambda value: cell(value) if isinstance(value, str) else value)
    return str(safe.to_csv(index=False, lineterminator="\n")).encode()


def parquet_of(frame: pd.DataFrame) -> bytes:
    """Return a table as Parquet."""
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()


def _about(assessment: Assessment, take: str) -> dict[str, str]:
    return {
        "take": take,
        "protocol": assessment.protocol,
        "recorded": recorded(assessment).isoformat(timespec="seconds"),
        "dated_by": assessment.provenance.dated_by,
    }


def _rounded(value: float | str | None, name: str) -> float | str | None:
    return round(value, kind_of(name).digits + 1) if isinstance(value, float) else value


def _landmarks(t_s: Any, points_px: Any) -> pd.DataFrame:
    points = np.asarray(points_px, float).reshape(-1, 2)
    return pd.DataFrame(
        {
            "t_s": np.repeat(np.asarray(t_s, float), len(NAMES)).round(6),
            "landmark": np.tile(np.array(NAMES), len(t_s)),
            "x_px": points[:, 0].round(3),
            "y_px": points[:, 1].round(3),
        }
    )


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
    OutputError
        the folder cannot be written.
    """
    csv, parquet = out / "batch.csv", out / "batch.parquet"
    write_atomic(csv, csv_of(table))
    write_atomic(parquet, parquet_of(table))
    return csv, parquet


def _row(outcome: Outcome) -> dict[str, Any]:
    if outcome.assessment is None:
        return {"file": outcome.file, "verdict": FAILED, "message": outcome.problem}
    assessment = read_assessment(outcome.assessment)
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


UCUM: Mapping[Unit, str] = {
    "deg": "deg",
    "deg/s": "deg/s",
    "deg/lift": "deg/{lift}",
    "s": "s",
    "%": "%",
    "1/min": "/min",
    "ratio": "1",
    "count": "{count}",
    "class": "",
}


def ucum_of(unit: str) -> str:
    """Return a unit in UCUM; one that is not known here as an annotation."""
    return next((code for name, code in UCUM.items() if name == unit), f"{{{unit}}}")


COLUMNS: dict[str, str] = {
    "take": "unique name of the take, the same in every history it was taken along to",
    "protocol": "name of the test",
    "recorded": "when the take was recorded: ISO 8601 with the zone of the clock beside it",
    "dated_by": "where that comes from: clock, given, file (container or EXIF), modified (when the "
    "file was last changed), unknown",
    "measure": "which quantity, by its stable name; see below",
    "label": "the same in words",
    "side": "the person's own side; empty for both or neither",
    "value": "number in `unit`; empty for a class and for what could not be measured",
    "class": "name of a class, where the quantity is one",
    "low": "lower end of the 95 % interval",
    "high": "upper end of the 95 % interval",
    "unit": "unit of value, low and high",
    "n": "repetitions, stands or samples behind it",
    "view": "the view that it was measured in",
    "evidence": "what it rests on, where that is graded",
    "reason": "why there is no value, or why a repetition does not count",
    "caution": "what to keep in mind with the value",
    "tested_on": "what its error was measured on",
    "quality": "ok, degraded or unusable",
    "repetition": "number of the repetition, from 1",
    "start_s": "when it began, seconds since the take began",
    "peak_s": "its turning point, seconds",
    "end_s": "when it ended, seconds",
    "valid": "whether it counts",
    "t_s": "seconds since the take began",
    "landmark": "name of the point of the body",
    "x_px": "pixels to image right; the picture is not mirrored",
    "y_px": "pixels downward",
    "visibility": "the model's own estimate, 0 to 1",
    "posecheck_version": "the posecheck that made the assessment",
    "thresholds_version": "versions of its files of thresholds",
}


def dictionary() -> pd.DataFrame:
    """Return one row per measure of every installed protocol, then one per column.

    A measure of one repetition stands in a column of its own name; `_low` and `_high` behind it
    are the ends of its interval.
    """
    measures = [
        {
            "name": kind.name,
            "is": "measure",
            "label": kind.label,
            "unit": kind.unit,
            "unit_in_words": UNITS[kind.unit],
            "ucum": UCUM[kind.unit],
            "digits": kind.digits,
            "definition": kind.definition,
            "positive": kind.sign,
            "sides": "left, right" if kind.per_side else "",
            "views": ", ".join(kind.views),
            "classes": "; ".join(f"{name}: {words}" for name, words in kind.classes.items()),
            "source": kind.source,
            "tested_on": kind.tested_on,
            "formerly": ", ".join(kind.formerly),
        }
        for kind in measure_kinds().values()
    ]
    columns = [
        {"name": name, "is": "column", "definition": words} for name, words in COLUMNS.items()
    ]
    frame = pd.DataFrame([*measures, *columns])
    return frame.astype({"digits": "Int64"})
