"""The first half of a march's assessment: from a recording to a track that can be measured.

Which leg is up in a side view, where the model may give every lift to the other leg.

From the side the legs cover each other in standing, so no jump betrays an exchange, and the
model's visibility stays high. What betrays it is the standing foot: of two feet on the floor, the
one nearer to a camera above the floor stands lower in the picture. A standing foot in the far
foot's place means that the near leg is up, whatever its label says.

Where exactly the two places are drawn differs from take to take, so the take's own standing feet
are split in two. Mean height of ankle, heel and toe above the lower foot of quiet standing, in leg
lengths: near −0.02 to 0.02, far 0.05 to 0.16, on two real and seven rendered people. Where all
standing feet are alike, the two feet of quiet standing decide which place it is.

Where the foot called the far one stands lower in quiet standing, the labels are exchanged there
too, and each stretch between the lifts is asked the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.elevation import tops_before
from posecheck.kinematics.geometry import near_side, runs
from posecheck.kinematics.quiet_stance import both_feet_down, find_quiet_stance
from posecheck.kinematics.second_look import SecondLook, frames_to_look_at_again, second_look
from posecheck.kinematics.signals import clean
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import ViewEstimate, find_view, without_turns
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, LEG_PAIRS, SIDES, Side, other
from posecheck.protocols.slow_march import MarchOptions
from posecheck.protocols.slow_march.departures import Departure, departures, leg_scale_at
from posecheck.protocols.slow_march.pace import NO_PACE, Pace, pace_of
from posecheck.protocols.slow_march.thresholds import SIDE_EVIDENCE
from posecheck.protocols.slow_march.upper_foot import one_leg_a_lift
from posecheck.recording import Recording
from posecheck.take import Take
from posecheck.thresholds import SIGNALS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


_FOOT = (ANKLE, HEEL, FOOT_INDEX)


@dataclass(frozen=True, eq=False)
class SideEvidence:
    """What the standing foot says about the labels, on the track's grid.

    Attributes
    ----------
    swapped
        `(N,)`, true where the labels of the legs are exchanged.
    known
        `(N,)`, false where a leg is up and it cannot be told which one.
    """

    swapped: BoolArray
    known: BoolArray


def side_evidence(track: Track, rest: QuietStance, view: View) -> SideEvidence:
    """Return where the labels of the legs are wrong or in doubt; nowhere unless from the side.

    Where the feet say little (a lens near the floor, feet close together), the labels are believed
    only if they alternate: a model that gives every lift to one leg does not. Where the feet, close
    together, speak against every single label, neither is believed. A departure during which the
    other foot is in the air says nothing: this leg stood.
    """
    count = len(track.t_s)
    evidence = SideEvidence(np.zeros(count, dtype=np.bool_), np.ones(count, dtype=np.bool_))
    near = near_side(view)
    if near is None:
        return evidence
    listed = [(each, _height(track, rest, each)) for each in departures(track, rest)]
    listed = [(each, height) for each, height in listed if not height > SIDE_EVIDENCE.standing]
    found = [each for each, _ in listed]
    heights = np.array([height for _, height in listed])
    high = np.array([each.height >= SIDE_EVIDENCE.least for each in found], dtype=np.bool_)
    stood = float(_near_lower(rest.xy_px, rest, near))
    split = far_above(heights[high], abs(stood))
    told = [_lifted(height, split, near) for height in heights]
    pairs = [(label.side, own) for label, own, up in zip(found, told, high, strict=True) if up]
    against = all(own is not None and own != label for label, own in pairs)
    if split is None or split.apart < SIDE_EVIDENCE.sure:
        alternate = len(pairs) > 1 and all(a[0] != b[0] for a, b in pairwise(pairs))
        if against and split is not None:
            told = [None] * len(found)
        elif alternate:
            told = [each.side for each in found]
    open_legs = _apart(track) / leg_scale_at(rest) > SIGNALS.together
    # Labels changed between a lift and the next while the feet stood apart: the feet show where.
    turned = (_near_lower(track.xy_px, rest, near) <= -SIDE_EVIDENCE.apart) & (
        stood >= SIDE_EVIDENCE.apart
    )
    between = np.ones(count, dtype=np.bool_)
    # A lift has the last word where a lower departure, such as its own landing, reaches into it.
    for departure, lifted in sorted(zip(found, told, strict=True), key=lambda pair: pair[0].height):
        wrong = lifted is not None and departure.side != lifted
        legs = open_legs | turned if wrong else open_legs
        first, last = _widened(legs, *departure.above(SIDE_EVIDENCE.edge))
        evidence.known[first:last] = lifted is not None
        if lifted is None:
            continue
        between[first:last] = False
        evidence.swapped[first:last] = wrong
    if stood > -SIDE_EVIDENCE.apart:
        return evidence
    return replace(evidence, swapped=_standing_too(evidence.swapped, between, track, rest, near))


def _near_lower(xy_px: FloatArray, rest: QuietStance, near: Side) -> FloatArray:
    """Return how much lower the foot called the near one is drawn, `(…)` leg lengths."""
    apart = [xy_px[..., j[near], 1] - xy_px[..., j[other(near)], 1] for j in _FOOT]
    return np.asarray(np.mean(apart, axis=0) / leg_scale_at(rest))


def _standing_too(
    swapped: BoolArray, between: BoolArray, track: Track, rest: QuietStance, near: Side
) -> BoolArray:
    """Return where labels are exchanged, `(N,)`, between the lifts too.

    Of a take whose quiet standing is exchanged. Where the feet of a stretch say nothing, it goes
    with the lifts beside it.
    """
    lower = _near_lower(track.xy_px, rest, near)
    stands = both_feet_down(track) & (np.abs(lower) >= SIDE_EVIDENCE.apart)
    result = swapped.copy()
    for start, stop in runs(between):
        told = lower[start:stop][stands[start:stop]]
        beside = swapped[[max(start - 1, 0), min(stop, len(swapped) - 1)]]
        result[start:stop] = np.median(told) < 0 if len(told) else beside.all()
    return result


@dataclass(frozen=True)
class Split:
    """Where near feet end and far ones begin.

    Attributes
    ----------
    height
        a standing foot above it is the far one; leg lengths above the lower foot of quiet standing.
    apart
        how far the two places are apart, leg lengths.
    """

    height: float
    apart: float


def far_above(heights: FloatArray, gap: float) -> Split | None:
    """Return where near and far standing feet part; None if it cannot be told.

    Parameters
    ----------
    heights
        `(n,)` of the standing feet above the lower foot of quiet standing, leg lengths.
    gap
        between the two feet of quiet standing, leg lengths; one too large for two feet that stand,
        as in a lunge, tells nothing.
    """
    known = np.sort(heights[np.isfinite(heights)])
    if len(known) > 1 and known[-1] - known[0] >= SIDE_EVIDENCE.apart:
        low, high = _two_groups(known)
        if high - low >= SIDE_EVIDENCE.apart:
            return Split((low + high) / 2, high - low)
    stood = SIDE_EVIDENCE.apart <= gap <= SIDE_EVIDENCE.standing
    return Split(gap / 2, gap) if stood else None


def _two_groups(known: FloatArray) -> tuple[float, float]:
    """Return the means of the two groups into which sorted values `(n,)` fall best."""
    best, means = -1.0, (0.0, 0.0)
    for cut in range(1, len(known)):
        low, high = float(known[:cut].mean()), float(known[cut:].mean())
        between = (high - low) ** 2 * cut * (len(known) - cut)
        if between > best:
            best, means = between, (low, high)
    return means


def _lifted(height: float, split: Split | None, near: Side) -> Side | None:
    """Return the leg that is up, by the height of the standing foot; None where unknown."""
    if split is None or not np.isfinite(height):
        return None
    if abs(height - split.height) < SIDE_EVIDENCE.clear * split.apart:
        return None
    return near if height > split.height else other(near)


def on_frames(flags: BoolArray, track: Track, t_s: FloatArray) -> BoolArray:
    """Return flags on the track's grid as flags of the frames nearest in time, `(T,)`."""
    nearest = np.rint((t_s - track.t_s[0]) * track.rate_hz).astype(np.intp)
    return np.asarray(flags[nearest.clip(0, len(flags) - 1)])


