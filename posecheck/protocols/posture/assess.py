"""The standing posture check: from stands to an assessment. Pure."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from posecheck.assessment import (
    Assessment,
    Measure,
    Provenance,
    Quality,
    QualityReason,
    Verdict,
    View,
)
from posecheck.protocols.posture import regression
from posecheck.protocols.posture.aggregate import over_stands
from posecheck.protocols.posture.alignment import (
    ANGLES,
    angle_measures,
    class_measure,
    class_of,
    side_angles,
)
from posecheck.protocols.posture.back_profile import shape_of
from posecheck.protocols.posture.body_frame import figure_of
from posecheck.protocols.posture.findings import findings_of
from posecheck.protocols.posture.frontal import NO_PELVIS_LEVEL, front_measures
from posecheck.protocols.posture.gates import refuse_front, refuse_side
from posecheck.protocols.posture.model_inputs import landmark_features
from posecheck.protocols.posture.pelvis import (
    BONES,
    NO_SILHOUETTE,
    Clothing,
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
    why_not,
)
from posecheck.protocols.posture.regression import Estimate
from posecheck.protocols.posture.shape_measures import SHAPES, shape_measures
from posecheck.stand import Markers, Stand
from posecheck.thresholds import MARKERS, SHARED

NO_SIDE = "needs a view from the side"
NO_FRONT = "needs a view from the front"
NO_RANGE = "needs three clips from the side: relaxed, tail tucked under, back arched"
_SIDE = ("posture_class", *ANGLES, "pelvic_rotation", "pelvic_tilt", *SHAPES)
_FRONT = ("shoulder_level", "lateral_shift", "hip_shift", "trunk_side_ratio", "knee_alignment")
_CLOTHING = {
    "loose": "Loose clothes blur the outline of the body; what rests on it is less certain.",
    "coat": "A coat, skirt or robe hides the outline of the body; what rests on it is left out.",
}
_UNITS = {
    "posture_class": "class",
    **SHAPES,
    "lateral_shift": "%",
    "hip_shift": "%",
    "trunk_side_ratio": "%",
}


@dataclass(frozen=True, eq=False)
class PostureTake:
    """The stands of one check; at least one.

    Attributes
    ----------
    side, front : stands in that view; three are better than one.
    tuck, arch : side views with the tail tucked under and with the back arched, as far as is
        comfortable; both or neither.
    relaxed : side views of the usual stance to set between them; without any, `side` serves.
    """

    side: Sequence[Stand] = ()
    front: Sequence[Stand] = ()
    relaxed: Sequence[Stand] = ()
    tuck: Stand | None = None
    arch: Stand | None = None

    def from_the_side(self) -> list[Stand]:
        """Return all side views."""
        ends = [stand for stand in (self.tuck, self.arch) if stand is not None]
        return [*self.side, *self.relaxed, *ends]


@dataclass(frozen=True)
class PostureOptions:
    """What the user says.

    Attributes
    ----------
    clothing : "fitted", "loose" (widens what rests on the silhouette) or "coat" (voids it).
    previous : the `pelvic_tilt_index` of an earlier time, to give the change since then.
    """

    clothing: Clothing = "fitted"
    previous: Measure | None = None


def refusals(take: PostureTake) -> tuple[QualityReason, ...]:
    """Return why stands of a take cannot be measured, one reason for each that cannot."""
    sides = (refuse_side(stand) for stand in take.from_the_side())
    fronts = (refuse_front(stand) for stand in take.front)
    return tuple(reason for reason in (*sides, *fronts) if reason is not None)


def assess(take: PostureTake, options: PostureOptions | None = None) -> Assessment:
    """Return what the stands say.

    Stands that cannot be measured are left out and said so in the quality; what is left gives the
    measures, and every measure that it cannot give is listed with the reason.

    Raises
    ------
    OptionError : markers that cannot lie on a pelvis.
    """
    options = options or PostureOptions()
    refused = refusals(take)
    kept = PostureTake(
        side=_kept(take.side, refuse_side),
        front=_kept(take.front, refuse_front),
        relaxed=_kept(take.relaxed, refuse_side),
        tuck=next(iter(_kept([take.tuck] if take.tuck else [], refuse_side)), None),
        arch=next(iter(_kept([take.arch] if take.arch else [], refuse_side)), None),
    )
    measures = [*_from_the_side(kept, options), *_from_the_front(kept)]
    stands = [*kept.from_the_side(), *kept.front]
    limits = (*refused, *_limits(kept, options))
    verdict: Verdict = "unusable" if not stands else "degraded" if limits else "ok"
    return Assessment(
        posecheck_version=version("posecheck"),
        protocol="standing_posture",
        view=_view(kept),
        quality=Quality(verdict=verdict, reasons=limits),
        measures=tuple(measures),
        findings=findings_of(measures),
        provenance=_provenance(stands or [*take.from_the_side(), *take.front], options),
    )


def _kept(stands: Sequence[Stand], refuse: Callable[[Stand], QualityReason | None]) -> list[Stand]:
    return [stand for stand in stands if refuse(stand) is None]


def _limits(take: PostureTake, options: PostureOptions) -> list[QualityReason]:
    """Return what keeps the side views that were measured from being fully trusted."""
    sides = take.from_the_side()
    if sides and options.clothing != "fitted":
        return [QualityReason(gate="clothing", message=_CLOTHING[options.clothing])]
    return [
        QualityReason(
            gate="outline",
            message=f"In {stand.recording.meta.source} {why_not([profile], options.clothing)}.",
        )
        for stand, profile in ((stand, _profile(stand)) for stand in sides)
        if profile.shape is None
    ]


def _view(take: PostureTake) -> View:
    usual = [*take.side, *take.relaxed]
    if usual:
        return figure_of(usual[0]).view
    return "front" if take.front else "unknown"


def _from_the_side(take: PostureTake, options: PostureOptions) -> list[Measure]:
    usual = [*take.side, *take.relaxed]
    if not usual:
        index = _missing("pelvic_tilt_index", NO_SIDE, "%")
        return [*(_missing(name, NO_SIDE) for name in _SIDE), index, *_change(index, options)]
    profiles = [_profile(stand) for stand in usual]
    figures = [profile.figure for profile in profiles]
    angles = [side_angles(figure) for figure in figures]
    classes = [
        class_of(a, p.shape, landmark_features(p.figure)["turn"])
        for a, p in zip(angles, profiles, strict=True)
    ]
    index = _index(take, options)
    turned = rotation_measure(profiles, options.clothing)
    return [
        class_measure(classes, figures),
        *angle_measures(angles, figures),
        turned,
        _tilt(usual, turned, index, options.clothing),
        index,
        *_change(index, options),
        *shape_measures(profiles, options.clothing),
    ]


def _profile(stand: Stand) -> Profile:
    figure = figure_of(stand)
    return Profile(figure, shape_of(figure))


def _index(take: PostureTake, options: PostureOptions) -> Measure:
    usual = [*(take.relaxed or take.side)]
    view = _view(take)
    if take.tuck is None or take.arch is None:
        return _missing("pelvic_tilt_index", NO_RANGE, "%", view)
    found = own_range(
        [_profile(stand) for stand in usual],
        _profile(take.tuck),
        _profile(take.arch),
        options.clothing,
    )
    return index_measure(found, view, options.clothing)


def _change(index: Measure, options: PostureOptions) -> list[Measure]:
    return [change_measure(index, options.previous)] if options.previous is not None else []


def _tilt(usual: Sequence[Stand], turned: Measure, index: Measure, clothing: Clothing) -> Measure:
    """Return the clinical tilt by the best evidence there is."""
    view = turned.view
    marked = [_tilt_of_marked(stand, stand.markers) for stand in usual if stand.markers is not None]
    marked = [tilt for tilt in marked if tilt is not None]
    if marked:
        return over_stands("pelvic_tilt", "deg", view, marked, evidence="markers")
    by_range = tilt_of_own_range(index)
    if by_range is not None:
        loose = and_loose(None, clothing)
        return over_stands("pelvic_tilt", "deg", view, [by_range], "own_range", loose)
    return over_stands(
        "pelvic_tilt",
        "deg",
        view,
        [tilt_of_rotation(turned)],
        evidence="silhouette",
        caution=and_loose(BONES, clothing),
        missing=turned.reason or NO_SILHOUETTE,
    )


def _tilt_of_marked(stand: Stand, markers: Markers) -> Estimate | None:
    """Return the tilt of the marked points; None for spots that were mistaken for stickers.

    What the user clicked is refused with a sentence; what only looked like stickers is nothing
    that the user could put right.
    """
    figure = figure_of(stand)
    if markers.found and not on_a_pelvis(figure, markers):
        return None
    return tilt_of_markers(figure, markers, _roll_sd(stand))


def _roll_sd(stand: Stand) -> float:
    if stand.roll_deg is None:
        return MARKERS.roll_unknown
    return stand.roll_sd_deg


def _from_the_front(take: PostureTake) -> list[Measure]:
    if take.front:
        return front_measures(take.front)
    missing = [_missing(name, NO_FRONT) for name in _FRONT]
    return [*missing, _missing("pelvis_level", NO_PELVIS_LEVEL)]


def _missing(name: str, reason: str, unit: str | None = None, view: View = "unknown") -> Measure:
    unit = unit or _UNITS.get(name, "deg")
    return Measure(name=name, value=None, unit=unit, view=view, reason=reason)


def _provenance(stands: Sequence[Stand], options: PostureOptions) -> Provenance:
    """Return where the result comes from; several stands have one digest, over theirs in order."""
    recordings = [stand.recording for stand in stands]
    digests = [recording.digest() for recording in recordings]
    whole = (
        digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    )
    seconds = sum(recording.duration_s for recording in recordings)
    frames = sum(len(recording) for recording in recordings)
    first = recordings[0]
    width, height = (int(size) for size in first.frame_size_px[0])
    return Provenance(
        source=", ".join(recording.meta.source for recording in recordings),
        recording_digest=whole,
        recorded=first.meta.created,
        duration_s=round(seconds, 3),
        frames=frames,
        frames_per_s=round((frames - len(recordings)) / seconds, 2) if seconds > 0 else 0.0,
        frame_size_px=(width, height),
        thresholds_version=SHARED.version,
        correction_version=regression.version(),
        model_name=first.meta.model_name,
        model_sha256=first.meta.model_sha256,
        packages=first.meta.packages,
        options={
            "clothing": options.clothing,
            "previous_index": options.previous.value if options.previous is not None else None,
        },
    )
