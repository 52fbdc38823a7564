"""Which knee is up, frame by frame, and how high: whatever the model calls the two legs.

Over half a minute of standing on one leg the pose model exchanges left and right again and again,
above all seen from the side. So the lifted leg is the one with the higher knee, in every frame by
itself, and one question is asked of the hold as a whole: which of the two feet stays in its place.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from posecheck.assessment import View
from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.elevation import thigh_elevation
from posecheck.kinematics.geometry import distance, leg_length, runs
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED
from posecheck.kinematics.signals import low_pass
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import facing
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES, Side, other
from posecheck.protocols.held_lift.thresholds import CLEAR, ERROR, RAISED
from posecheck.recording import Recording
from posecheck.thresholds import SIGNALS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_FEET = (ANKLE, HEEL, FOOT_INDEX)


@dataclass(frozen=True, eq=False)
class Legs:
    """The two legs in every frame.

    Attributes
    ----------
    t_s
        `(T,)` times of the frames.
    xy_px
        `(T, 33, 2)` landmarks as drawn, scaled to the track's picture; NaN where the frame may not
        be measured on for another reason than its labels.
    lift
        `(T,)` how far one knee is up, against quiet standing, leg lengths: by how much it is higher
        than the other, or what the two have risen by together, where that is more. Where the model
        draws both legs between the two, neither knee leads and the sum stays.
    upper
        `(T,)` the label of the higher knee, as index into `SIDES`.
    parted
        `(T,)` whether the other knee has risen by clearly less than the higher one; else both legs
        are drawn between the two.
    leg_px
        length of the leg in the picture, pixels.
    """

    t_s: FloatArray
    xy_px: FloatArray
    lift: FloatArray
    upper: npt.NDArray[np.int64]
    parted: BoolArray
    leg_px: float

    def lifted_as(self, side: Side) -> FloatArray:
        """Return the landmarks with the higher knee on one side in every frame."""
        wrong = self.upper != SIDES.index(side)
        xy = self.xy_px.copy()
        xy[wrong] = xy[wrong][:, LEGS_EXCHANGED]
        return xy


@dataclass(frozen=True)
class Raised:
    """One stretch in which one knee is up.

    Attributes
    ----------
    start_s, end_s
        from the knee's leaving to its return.
    side
        the lifted leg.
    certain
        whether the feet bear the side out; else it is what the model calls it.
    """

    start_s: float
    end_s: float
    side: Side
    certain: bool


def legs_of(recording: Recording, track: Track, rest: QuietStance) -> Legs:
    """Return both legs in every frame, against quiet standing."""
    factor = track.size_px[0] / recording.frame_size_px[:, 0]
    xy = recording.landmarks_px.astype(np.float64) * factor[:, None, None]
    for span in track.voids:
        if span.kind != "swapped":
            xy[(recording.t_s >= span.start_s) & (recording.t_s <= span.end_s)] = np.nan
    leg_px = float(np.mean([leg_length(rest.xy_px, side) for side in SIDES]))
    rise = np.stack(
        [(rest.xy_px[KNEE[side], 1] - xy[:, KNEE[side], 1]) / leg_px for side in SIDES], axis=1
    )
    known = np.isfinite(rise).all(axis=1)
    upper = np.where(known, np.nan_to_num(rise).argmax(axis=1), 0)
    lift = np.maximum(np.abs(rise[:, 0] - rise[:, 1]), rise.sum(axis=1))
    with np.errstate(invalid="ignore"):
        parted = rise.min(axis=1) <= CLEAR.lower_most * np.maximum(rise.max(axis=1), 0.0)
    return Legs(recording.t_s, xy, lift, upper, parted, leg_px)


def raised(legs: Legs, rest: QuietStance) -> list[Raised]:
    """Return every stretch in which one knee is up, in order of time."""
    lift = np.where(_gaps(legs), 0.0, _smoothed(legs.t_s, legs.lift, RAISED.smooth))
    found = []
    for start, stop in runs(lift > RAISED.off):
        lasts = legs.t_s[stop - 1] - legs.t_s[start] >= RAISED.shortest
        if lasts and lift[start:stop].max() > RAISED.on:
            side, certain = _side(legs, rest, slice(start, stop))
            found.append(Raised(float(legs.t_s[start]), float(legs.t_s[stop - 1]), side, certain))
    return found


def elevation_of(
    legs: Legs, track: Track, rest: QuietStance, view: View, yaw_deg: float, camera: Camera,
    side: Side,
) -> FloatArray:  # fmt: skip
    """Return the elevation of the lifted thigh on the track's time grid, `(N,)` degrees.

    NaN where no frame shows the legs clearly for longer than a short gap. In stretches in which no
    knee is up it means nothing.
    """
    xy = legs.lifted_as(side)
    if view in ("side-left", "side-right"):
        deg = _elevation_from_the_side(xy, rest, side)
    else:
        standing = HIP[other(side)]
        xy[:, KNEE[side], 1] -= xy[:, standing, 1] - rest.xy_px[standing, 1]
        drawn = replace(track, t_s=legs.t_s, xy_px=xy)
        deg = thigh_elevation(drawn, rest, "oblique", camera, yaw_deg).deg[side]
    good = clear_frames(legs, rest, view, side) & np.isfinite(deg)
    if good.sum() < 2:
        return np.full(len(track.t_s), np.nan)
    t_s, steady = legs.t_s[good], _smoothed(legs.t_s[good], deg[good], RAISED.smooth)
    after = np.searchsorted(t_s, track.t_s).clip(1, len(t_s) - 1)
    near = np.minimum(np.abs(track.t_s - t_s[after - 1]), np.abs(track.t_s - t_s[after]))
    even = np.where(near <= SIGNALS.gap, np.interp(track.t_s, t_s, steady), np.nan)
    return low_pass(even, track.rate_hz, SIGNALS.cutoff)


def _elevation_from_the_side(xy: FloatArray, rest: QuietStance, side: Side) -> FloatArray:
    """Return the angle of the lifted thigh in the picture, `(T,)` degrees.

    While a knee is held up its hip climbs by some centimetres (pelvis hiked and tipped back), and
    the pose model draws it a little higher still; so its height is taken between the drawn one and
    that which moves with the shoulders. To and fro it moves with the standing leg's hip.
    """
    moved = xy - rest.xy_px
    shoulders = moved[:, [SHOULDER[each] for each in SIDES], 1].mean(axis=1)
    climbs = ERROR.hip_drawn * moved[:, HIP[side], 1] + (1 - ERROR.hip_drawn) * shoulders
    hip_x = rest.xy_px[HIP[side], 0] + moved[:, HIP[other(side)], 0]
    hip_y = rest.xy_px[HIP[side], 1] + climbs
    knee = xy[:, KNEE[side]]
    ahead = facing(rest.xy_px) * (knee[:, 0] - hip_x)
    return np.asarray(np.degrees(np.arctan2(ahead, knee[:, 1] - hip_y)))


def clear_frames(legs: Legs, rest: QuietStance, view: View, side: Side) -> BoolArray:
    """Return the frames in which each leg is drawn where it is, `(T,)`.

    One knee has risen clearly less than the other; and from the side, where a lifted thigh keeps
    its length, both thighs are drawn as long as they are.
    """
    found: BoolArray = np.isfinite(legs.lift) & legs.parted
    if view not in ("side-left", "side-right"):
        return found
    xy = legs.lifted_as(side)
    lifted, standing = (
        distance(xy[:, HIP[each]], xy[:, KNEE[each]])
        / distance(rest.xy_px[HIP[each]], rest.xy_px[KNEE[each]])
        for each in (side, other(side))
    )
    return found & (lifted >= CLEAR.thigh_least) & (standing >= CLEAR.standing_least)


def unrest_deg(t_s: FloatArray, deg: FloatArray) -> float:
    """Return how far single moments lie from their neighbours, a robust standard deviation."""
    off = np.abs(deg - _smoothed(t_s, deg, CLEAR.outlier_window))
    return 1.4826 * float(np.nanmedian(off)) if np.isfinite(off).any() else float("inf")


def standing_foot(legs: Legs, side: Side) -> FloatArray:
    """Return the place of the foot stood on while `side` is lifted, `(T, 2)` leg lengths."""
    standing = [joint[other(side)] for joint in _FEET]
    place: FloatArray = legs.lifted_as(side)[:, standing].mean(axis=1) / legs.leg_px
    return place


def _side(legs: Legs, rest: QuietStance, inside: slice) -> tuple[Side, bool]:
    """Return the lifted leg of a stretch, and whether the feet bear it out.

    The foot stood on stays where it stood before; that tells the legs apart where the two feet had
    places of their own in the picture.
    """
    named: Side = SIDES[round(float(np.median(legs.upper[inside])))]
    places = {
        each: rest.xy_px[[joint[each] for joint in _FEET]].mean(axis=0) / legs.leg_px
        for each in SIDES
    }
    apart = float(distance(places["left"], places["right"]))
    foot = np.nanmedian(standing_foot(legs, named)[inside], axis=0)
    if apart < RAISED.parted or not np.isfinite(foot).all():
        return named, False
    off = {each: float(distance(foot, places[each])) for each in SIDES}
    standing: Side = "left" if off["left"] < off["right"] else "right"
    if abs(off["left"] - off["right"]) < RAISED.nearer * apart:
        return named, False
    return other(standing), True


def _gaps(legs: Legs) -> BoolArray:
    """Return the frames amid a gap too long to bridge, `(T,)`."""
    gaps = np.zeros(len(legs.t_s), dtype=np.bool_)
    for start, stop in runs(~np.isfinite(legs.lift)):
        gaps[start:stop] = legs.t_s[stop - 1] - legs.t_s[start] > SIGNALS.gap
    return gaps


def _smoothed(t_s: FloatArray, values: FloatArray, seconds: float) -> FloatArray:
    """Return the running median over a window, `(N,)`; unknown values are bridged before it."""
    if len(t_s) < 2:
        return values
    known = np.isfinite(values)
    filled = np.interp(t_s, t_s[known], values[known]) if known.any() else np.zeros(len(t_s))
    width = 2 * int(seconds / 2 / float(np.median(np.diff(t_s)))) + 1
    smooth: FloatArray = median_filter(filled, size=width, mode="nearest")
    return smooth
