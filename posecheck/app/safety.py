"""The questions before a take, and what follows from their answers. Pure."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["urgent", "clinician", "bend", "balance"]


@dataclass(frozen=True)
class Question:
    """One question that is answered with yes or no."""

    kind: Kind
    text: str


QUESTIONS = (
    Question(
        "urgent",
        "New trouble with bladder or bowel, numbness between the legs, a leg that is getting "
        "weaker, or suddenly not being able to lift a leg?",
    ),
    Question(
        "urgent",
        "Chest pain or breathlessness now, a severe fall or accident, or fever together with "
        "strong back, hip, groin or belly pain?",
    ),
    Question(
        "urgent",
        "Weight loss you cannot explain with pain at night, or new back pain after cancer?",
    ),
    Question(
        "clinician",
        "An operation of hip, knee, pelvis, belly or a hernia in the last 12 weeks?",
    ),
    Question(
        "clinician",
        "A bone broken by osteoporosis, an unstable joint, blood pressure that is not under "
        "control, dizziness now, or pelvic pain in pregnancy?",
    ),
    Question("bend", "Have you been told not to bend your hip beyond 90 degrees?"),
    Question(
        "balance",
        "A fall in the last six months, or not able to stand on one leg for five seconds with a "
        "hand on a chair?",
    ),
)

LOWER_TARGET_DEG = 60


@dataclass(frozen=True)
class Advice:
    """What the answers mean.

    Attributes
    ----------
    test
        whether a test may be done now.
    highest_target_deg
        the highest target to offer.
    chair
        a chair must be within reach of a hand.
    sentences
        what to tell the person, kindly.
    """

    test: bool
    highest_target_deg: int
    chair: bool
    sentences: tuple[str, ...]


def advise(answers: dict[int, bool]) -> Advice:
    """Return what follows from the answers; the keys are indices into `QUESTIONS`."""
    kinds = {QUESTIONS[index].kind for index, yes in answers.items() if yes}
    if "urgent" in kinds:
        return Advice(False, 0, False, (_URGENT,))
    if "clinician" in kinds:
        return Advice(False, 0, False, (_CLINICIAN,))
    sentences = tuple(
        text for kind, text in (("bend", _BEND), ("balance", _BALANCE)) if kind in kinds
    )
    highest = LOWER_TARGET_DEG if "bend" in kinds else 90
    return Advice(True, highest, "balance" in kinds, sentences)


_URGENT = (
    "Please do not test today, and ask a doctor about this soon; today, if it is new. The test "
    "can wait until it is cleared up."
)
_CLINICIAN = (
    "Please ask your doctor or physiotherapist first whether you may lift your knees this way. "
    "If they say yes, come back and answer again; the lower target, the chair or a seated march "
    "may be what they suggest."
)
_BEND = (
    "Then keep below that: the target is set to 60° at most, and you stop where you were told to. "
    "If even that is too much, leave the march out; the standing check bends no hip."
)
_BALANCE = (
    "Then march with a chair beside you and a hand on its back, and with somebody near if you "
    "can. If you do not feel steady, march seated instead: lift one knee at a time from the "
    "chair, slowly. posecheck cannot measure a seated march yet, so do it without the camera."
)
