"""The first half of a held lift's assessment: what can be measured, and which knee is up.

Over half a minute of standing on one leg the pose model exchanges left and right again and again,
above all seen from the side. So, whatever the model calls the two legs, the lifted one is the one
with the higher knee, in every frame by itself, and one question is asked of the hold as a whole:
which of the two feet stays in its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from posecheck.assessment import View
from posecheck.gates import Gate, refusal
from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.geometry import distance, leg_length, runs
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED
from posecheck.kinematics.quiet_stance import find_quiet_stance
from posecheck.kinematics.second_look import SecondLook, second_look
from posecheck.kinematics.signals import clean, leg_scale
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import ViewEstimate, find_view, without_turns
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SIDES, Side, other
from posecheck.protocol import Check
from posecheck.protocols.held_lift import HoldOptions, HoldView
from posecheck.protocols.held_lift.thresholds import CLEAR, RAISED, STAND
from posecheck.quality import check_movement, check_nobody
from posecheck.quality.movement_gates import left_out, stood_still, view_known
from posecheck.recording import Recording
from posecheck.take import Take
from posecheck.thresholds import SIGNALS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_FEET = (ANKLE, HEEL, FOOT_INDEX)
_DO = "Stand still for two seconds, then lift one knee and hold it up"
_TURN = "Turn sideways, or half-way, the lifted leg nearer the camera, and record again."


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


def check_station(
    recording: Recording, track: Track, rest: QuietStance, view: View, seen: ViewEstimate
) -> list[Gate]:
    """Return every gate's answer on one recording, before its holds are looked at, in order."""
    of_the_hold = [view_known(view, seen, _TURN), left_out(track, "turned"), quiet_first(rest)]
    return check_movement(recording, track, _DO, of_the_hold)


def quiet_first(rest: QuietStance) -> Gate:
    """Ask whether there was quiet standing, without which no height of a knee is known."""
    answer = stood_still(rest, "you lift the knee")
    if not rest.restless:
        return answer
    message = (
        "There is no quiet standing in this take, against which the lifted knee is measured. Stand "
        "still on both feet for two seconds before you lift the knee."
    )
    return Gate(answer.name, "unusable", message)


@dataclass(frozen=True, eq=False)
class PreparedStation:
    """One recording, cleaned, with its quiet standing, its view and its raised knees.

    Attributes
    ----------
    side
        the leg that was to be held.
    track
        the cleaned movement.
    rest
        quiet standing, or the best there is.
    view
        as found, or as given by the user.
    seen
        what the view was found to be, with the evidence.
    legs
        both legs, frame by frame.
    raised
        every stretch with one knee up.
    look
        what a second look at the hold found; None where there was none.
    """

    side: Side
    track: Track
    rest: QuietStance
    view: View
    seen: ViewEstimate
    legs: Legs
    raised: tuple[Raised, ...]
    look: SecondLook | None = None

    @property
    def near(self) -> bool:
        """Whether no other leg stands between the one that was to be held and the camera."""
        if self.view == "front":
            return True
        return (self.seen.yaw_deg > 0) == (self.side == "right")


@dataclass(frozen=True, eq=False)
class PreparedHolds:
    """The recordings of a take that can be measured.

    Attributes
    ----------
    stations
        at least one, the left leg's first.
    why_not
        for a leg of which no recording can be measured, the sentence why.
    options
        what the user said.
    camera
        what is known of the camera's place.
    """

    stations: tuple[PreparedStation, ...]
    why_not: dict[Side, str]
    options: HoldOptions
    camera: Camera


def assigned(take: Take) -> Take:
    """Return the take with every recording named after the leg that is held in it.

    Where none is seen to be held, after the leg that is nearer the camera; else the left one.
    """
    stations = tuple(
        each if each.kind else replace(each, kind=_shown(each.recording)) for each in take.stations
    )
    return replace(take, stations=stations)


def check_take(take: Take) -> Check[PreparedHolds]:
    """Ask every gate of every recording, and prepare what passes.

    A recording that cannot be used leaves its leg without values; the take is refused only where
    no recording can be used.

    Raises
    ------
    OptionError
        the options are none of the held lift's.
    """
    options = HoldOptions.said(take.options)
    gates: list[Gate] = []
    usable: list[PreparedStation] = []
    refused: list[tuple[Side, str]] = []
    views: list[View] = []
    ordered = sorted(take.stations, key=lambda each: each.kind)
    for station in ordered:
        side = cast("Side", station.kind)
        prepared = prepare(station.recording, side, options.view, station.second_look)
        its_gates = _gates(station.recording, prepared)
        views.append(prepared.view if prepared is not None else "unknown")
        why = refusal(its_gates)
        if prepared is not None and why is None:
            usable.append(prepared)
        else:
            refused.append((side, why or its_gates[0].message))
        gates += [_of_leg(gate, side) for gate in its_gates] if len(ordered) > 1 else its_gates
    if not usable:
        return Check(tuple(gates), None, views[0])
    held = {each.side for each in usable}
    why_not = {side: why for side, why in refused if side not in held}
    found = PreparedHolds(tuple(usable), why_not, options, Camera.of(take.setting))
    return Check(tuple(map(_some, gates)), found, usable[0].view)


