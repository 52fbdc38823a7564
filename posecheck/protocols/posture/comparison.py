"""Whether the pelvis is tipped more or less than last time: a class, never degrees.

Between two takes of one person the body is the same, so what a silhouette cannot say of one person
against another it can say of one person against before. Two places in the own range are compared
where both takes have one, else the shapes of the two outlines.
"""

import numpy as np

from posecheck.assessment import Evidence, Measure
from posecheck.kinematics.statistics import Z95, Estimate
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.options import PostureOptions
from posecheck.protocols.posture.thresholds import COMPARISON, ERROR, TILT
from posecheck.station import Clothing
from posecheck.wording import span

MORE, LESS, ABOUT = "more", "less", "about_the_same"
NOTHING_COMMON = "This take and the earlier one have nothing in common that could be compared."
FROM_OUTLINES = "From the two outlines; other clothes or another place of the camera add to it."


def compared_measure(
    index: Measure, tipped: Measure, options: PostureOptions, clothing: Clothing
) -> Measure:
    """Return whether the pelvis is tipped more, less or about as much as in the earlier take.

    More or less is said only where the 95 % interval of the difference lies on one side of zero.
    """
    places, shapes = _of_places(index, options), _of_shapes(tipped, options, clothing)
    if places is not None:
        words = span(places.low, places.high, kinds.TILT_INDEX)
        caution = f"The two places in your own range lie {words} % of it apart, arched positive."
        return _classed(places, index, "own_range", caution)
    if shapes is not None:
        return _classed(shapes, tipped, "silhouette", FROM_OUTLINES)
    return kinds.TILT_COMPARED.missing(tipped.reason or NOTHING_COMMON, tipped.view)


def _classed(change: Estimate, now: Measure, evidence: Evidence, caution: str) -> Measure:
    name = MORE if change.low > 0 else LESS if change.high < 0 else ABOUT
    measure = kinds.TILT_COMPARED.of_class(name, now.view, now.n, caution=caution)
    return measure.model_copy(update={"evidence": evidence})


def _of_places(now: Measure, options: PostureOptions) -> Estimate | None:
    """Return the change of the place in the own range, percent of it.

    The interval is that of both places, never narrower than what standing differs by from day to
    day.
    """
    low, before, high = (
        options.previous_index_low, options.previous_index, options.previous_index_high,
    )  # fmt: skip
    if not isinstance(now.value, float) or now.low is None or now.high is None:
        return None
    if before is None or low is None or high is None:
        return None
    half = float(np.hypot(now.high - now.low, high - low)) / 2
    half = max(half, 100 * TILT.change_detectable / TILT.own_range)
    change = now.value - before
    return Estimate(change, change - half, change + half, now.n)


def _of_shapes(now: Measure, options: PostureOptions, clothing: Clothing) -> Estimate | None:
    """Return the change of the outline's shape, degrees of a rendered pelvis.

    What one body's outline errs by in other clothes, at another place of the camera and on another
    day does not shrink with the number of stands of one day.
    """
    before = options.previous_from_neutral
    if not isinstance(now.value, float) or before is None:
        return None
    sds = [
        float(np.hypot(COMPARISON.session_sd * (ERROR.clothing if loose else 1), TILT.standing_sd))
        for loose in (clothing == "loose", options.previous_loose)
    ]
    half = Z95 * float(np.hypot(sds[0], sds[1]))
    change = now.value - before
    return Estimate(change, change - half, change + half, now.n)
