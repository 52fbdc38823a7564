"""One measure from several stands of the same person."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import t as student

from posecheck.assessment import Evidence, Measure, View
from posecheck.protocols.posture.regression import Estimate

FAR_OUTSIDE = "this lies far outside the bodies and postures it was fitted on"
_EVIDENCE: dict[Evidence, str] = {
    "markers": "from the two marked points",
    "own_range": "from the place in your own range",
    "silhouette": "estimated from the silhouette alone",
}
_OUTSIDE = "outside the bodies and postures it was fitted on, so the interval is wide"


def over_stands(
    name: str,
    unit: str,
    view: View,
    estimates: Sequence[Estimate | None],
    evidence: Evidence | None = None,
    caution: str | None = None,
    missing: str = FAR_OUTSIDE,
) -> Measure:
    """Return the median of the stands with a 95 % interval.

    The models' error is the body's own and the same in each stand, so more stands do not make it
    smaller; what the stands differ by is added to it.

    Parameters
    ----------
    missing : the reason given where no stand has an estimate.
    """
    known = [estimate for estimate in estimates if estimate is not None]
    if not known:
        return Measure(name=name, value=None, unit=unit, view=view, reason=missing)
    values = np.array([estimate.value for estimate in known])
    half = float(np.median([estimate.half_width for estimate in known]))
    if len(values) > 1:
        between = values.std(ddof=1) / np.sqrt(len(values))
        half = float(np.hypot(half, student.ppf(0.975, len(values) - 1) * between))
    outside = _OUTSIDE if any(estimate.outside for estimate in known) else None
    how = _EVIDENCE[evidence] if evidence is not None else None
    value = float(np.median(values))
    return Measure(
        name=name,
        value=round(value, 2),
        unit=unit,
        low=round(value - half, 2),
        high=round(value + half, 2),
        n=len(known),
        view=view,
        evidence=evidence,
        reason="; ".join(filter(None, (how, caution, outside))) or None,
    )
