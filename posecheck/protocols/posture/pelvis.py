"""The pelvis from the side, in three grades of evidence: markers, own range, silhouette.

Sagittal pelvic tilt cannot be read from hip landmarks: the two hip points lie on its axis. So
without a silhouette and without markers there is no tilt, and nothing here takes landmarks alone.

`pelvic_tilt` is the clinical angle of the line PSIS–ASIS to the horizontal, anterior positive. It
is given from marked points only: no study of real people yet says how many degrees an outline or a
place in the person's own range stands for.
`pelvic_tilt_index` is the place between the person's own tuck (0 %) and arch (100 %).
`pelvic_tilt_from_neutral` describes a shape: the turn of a rendered pelvis that makes such an
outline, from the rest pose of the rendered body.

Whether the pelvis is tipped more or less than last time is a class, never degrees. Between two
takes of one person the body is the same, so what a silhouette cannot say of one person against
another it can say of one person against before. Two places in the person's own range are compared
where both takes have one, else the shapes of the two outlines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from posecheck.assessment import Evidence, Measure, View
from posecheck.errors import OptionError
from posecheck.kinematics.statistics import Z95, Estimate
from posecheck.protocols.posture import PostureOptions, kinds
from posecheck.protocols.posture.figure import Figure
from posecheck.protocols.posture.fitted_models import MODELS, models_of, outline_features
from posecheck.protocols.posture.shape import LowerBack, Shape
from posecheck.protocols.posture.stand import FAR_OUTSIDE, StandingTrial, aggregate
from posecheck.protocols.posture.thresholds import COMPARISON, ERROR, REPEAT, TILT
from posecheck.station import Clothing, Markers
from posecheck.thresholds import MARKERS
from posecheck.wording import span

NO_SILHOUETTE = "There is no silhouette; without the outline of the back a camera cannot tell."
UNCLEAR = (
    "The outline of the back is not clear (an arm, hair, a chair, cloth like the background); "
    "film it again before a plain wall with the arms a little forward."
)
COAT = "A coat, skirt or robe hides the outline of the body."
NO_MARKERS = (
    "Degrees need two marked points, ASIS and PSIS (stickers or clicks): an outline does not show "
    "the bones."
)
MORE, LESS, ABOUT = "more", "less", "about_the_same"
NOTHING_COMMON = "This take and the earlier one have nothing in common that could be compared."
FROM_OUTLINES = "From the two outlines; other clothes or another place of the camera add to it."
LOOSE = "Loose clothes blur the outline, so the interval is wider."


@dataclass(frozen=True, eq=False)
class Profile:
    """One side stand: its figure and, where their outline is seen, lower back and whole shape."""

    figure: Figure
    lower_back: LowerBack | None
    shape: Shape | None


@dataclass(frozen=True)
class OwnRange:
    """Where the relaxed stance lies between the person's own tuck (0) and arch (1).

    Attributes
    ----------
    index
        the place; may lie outside 0 to 1.
    sd
        standard deviation of its error, the unsteadiness of standing included.
    stands
        relaxed stands behind it.
    """

    index: float
    sd: float
    stands: int


def rotation(profile: Profile, clothing: Clothing) -> Estimate | None:
    """Return the rotation of the pelvis from the silhouette, degrees, anterior positive.

    One formula reads lower back and belly, one the lower back alone. Where arms or hands lie
    before the belly, its outline is hidden or unlike any of the fit: the formula with the narrower
    interval answers. None where the lower back is not seen, under a coat, and far outside the
    bodies of the fit.
    """
    if profile.lower_back is None or clothing == "coat":
        return None
    features = outline_features(profile.lower_back)
    answers = [MODELS[name].estimate(features) for name in models_of(kinds.TILT_FROM_NEUTRAL)]
    known = [answer for answer in answers if answer is not None]
    estimate = min(known, key=lambda answer: answer.half_width, default=None)
    if estimate is not None and clothing == "loose":
        half = estimate.half_width * ERROR.clothing
        return replace(estimate, low=estimate.value - half, high=estimate.value + half)
    return estimate


def rotation_measure(profiles: Sequence[Profile], clothing: Clothing) -> Measure:
    """Return how far the pelvis is tipped from neutral, over the side stands."""
    return aggregate(
        kinds.TILT_FROM_NEUTRAL,
        profiles[0].figure.view,
        [rotation(profile, clothing) for profile in profiles],
        evidence="silhouette",
        caution=and_loose(None, clothing),
        missing=why_not(profiles, clothing),
    )


def tilt_measure(usual: Sequence[tuple[Profile, StandingTrial]]) -> Measure:
    """Return the clinical tilt of the marked points; nothing else gives degrees.

    Raises
    ------
    OptionError
        clicked points that cannot be the two bony points of one pelvis.
    """
    marked = [_tilt_of_marked(profile, trial) for profile, trial in usual]
    view = usual[0][0].figure.view
    return aggregate(kinds.PELVIC_TILT, view, marked, evidence="markers", missing=NO_MARKERS)


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


def tilt_of_markers(figure: Figure, markers: Markers, roll_sd_deg: float) -> Estimate:
    """Return the clinical tilt of two marked points, degrees, anterior positive.

    Raises
    ------
    OptionError
        the points cannot be the two bony points of one pelvis.
    """
    if not on_a_pelvis(figure, markers):
        raise OptionError(
            "The two points do not lie on a pelvis as it is seen here. ASIS is the bony point at "
            "the front of the hip, PSIS the dimple above the buttock; give both in pixels of the "
            "side picture, as X,Y from its top left corner."
        )
    ahead, below = figure.to_frame(markers.asis_px) - figure.to_frame(markers.psis_px)
    placing = np.degrees(np.sqrt(2) * MARKERS.placing / float(np.hypot(ahead, below)))
    sd = float(np.hypot(placing, roll_sd_deg))
    return Estimate.of_sd(float(np.degrees(np.arctan2(below, ahead))), sd)


def on_a_pelvis(figure: Figure, markers: Markers) -> bool:
    """Tell whether two marked points can be the bony points of one pelvis."""
    front, back = figure.to_frame(markers.asis_px), figure.to_frame(markers.psis_px)
    ahead, below = front - back
    near, far = MARKERS.nearest, MARKERS.farthest
    within = max(float(np.linalg.norm(point)) for point in (front, back)) <= far
    steep = abs(np.degrees(np.arctan2(below, ahead))) > MARKERS.steepest
    return bool(within and near <= np.hypot(ahead, below) <= far and not steep)


def own_range(
    relaxed: Sequence[Profile], tuck: Profile, arch: Profile, clothing: Clothing
) -> OwnRange | str:
    """Return where relaxed lies between tuck and arch, or the reason why that cannot be said.

    Each of four features of the silhouette gives its own answer; they are averaged with the
    inverse of their variance. A feature counts where arch and tuck differ enough in it; two must
    count, and they must agree. Under loose clothes a feature repeats less well.
    """
    ends = _own_features(tuck, clothing), _own_features(arch, clothing)
    middles = [_own_features(profile, clothing) for profile in relaxed]
    seen = [features for features in middles if features is not None]
    if ends[0] is None or ends[1] is None or not seen:
        return why_not([*relaxed, tuck, arch], clothing)
    blur = ERROR.clothing if clothing == "loose" else 1.0
    repeats = asdict(REPEAT)
    answers, weights = [], []
    for name, low in ends[0].items():
        reach = ends[1][name] - low
        repeat = blur * repeats[name]
        if reach < TILT.least_range * repeat:
            continue
        place = [(features[name] - low) / reach for features in seen]
        mean = float(np.mean(place))
        sd = repeat / reach * np.sqrt(1 / len(place) + mean**2 + (1 - mean) ** 2)
        answers.append(place)
        weights.append(1 / sd**2)
    if len(answers) < 2:
        return "Tuck and arch look too much alike; tip the pelvis further both ways and film again."
    table, weight = np.array(answers), np.array(weights) / np.sum(weights)
    stands = weight @ table
    index = float(np.median(stands))
    if np.abs(table.mean(axis=1) - index).max() > TILT.agreement:
        return "The outline gives contradicting answers; wear fitted clothes and film again."
    edge = 1 / np.sqrt(np.sum(weights))
    standing = TILT.standing_sd / TILT.own_range
    between = max(standing, float(stands.std(ddof=1)) if len(stands) > 1 else 0.0)
    return OwnRange(index, float(np.hypot(edge, between / np.sqrt(len(stands)))), len(stands))


def index_measure(found: OwnRange | str, view: View, clothing: Clothing = "fitted") -> Measure:
    """Return the place in the person's own range, percent."""
    if isinstance(found, str):
        return kinds.TILT_INDEX.missing(found, view)
    return kinds.TILT_INDEX.of(
        Estimate.of_sd(100 * found.index, 100 * found.sd, found.stands),
        view,
        evidence="own_range",
        caution=and_loose("0 % is your own tuck, 100 % your own arch.", clothing),
    )


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


def and_loose(caution: str | None, clothing: Clothing) -> str | None:
    """Return a caution with the one about loose clothes, where they are worn."""
    return " ".join(filter(None, (caution, LOOSE if clothing == "loose" else None))) or None


def _own_features(profile: Profile, clothing: Clothing) -> Mapping[str, float] | None:
    turned, shape = rotation(profile, clothing), profile.shape
    if turned is None or shape is None:
        return None
    return {
        "rotation": turned.value,
        "depth": 100 * shape.depth,
        "lordosis": shape.lordosis_deg,
        "sacral_slope": shape.sacral_slope_deg,
    }


def why_not(profiles: Sequence[Profile], clothing: Clothing) -> str:
    """Return why the silhouettes of these stands give no answer."""
    if clothing == "coat":
        return COAT
    if all(profile.figure.outline is None for profile in profiles):
        return NO_SILHOUETTE
    if any(profile.lower_back is None for profile in profiles):
        return UNCLEAR
    return FAR_OUTSIDE
