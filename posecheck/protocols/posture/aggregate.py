"""One measure from several stands of the same person."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
from scipy.stats import t as student

from posecheck.assessment import Evidence, Measure, View
from posecheck.kinematics.statistics import Z95, Estimate
from posecheck.landmarks import Side
from posecheck.measures import MeasureKind
from posecheck.protocols.posture.thresholds import REAL_PEOPLE

FAR_OUTSIDE = "This lies far outside the bodies and postures it was fitted on."
_REAL_PEOPLE = asdict(REAL_PEOPLE)
_EVIDENCE: dict[Evidence, str] = {
    "markers": "From the two marked points.",
    "own_range": "From the place in your own range.",
    "silhouette": "Estimated from the silhouette alone.",
}


def over_stands(
    kind: MeasureKind,
    view: View,
    estimates: Sequence[Estimate | None],
    side: Side | None = None,
    *,
    evidence: Evidence | None = None,
    caution: str | None = None,
    missing: str = FAR_OUTSIDE,
) -> Measure:
    """Return the median of the stands with a 95 % interval.

    The models' error is the body's own and the same in each stand, so more stands do not make it
    smaller; what the stands differ by is added to it, and what landmarks on real people may err by
    beyond those on rendered ones.

    Parameters
    ----------
    missing : the reason given where no stand has an estimate.
    """
    known = [estimate for estimate in estimates if estimate is not None]
    if not known:
        return kind.missing(missing, view, side)
    values = np.array([estimate.value for estimate in known])
    half = float(np.median([estimate.half_width for estimate in known]))
    if len(values) > 1:
        between = values.std(ddof=1) / np.sqrt(len(values))
        half = float(np.hypot(half, student.ppf(0.975, len(values) - 1) * between))
    half = float(np.hypot(half, Z95 * _REAL_PEOPLE.get(kind.name, 0.0)))
    value = float(np.median(values))
    outside = next((each.caution for each in known if each.caution), None)
    how = _EVIDENCE[evidence] if evidence is not None else None
    median = Estimate(value, value - half, value + half, len(known))
    cautions = " ".join(filter(None, (how, caution, outside)))
    return kind.of(median, view, side, evidence=evidence, caution=cautions or None)
