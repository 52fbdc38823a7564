"""The list of a posture check's measures."""

from collections.abc import Sequence

from posecheck.assessment import Measure, View
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import SIDES
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.aggregate import over_stands
from posecheck.protocols.posture.alignment import (
    angle_measures,
    class_measure,
    class_of,
    side_angles,
)
from posecheck.protocols.posture.analysis import PostureAnalysis
from posecheck.protocols.posture.frontal import NO_PELVIS_LEVEL, front_measures
from posecheck.protocols.posture.model_inputs import landmark_features
from posecheck.protocols.posture.options import PostureOptions
from posecheck.protocols.posture.pelvis import (
    BONES,
    NO_SILHOUETTE,
    Profile,
    and_loose,
    change_measure,
    index_measure,
    on_a_pelvis,
    own_range,
    rotation_measure,
    tilt_of_markers,
    tilt_of_own_range,
    tilt_of_rotation,
)
from posecheck.protocols.posture.shape_measures import shape_measures
from posecheck.protocols.posture.trial import StandingTrial
from posecheck.take import Clothing

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
    usual = analysis.usual
    if not usual:
        missing = [kind.missing(NO_SIDE) for kind in kinds.FROM_THE_SIDE]
        return [*missing, *_change(kinds.TILT_INDEX.missing(NO_SIDE), analysis.options)]
    profiles = [profile for profile, _ in usual]
    figures = [profile.figure for profile in profiles]
    angles = [side_angles(figure) for figure in figures]
    classes = [
        class_of(a, p.shape, landmark_features(p.figure)["turn"])
        for a, p in zip(angles, profiles, strict=True)
    ]
    index = _index(analysis)
    tipped = rotation_measure(profiles, analysis.clothing)
    return [
        class_measure(classes, figures),
        *angle_measures(angles, figures),
        tipped,
        _tilt(usual, tipped, index, analysis.clothing),
        index,
        *_change(index, analysis.options),
        *shape_measures(profiles, analysis.clothing),
    ]


def _index(analysis: PostureAnalysis) -> Measure:
    relaxed = analysis.of("relaxed") or analysis.of("side")
    tuck, arch = analysis.of("tuck"), analysis.of("arch")
    if not (tuck and arch):
        return kinds.TILT_INDEX.missing(NO_RANGE, analysis.view)
    found = own_range(relaxed, tuck[0], arch[0], analysis.clothing)
    return index_measure(found, analysis.view, analysis.clothing)


def _change(index: Measure, options: PostureOptions) -> list[Measure]:
    before = options.previous_index
    low, high = options.previous_index_low, options.previous_index_high
    if before is None or low is None or high is None:
        return []
    return [change_measure(index, Estimate(before, low, high, 1))]


def _tilt(
    usual: Sequence[tuple[Profile, StandingTrial]],
    tipped: Measure,
    index: Measure,
    clothing: Clothing,
) -> Measure:
    """Return the clinical tilt by the best evidence there is."""
    view: View = tipped.view
    marked = [_tilt_of_marked(profile, trial) for profile, trial in usual]
    if any(tilt is not None for tilt in marked):
        return over_stands(kinds.PELVIC_TILT, view, marked, evidence="markers")
    by_range = tilt_of_own_range(index)
    if by_range is not None:
        loose = and_loose(None, clothing)
        return over_stands(kinds.PELVIC_TILT, view, [by_range], evidence="own_range", caution=loose)
    return over_stands(
        kinds.PELVIC_TILT,
        view,
        [tilt_of_rotation(tipped)],
        evidence="silhouette",
        caution=and_loose(BONES, clothing),
        missing=tipped.reason or NO_SILHOUETTE,
    )


def _tilt_of_marked(profile: Profile, trial: StandingTrial) -> Estimate | None:
    """Return the tilt of the marked points; None for none, or for spots mistaken for stickers.

    What the user clicked is refused with a sentence; what only looked like stickers is nothing
    that the user could put right.
    """
    if trial.markers is None:
        return None
    if trial.markers.found and not on_a_pelvis(profile.figure, trial.markers):
        return None
    return tilt_of_markers(profile.figure, trial.markers, trial.roll_sd_deg)


def _from_the_front(analysis: PostureAnalysis) -> list[Measure]:
    if analysis.front:
        return front_measures(analysis.front)
    missing = []
    for kind in kinds.FROM_THE_FRONT:
        reason = NO_PELVIS_LEVEL if kind is kinds.PELVIS_LEVEL else NO_FRONT
        sides = SIDES if kind.per_side else (None,)
        missing += [kind.missing(reason, "unknown", side) for side in sides]
    return missing
