"""What the page says at each moment: one short cue, the same words on the screen and spoken."""

from dataclasses import dataclass

from posecheck.landmarks import Side, other
from posecheck.live.framing import Hint
from posecheck.live.session import Ending, Phase, Plan, State, Station
from posecheck.live.tracker import Legs
from posecheck.thresholds import LIVE_COUNTDOWN, LIVE_CUE, SECOND_PERSON

HINTS = {
    Hint.NOBODY: "Step into the picture",
    Hint.DARK: "More light, please",
    Hint.COMPANY: "Someone else is there",
    Hint.STEP_BACK: "Step back",
    Hint.STEP_CLOSER: "Step closer",
    Hint.FEET_CUT_OFF: "Feet cut off: step back",
    Hint.HEAD_CUT_OFF: "Head cut off: step back",
    Hint.GO_LEFT: "A step to your left",
    Hint.GO_RIGHT: "A step to your right",
    Hint.FACE_CAMERA: "Turn to face the camera",
    Hint.TURN_SIDE: "Turn sideways",
}

COMPANY = (
    "Someone else is in the picture. Ask them to step out of it; cover a mirror or a poster that "
    "shows a person."
)

_STAND = {
    "tuck": "Tuck your tail under",
    "arch": "Tip your tail up, gently",
}

ENDINGS = {
    Ending.COMPLETE: "The set is complete.",
    Ending.PAUSE: "The take ended because no knee was lifted for a while.",
    Ending.WALKED_UP: "The take ended because you walked up to the camera.",
    Ending.LEFT: "The take ended because you left the picture.",
    Ending.HANDS_UP: "The take ended because you raised both hands.",
    Ending.CAMERA_LOST: "The take ended because the camera gave no more pictures. "
    "Check that it is plugged in and that no other program uses it.",
    Ending.STOPPED: "The take was stopped.",
    Ending.TIME_UP: "The take ended because it reached its longest time.",
    Ending.NOT_FRAMED: "The take did not begin, because you were not well in the picture for "
    "three minutes. Look at the drawing of the set-up and try again.",
}


@dataclass(frozen=True)
class Cue:
    """One cue.

    Attributes
    ----------
    text : a few words, readable from three metres.
    aloud : whether a voice should say it.
    """

    text: str
    aloud: bool = True


def cue(state: State, legs: Legs, plan: Plan, target_deg: float) -> Cue:
    """Return the one thing to say now."""
    station = plan.stations[state.station]
    match state.phase:
        case Phase.FRAMING:
            return Cue(HINTS[state.hint] if state.hint else "Well placed")
        case Phase.STILL:
            return Cue(_stand_words(station))
        case Phase.COUNTDOWN:
            left_s = LIVE_COUNTDOWN.seconds - state.in_phase_s
            return Cue(str(max(1, int(left_s + 0.999))))
        case Phase.MARCHING if _company_is_news(state):
            return Cue(HINTS[Hint.COMPANY])
        case Phase.MARCHING:
            return _march_cue(legs, plan, target_deg)
        case Phase.STANDING:
            return Cue("Hold still", aloud=False)
        case Phase.BREAK:
            return Cue(_break_words(plan, state.station))
        case Phase.DONE:
            return Cue("Done. Well done!" if state.ending is Ending.COMPLETE else "The take ended")


def _company_is_news(state: State) -> bool:
    """Tell whether a second person came in just now; afterwards the march's own cues go on."""
    since_s = state.company_s
    return since_s is not None and state.now_s - since_s < SECOND_PERSON.told


def _stand_words(station: Station) -> str:
    return _STAND.get(station.name, "Stand still")


def _break_words(plan: Plan, coming: int) -> str:
    before, after = plan.stations[coming - 1], plan.stations[coming]
    if before.facing != after.facing:
        return "Now turn sideways"
    if after.name in _STAND:
        return _STAND[after.name]
    return "Step on the spot"


def _march_cue(legs: Legs, plan: Plan, target_deg: float) -> Cue:
    if legs.lifted is None:
        return Cue(f"Lift your {next_side(legs, plan)} knee")
    if legs.hold_s >= LIVE_CUE.hold:
        return Cue("Slowly down")
    if legs.rising:
        return Cue("Up", aloud=False)
    if legs.hold_s > 0:
        short = target_deg - legs.peak_deg > LIVE_CUE.short_of_target
        return Cue("A little higher" if short else "Hold")
    return Cue("Slowly down", aloud=False)


def next_side(legs: Legs, plan: Plan) -> Side:
    """Return the knee to lift next: the other one than last, unless that side has its lifts."""
    side: Side = "right" if legs.last is None else other(legs.last.side)
    left, right = legs.counts
    done = {"left": left >= plan.lifts_per_side, "right": right >= plan.lifts_per_side}
    return other(side) if done[side] and not done[other(side)] else side