def prepare(
    recording: Recording, side: Side, view: HoldView = "auto", look: Recording | None = None
) -> PreparedStation | None:
    """Return one recording ready for measuring; None if nobody can be measured anywhere in it."""
    track = clean(recording)
    rest = find_quiet_stance(track, _stands(track))
    if rest is None:
        return None
    seen = find_view(recording, rest)
    track = without_turns(track, recording, rest)
    legs = legs_of(recording, track, rest)
    return PreparedStation(
        side=side,
        track=track,
        rest=rest,
        view=seen.unless_said(view),
        seen=seen,
        legs=legs,
        raised=tuple(raised(legs, rest)),
        look=second_look(look, track, rest),
    )


def _stands(track: Track) -> npt.NDArray[np.bool_]:
    """Return where both legs hang side by side, `(N,)`.

    How tall somebody stands is read from those moments alone: over half a minute on one leg the
    pose model draws the legs of another length.
    """
    xy = track.xy_px
    if track.excluded.all():
        return np.zeros(len(xy), dtype=np.bool_)
    scale = leg_scale(xy[~track.excluded])
    drops = [xy[:, KNEE[side], 1] - xy[:, HIP[side], 1] for side in SIDES]
    hang = np.minimum(*drops)
    with np.errstate(invalid="ignore"):
        knees = np.abs(xy[:, KNEE["left"], 1] - xy[:, KNEE["right"], 1]) <= STAND.knees * scale
        ankles = np.abs(xy[:, ANKLE["left"], 1] - xy[:, ANKLE["right"], 1]) <= STAND.ankles * scale
        level = knees & ankles & (hang > 0)
        if not level.any():
            return np.asarray(level)
        tall = float(np.percentile(hang[level], STAND.tallest_percentile))
        return np.asarray(level & (hang >= STAND.straight * tall))


def legs_of(recording: Recording, track: Track, rest: QuietStance) -> Legs:
    """Return both legs in every frame, against quiet standing."""
    factor = track.size_px[0] / recording.frame_size_px[:, 0]
    xy = recording.landmarks_px.astype(np.float64) * factor[:, None, None]
    for span in track.excluded_spans:
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
    lift = np.where(_gaps(legs), 0.0, smoothed(legs.t_s, legs.lift, RAISED.smooth))
    found = []
    for start, stop in runs(lift > RAISED.off):
        lasts = legs.t_s[stop - 1] - legs.t_s[start] >= RAISED.shortest
        if lasts and lift[start:stop].max() > RAISED.on:
            side, certain = _side(legs, rest, slice(start, stop))
            found.append(Raised(float(legs.t_s[start]), float(legs.t_s[stop - 1]), side, certain))
    return found


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


def smoothed(t_s: FloatArray, values: FloatArray, seconds: float) -> FloatArray:
    """Return the running median over a window, `(N,)`; unknown values are bridged before it."""
    if len(t_s) < 2:
        return values
    known = np.isfinite(values)
    filled = np.interp(t_s, t_s[known], values[known]) if known.any() else np.zeros(len(t_s))
    width = 2 * int(seconds / 2 / float(np.median(np.diff(t_s)))) + 1
    smooth: FloatArray = median_filter(filled, size=width, mode="nearest")
    return smooth


def _gates(recording: Recording, prepared: PreparedStation | None) -> list[Gate]:
    if prepared is not None:
        return check_station(recording, prepared.track, prepared.rest, prepared.view, prepared.seen)
    return check_nobody(recording)


def _of_leg(gate: Gate, side: Side) -> Gate:
    message = f"The {side} leg: {gate.message}" if gate.message else ""
    return replace(gate, message=message)


def _some(gate: Gate) -> Gate:
    """Return the answer of a gate for the take as a whole, of which some can be measured."""
    return replace(gate, verdict="degraded") if gate.verdict == "unusable" else gate


def _shown(recording: Recording) -> Side:
    prepared = prepare(recording, "left")
    if prepared is None:
        return "left"
    if prepared.raised:
        return _longest(prepared.raised).side
    return "right" if prepared.seen.view == "side-right" else "left"


def _longest(found: Sequence[Raised]) -> Raised:
    return max(found, key=lambda each: each.end_s - each.start_s)
