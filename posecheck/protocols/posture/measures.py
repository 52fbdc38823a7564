"""The list of a posture check's measures."""

from posecheck.assessment import Measure
from posecheck.landmarks import SIDES
from posecheck.measures import MeasureKind
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.alignment import angle_measures
from posecheck.protocols.posture.analysis import PostureAnalysis
from posecheck.protocols.posture.comparison import compared_measure
from posecheck.protocols.posture.frontal import NO_PELVIS_LEVEL, front_measures
from posecheck.protocols.posture.options import PostureOptions
from posecheck.protocols.posture.pelvis import (
    index_measure,
    own_range,
    rotation_measure,
    tilt_measure,
)
from posecheck.protocols.posture.shape_measures import shape_measures

NO_SIDE = "It needs a view from the side."
NO_FRONT = "It needs a view from the front."
NO_RANGE = "It needs three clips from the side: relaxed, tail tucked under, back arched."


def posture_measures(analysis: PostureAnalysis) -> list[Measure]:
    """Return every measure, those that could not be taken with their reason.

    Raises
    ------
    OptionError : marked points that cannot lie on a pelvis.
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
