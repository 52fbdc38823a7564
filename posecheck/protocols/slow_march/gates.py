"""The gates of a march's take, in the order in which they are asked.

Each function answers one gate. `check_take` asks them all; a take in which nobody was found is
not asked further. Thresholds and their sources stand in the section `quality`.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.gates import Gate
from posecheck.kinematics.geometry import runs
from posecheck.kinematics.track import ExclusionKind, QuietStance, Track
from posecheck.kinematics.view import ViewEstimate
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SIDES
from posecheck.protocols.slow_march.lift import Lift
from posecheck.protocols.slow_march.prepare import Prepared
from posecheck.quality.camera import camera_moves
from posecheck.quality.source import (
    frame_rate,
    light,
    long_enough,
    person_found,
    source_complete,
    upright,
)
from posecheck.recording import Recording
from posecheck.thresholds import QUALITY
from posecheck.wording import view_in_words

BoolArray = npt.NDArray[np.bool_]


def check_take(recording: Recording, prepared: Prepared | None) -> list[Gate]:
    """Return every gate's answer on a take, before its lifts are looked at, in order.

    Parameters
    ----------
    prepared : of the same recording; None if nobody can be measured anywhere in it.
    """
    nobody = person_found(recording)
    if prepared is None:
        if nobody.verdict == "unusable":
            return [nobody]
        return [Gate("person_found", "unusable", _NO_STRETCH)]
    track = prepared.track
    return [
        nobody,
        upright(track),
        long_enough(recording),
        source_complete(recording),
        one_person(track),
        picture_shape(track),
        picture_moving(track),
        labels_clear(track),
        in_frame(track),
        view_clear(prepared.seen, prepared.view),
        not_turned(track),
        stood_still(prepared.rest),
        camera_still(track),
        frame_rate(recording),
        light(recording, track),
    ]


_NO_STRETCH = (
    "No stretch of the take is clear enough to measure. Stand alone in the picture, in good "
    "light, from head to feet, and record again."
)


def one_person(track: Track) -> Gate:
    """Ask whether the same person was followed throughout."""
    message = (
        "Another person was in the picture for {seconds:.1f} s; that part is left out. "
        "Be alone in the picture."
    )
    return _voids(track, "one_person", "another", message)


def picture_shape(track: Track) -> Gate:
    """Ask whether the picture kept its shape."""
    message = (
        "The picture changed between upright and wide for {seconds:.1f} s; that part is left "
        "out. Do not turn the camera during the take."
    )
    return _voids(track, "picture_shape", "reshaped", message)


def labels_clear(track: Track) -> Gate:
    """Ask whether left and right could be told apart throughout."""
    message = (
        "Left and right leg could not be told apart for {seconds:.1f} s; that part is left out. "
        "Record in brighter light, in clothes unlike the wall."
    )
    return _voids(track, "labels_clear", "swapped", message)


def not_turned(track: Track) -> Gate:
    """Ask whether the body kept its direction."""
    message = (
        "You turned for {seconds:.1f} s; that part is left out. "
        "Keep your feet in the same direction for the whole take."
    )
    return _voids(track, "not_turned", "turned", message)


def picture_moving(track: Track) -> Gate:
    """Ask whether the camera went on giving new pictures throughout."""
    message = (
        "The picture stood still for {seconds:.1f} s; that part is left out. "
        "Close other programs that use the camera or the processor."
    )
    return _voids(track, "picture_moving", "stalled", message)


def in_frame(track: Track) -> Gate:
    """Ask whether knees and feet were inside the picture."""
    gate = "in_frame"
    knees = _cut_off(track, [joint[side] for joint in (HIP, KNEE) for side in SIDES])
    feet = _cut_off(track, [joint[side] for joint in (ANKLE, HEEL, FOOT_INDEX) for side in SIDES])
    if knees > QUALITY.cut_some:
        return Gate(
            gate,
            "unusable" if knees > QUALITY.cut_most else "degraded",
            "Your knees or hips are cut off by the edge of the picture. "
            "Step back until your whole body is in it.",
        )
    if feet > QUALITY.cut_some:
        return Gate(
            gate,
            "degraded",
            "Your feet are cut off by the edge of the picture. "
            "Step back or tilt the camera down until you see the floor before your feet.",
        )
    return Gate(gate)


def view_clear(seen: ViewEstimate, scored: View) -> Gate:
    """Ask whether the camera sees the person from the front or from the side.

    And, where the user said from where (`scored`), whether the picture agrees.
    """
    gate = "view"
    if seen.view in ("front", "side-left", "side-right"):
        if seen.view == scored:
            return Gate(gate)
        return Gate(
            gate,
            "degraded",
            f"You look as if seen {view_in_words(seen.view)}, but the take was scored as seen "
            f"{view_in_words(scored)}, as you said. If that is wrong, leave the view to posecheck.",
        )
    if seen.away:
        message = "Your back is towards the camera. Turn round and face it, and record again."
        return Gate(gate, "unusable", message)
    if seen.view == "oblique":
        way = "right" if seen.yaw_deg > 0 else "left"
        return Gate(
            gate,
            "degraded",
            f"You stand about {abs(seen.yaw_deg):.0f}° turned away from the camera, so some "
            f"measures are left out. Turn to your {way} until you face the camera.",
        )
    if scored != "unknown":
        return Gate(gate)
    return Gate(
        gate,
        "degraded",
        "It cannot be told from which side the camera sees you. Face the camera squarely.",
    )


def stood_still(rest: QuietStance) -> Gate:
    """Ask whether there was quiet standing to compare with."""
    gate = "stood_still"
    advice = "Stand still for two seconds before the first lift."
    if rest.restless:
        return Gate(
            gate,
            "degraded",
            "There is no quiet standing in this take, so every angle is less certain. " + advice,
        )
    if rest.seconds < QUALITY.rest:
        return Gate(
            gate,
            "degraded",
            f"You stood still for only {rest.seconds:.1f} s, so every angle is less certain. "
            + advice,
        )
    return Gate(gate)


def camera_still(track: Track) -> Gate:
    """Ask whether the camera stood still."""
    moves = camera_moves(track)
    if not moves:
        return Gate("camera_still")
    often = len(moves) >= QUALITY.camera_often
    return Gate(
        "camera_still",
        "unusable" if often else "degraded",
        f"The camera moved {len(moves)} times. Put it on something firm and record again."
        if often
        else f"The camera moved after {moves[0]:.0f} s. Put it on something firm.",
    )


def check_lifts(lifts: Sequence[Lift]) -> list[Gate]:
    """Return the gate on the number of lifts that count, per side."""
    gate = "repetitions"
    left, right = (sum(lift.valid and lift.side == side for lift in lifts) for side in SIDES)
    if any(lift.side == "unknown" for lift in lifts):
        doubt = " Some lifts are left out because it cannot be told which leg was up."
    else:
        doubt = ""
    fewest = min(left, right)
    counted = (
        f"{left} {'lift' if left == 1 else 'lifts'} of the left knee and {right} of the right one "
        "count."
    )
    if left + right == 0:
        return [Gate(gate, "unusable", _no_lift(lifts))]
    if fewest < QUALITY.symmetry_least:
        message = (
            f"{counted}{doubt} Without {QUALITY.symmetry_least:.0f} of each side, "
            "nothing can be said about their difference."
        )
        return [Gate(gate, "degraded", message)]
    if fewest < QUALITY.symmetry_good:
        message = (
            f"{counted}{doubt} With fewer than {QUALITY.symmetry_good:.0f} of each "
            "side, take their difference as a description of this take only."
        )
        return [Gate(gate, "degraded", message)]
    return [Gate(gate, "degraded", (counted + doubt))] if doubt else [Gate(gate)]


def _no_lift(lifts: Sequence[Lift]) -> str:
    """Return what is said where no lift counts, with the commonest reason if there were some."""
    reasons = Counter(lift.reason for lift in lifts if lift.reason)
    advice = (
        "Lift one knee after the other, slowly, as high as you can, with the camera at the height "
        "of your hips."
    )
    if not reasons:
        return f"No knee lift was found. {advice}"
    return f"No knee lift could be counted. {reasons.most_common(1)[0][0]} {advice}"


def _voids(track: Track, gate: str, kind: ExclusionKind, message: str) -> Gate:
    """Return the answer on stretches void for one reason."""
    spans = [each.end_s - each.start_s for each in track.voids if each.kind == kind]
    seconds = float(sum(spans)) + len(spans) / max(track.rate_hz, 1.0)
    if seconds < QUALITY.void_some:
        return Gate(gate)
    said = message.format(seconds=seconds)
    if seconds > QUALITY.void_most * len(track.t_s) / track.rate_hz:
        too_much = said.replace("that part is left out", "too little is left to measure")
        return Gate(gate, "unusable", too_much)
    return Gate(gate, "degraded", said)


def _cut_off(track: Track, landmarks: list[int]) -> float:
    """Return the share of measurable samples with one of these landmarks at the border."""
    usable = ~track.void
    if not usable.any():
        return 0.0
    size = np.array(track.size_px, dtype=np.float64)
    place = track.xy_px[usable][:, landmarks] / size
    edge = QUALITY.border
    out: BoolArray = np.asarray(((place < edge) | (place > 1.0 - edge)).any(axis=(1, 2)))
    longest = max((stop - start for start, stop in runs(out)), default=0)
    return float(out.mean()) if longest / track.rate_hz >= QUALITY.void_some else 0.0
