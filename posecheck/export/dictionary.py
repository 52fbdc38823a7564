"""The data dictionary: every measure and column of the tables, and their units in UCUM."""

from collections.abc import Mapping

import pandas as pd

from posecheck.measures import UNITS, Unit
from posecheck.registry import measure_kinds

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
