"""The list of a posture check's measures, and the comparison with last time.

Whether the pelvis is tipped more or less than last time is a class, never degrees. Between two
takes of one person the body is the same, so what a silhouette cannot say of one person against
another it can say of one person against before. Two places in the person's own range are compared
where both takes have one, else the shapes of the two outlines.
"""

from collections.abc import Callable, Sequence

import numpy as np

from posecheck.assessment import Evidence, Measure
from posecheck.kinematics.statistics import Z95, Estimate
from posecheck.landmarks import SIDES
from posecheck.measures import MeasureKind
from posecheck.protocols.posture import PostureOptions, kinds
from posecheck.protocols.posture.alignment import NO_PELVIS_LEVEL, angle_measures, front_measures
from posecheck.protocols.posture.analysis import PostureAnalysis
from posecheck.protocols.posture.pelvis import (
    Profile,
    and_loose,
    index_measure,
    own_range,
    rotation_measure,
    tilt_measure,
    why_not,
)
from posecheck.protocols.posture.side_view import Shape
from posecheck.protocols.posture.stand import over_stands
from posecheck.protocols.posture.thresholds import COMPARISON, ERROR, TILT
from posecheck.station import Clothing
from posecheck.wording import span

NO_SIDE = "It needs a view from the side."
NO_FRONT = "It needs a view from the front."
NO_RANGE = "It needs three clips from the side: relaxed, tail tucked under, back arched."
MORE, LESS, ABOUT = "more", "less", "about_the_same"
NOTHING_COMMON = "This take and the earlier one have nothing in common that could be compared."
FROM_OUTLINES = "From the two outlines; other clothes or another place of the camera add to it."


def posture_measures(analysis: PostureAnalysis) -> list[Measure]:
    """Return every measure, those that could not be taken with their reason.

    Raises
    ------
    OptionError
        marked points that cannot lie on a pelvis.
    """
    return [*_from_the_side(analysis), *_from_the_front(analysis)]


def _from_the_side(analysis: PostureAnalysis) -> list[Measure]:
    usual, clothing = analysis.usual, analysis.clothing
    if not usual:
        return [kind.missing(NO_SIDE) for kind in (*kinds.FROM_THE_SIDE, *_asked(analysis.options))]
    profiles = [profile for profile, _ in usual]
    index = _index(analysis)
    tipped = rotation_measure(profiles, clothing)
    measures = [
        *angle_measures([profile.figure for profile in profiles]),
        tipped,
        tilt_measure(usual),
        index,
        *shape_measures(profiles, clothing),
    ]
    if _asked(analysis.options):
        measures.append(compared_measure(index, tipped, analysis.options, clothing))
    return measures


def _asked(options: PostureOptions) -> tuple[MeasureKind, ...]:
    """Return the comparison with an earlier result, where one was asked for."""
    before = (options.previous_index, options.previous_from_neutral)
    return (kinds.TILT_COMPARED,) if any(value is not None for value in before) else ()


def _index(analysis: PostureAnalysis) -> Measure:
    relaxed = analysis.of("relaxed") or analysis.of("side")
    tuck, arch = analysis.of("tuck"), analysis.of("arch")
    if not (tuck and arch):
        return kinds.TILT_INDEX.missing(NO_RANGE, analysis.view)
    found = own_range(relaxed, tuck[0], arch[0], analysis.clothing)
    return index_measure(found, analysis.view, analysis.clothing)


def _from_the_front(analysis: PostureAnalysis) -> list[Measure]:
    if analysis.front:
        return front_measures(analysis.front)
    missing = []
    for kind in kinds.FROM_THE_FRONT:
        reason = NO_PELVIS_LEVEL if kind is kinds.PELVIS_LEVEL else NO_FRONT
        sides = SIDES if kind.per_side else (None,)
        missing += [kind.missing(reason, "unknown", side) for side in sides]
    return missing


NO_FRONT_EDGE = "Arms or hands hide the front of the body."
_Read = Callable[[Shape], float | None]
_SHAPES: tuple[tuple[MeasureKind, float, _Read], ...] = (
    (kinds.LUMBAR_DEPTH, ERROR.lumbar_depth, lambda shape: 100 * shape.depth),
    (kinds.LUMBAR_LORDOSIS, ERROR.lumbar_lordosis, lambda shape: shape.lordosis_deg),
    (
        kinds.BELLY,
        ERROR.belly_protrusion,
        lambda shape: None if shape.belly is None else 100 * shape.belly,
    ),
    (kinds.BUTTOCK, ERROR.buttock_prominence, lambda shape: -100 * float(shape.buttock[0])),
)


def shape_measures(profiles: Sequence[Profile], clothing: Clothing) -> list[Measure]:
    """Return the lengths and angles of the outline: they describe a shape, not bones."""
    shapes = [] if clothing == "coat" else [each.shape for each in profiles if each.shape]
    why = NO_FRONT_EDGE if shapes else why_not(profiles, clothing)
    measures = []
    for kind, usual, read in _SHAPES:
        error = usual * ERROR.clothing if clothing == "loose" else usual
        values = [read(shape) for shape in shapes]
        estimates = [None if value is None else Estimate.of_sd(value, error) for value in values]
        measures.append(
            over_stands(
                kind,
                profiles[0].figure.view,
                estimates,
                evidence="silhouette",
                caution=and_loose(None, clothing),
                missing=why,
            )
        )
    return measures


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
    """Return the change of the place in the person's own range, percent of it.

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
