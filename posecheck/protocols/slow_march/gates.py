"""The gates of a march's take, in the order in which they are asked.

Each function answers one gate. `check_take` asks them all; a take in which nobody was found is
not asked further. Thresholds and their sources stand in the section `quality`.
"""

import math
from collections import Counter
from collections.abc import Sequence

from posecheck.assessment import View
from posecheck.gates import Gate
from posecheck.kinematics.view import ViewEstimate
from posecheck.landmarks import SIDES
from posecheck.protocols.slow_march.departures import Lift
from posecheck.protocols.slow_march.pace import Pace
from posecheck.protocols.slow_march.prepare import Prepared
from posecheck.quality import check_movement, check_nobody
from posecheck.quality.movement_gates import left_out, stood_still
from posecheck.recording import Recording
from posecheck.thresholds import QUALITY
from posecheck.wording import view_in_words

FOLDED = "the foot went back under the thigh, or the knee was hidden"
_DO = "Stand still for two seconds, then lift each knee at least five times"


def check_take(recording: Recording, prepared: Prepared | None) -> list[Gate]:
    """Return every gate's answer on a take, before its lifts are looked at, in order.

    Parameters
    ----------
    prepared
        of the same recording; None if nobody can be measured anywhere in it.
    """
    if prepared is None:
        return check_nobody(recording)
    track = prepared.track
    of_the_march = [
        left_out(track, "swapped"),
        view_clear(prepared.seen, prepared.view),
        left_out(track, "turned"),
        stood_still(prepared.rest, "the first lift"),
    ]
    return check_movement(recording, track, _DO, of_the_march)


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


def slow_enough(pace: Pace) -> Gate:
    """Ask whether this was a march and no run."""
    if not pace.too_fast:
        return Gate("slow_enough")
    cadence = f", about {pace.per_min:.0f} lifts a minute" if math.isfinite(pace.per_min) else ""
    return Gate(
        "slow_enough",
        "unusable",
        f"This is running in place{cadence}: too fast for this test. Lift one knee after the other "
        "slowly, for a second or longer each, and record again.",
    )


def check_lifts(lifts: Sequence[Lift], compares_sides: bool = True) -> list[Gate]:
    """Return the gate on the number of lifts that count, per side.

    Parameters
    ----------
    compares_sides
        whether the take shows both sides alike; from a side it does not, however many lifts count.
    """
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
    if fewest < QUALITY.symmetry_least and compares_sides:
        message = (
            f"{counted}{doubt} Without {QUALITY.symmetry_least:.0f} of each side, "
            "nothing can be said about their difference."
        )
        return [Gate(gate, "degraded", message)]
    if fewest < QUALITY.symmetry_good:
        what = "their difference" if compares_sides else "the numbers"
        message = (
            f"{counted}{doubt} With fewer than {QUALITY.symmetry_good:.0f} of each "
            f"side, take {what} as a description of this take only."
        )
        return [Gate(gate, "degraded", message)]
    return [Gate(gate, "degraded", (counted + doubt))] if doubt else [Gate(gate)]


def check_shanks(hang: Sequence[bool]) -> Gate:
    """Ask whether the shank hangs in every lift that counts, so that its height can be told."""
    return _of_every_lift(
        "shank",
        hang,
        f"the lower leg is drawn too short to tell their height: {FOLDED}. Let the lower leg hang.",
    )


def check_standing(stood: Sequence[bool]) -> Gate:
    """Ask whether every lift that counts began from standing, so that its height can be told."""
    return _of_every_lift(
        "from_standing",
        stood,
        "you came up from a squat or a lunge with the knee, so their height is not told. Stand up "
        "straight before each lift.",
    )


def _of_every_lift(gate: str, holds: Sequence[bool], otherwise: str) -> Gate:
    """Return a gate that is passed where something holds of every lift that counts."""
    odd = list(holds).count(False)
    if not odd:
        return Gate(gate)
    return Gate(gate, "degraded", f"In {odd} of {len(holds)} lifts {otherwise}")


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