def with_known(track: Track, known: BoolArray) -> Track:
    """Return the track with `side_known` set."""
    return replace(track, side_known=known)


def _height(track: Track, rest: QuietStance, departure: Departure) -> float:
    """Return how far the standing foot is above the lower foot of quiet standing, leg lengths."""
    top, foil = departure.top, other(departure.side)
    seen = top[np.isfinite(track.xy_px[top, ANKLE[foil], 1])]
    if not len(seen):
        return float("nan")
    heights = [
        max(rest.xy_px[joint["left"], 1], rest.xy_px[joint["right"], 1])
        - np.median(track.xy_px[seen, joint[foil], 1])
        for joint in _FOOT
    ]
    return float(np.mean(heights)) / leg_scale_at(rest)


def _apart(track: Track) -> FloatArray:
    """Return the mean distance between the legs' points of one kind, `(N,)` pixels."""
    left, right = (track.xy_px[:, [pair[i] for pair in LEG_PAIRS]] for i in (0, 1))
    return np.asarray(np.linalg.norm(left - right, axis=-1).mean(axis=-1))


def _widened(open_legs: BoolArray, first: int, last: int) -> tuple[int, int]:
    """Return a stretch, first and last sample, widened to where the legs lie upon each other."""
    while first > 0 and open_legs[first - 1]:
        first -= 1
    stop = last + 1
    while stop < len(open_legs) and open_legs[stop]:
        stop += 1
    return first, stop


