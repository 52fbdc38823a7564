"""An assessment as tables of pandas, for Python, CSV and Parquet."""

import pandas as pd

from posecheck.assessment import Assessment
from posecheck.measures import kind_of


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
    return frame.astype({name: "float64" for name in ("value", "low", "high")})