@dataclass(frozen=True, eq=False)
class Prepared:
    """A take, cleaned, with its quiet standing and its view.

    Attributes
    ----------
    track
        left and right repaired as far as the evidence goes.
    rest
        quiet standing, or the best there is.
    view
        as found, or as given by the user.
    seen
        what the view was found to be, with the evidence.
    options
        what the user said.
    camera
        what is known of the camera's place.
    look
        what a second look at the tops found; None where there was none.
    pace
        how fast the knees were lifted.
    hidden_s
        first and last moments, seconds, of lifts of which one leg hid a part or in which they
        changed labels; their course in time is not to be read.
    """

    track: Track
    rest: QuietStance
    view: View
    seen: ViewEstimate
    options: MarchOptions
    camera: Camera
    look: SecondLook | None = None
    pace: Pace = NO_PACE
    hidden_s: tuple[tuple[float, float], ...] = ()

    @property
    def yaw_deg(self) -> float:
        """The turn from facing the camera, as far as it is known; 0 where it is not."""
        return self.seen.yaw_deg if np.isfinite(self.seen.yaw_deg) else 0.0


def prepare_take(take: Take) -> Prepared | None:
    """Return a take of one recording ready for measuring; None if nobody can be measured in it.

    Raises
    ------
    OptionError
        its options are none of the slow march's.
    """
    options = MarchOptions.said(take.options)
    station = take.stations[0]
    return prepare(station.recording, options, Camera.of(take.setting), station.second_look)


def prepare(
    recording: Recording, options: MarchOptions, camera: Camera, look: Recording | None = None
) -> Prepared | None:
    """Return a march ready for measuring; None if nobody can be measured anywhere in it."""
    track = clean(recording)
    rest = find_quiet_stance(track)
    if rest is None:
        return None
    seen = find_view(recording, rest)
    view = seen.unless_said(options.view)
    pace = pace_of(recording)
    hidden_s: tuple[tuple[float, float], ...] = ()
    if near_side(view) is not None and not pace.too_fast:
        steadied = one_leg_a_lift(recording, track, rest)
        if steadied.recording is not recording:
            recording, hidden_s = steadied.recording, steadied.hidden_s
            track = clean(recording)
            rest = find_quiet_stance(track) or rest
    evidence = side_evidence(track, rest, view)
    if evidence.swapped.any():
        track = clean(recording, on_frames(evidence.swapped, track, recording.t_s))
        rest = find_quiet_stance(track) or rest
    track = without_turns(with_known(track, evidence.known), recording, rest)
    again = second_look(look, track, rest)
    return Prepared(track, rest, view, seen, options, camera, again, pace, hidden_s)


def tops_to_look_at_again(take: Take) -> Mapping[int, npt.NDArray[np.intp]]:
    """Return the frames in which a take's standing and tops are worth a second look.

    Only from the front is the height read from a formula on what is seen at the tops.
    """
    prepared = prepare_take(take)
    if prepared is None or prepared.view != "front" or prepared.pace.too_fast:
        return {}
    track, rest = prepared.track, prepared.rest
    tops = tops_before(track, rest, prepared.camera, True, prepared.yaw_deg)
    runs_s = [
        (float(track.t_s[top.run[0]]), float(track.t_s[top.run[1]]))
        for side in SIDES
        for top in tops[side]
    ]
    return {0: frames_to_look_at_again(take.stations[0].recording.t_s, rest, runs_s)}
