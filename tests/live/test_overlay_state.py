"""The words of every moment that are the session's own."""

from posecheck.coaching import Guidance, StandCoach
from posecheck.live.framing import Hint
from posecheck.live.overlay_state import ENDINGS, HINTS, SECOND_PERSON_SEEN, cue
from posecheck.live.session import Ending, Phase, State, Stop

FRONT, SIDE = Stop("front", quiet=True), Stop("side", quiet=True)


def said(state, plan=(FRONT,), coaches=None, guidance=None):
    return cue(state, guidance, plan, coaches or [StandCoach()] * len(plan)).text


def test_countdown_counts_down():
    times = (0.0, 0.9, 1.1, 2.1, 2.99)
    texts = [said(State(phase=Phase.COUNTDOWN, now_s=t_s)) for t_s in times]
    assert texts == ["3", "3", "2", "1", "1"]


def test_breaks_between_stations():
    plan = (FRONT, SIDE, SIDE, SIDE, FRONT)
    coaches = [StandCoach()] * 3 + [StandCoach("Tuck your tail under"), StandCoach()]
    texts = [said(State(phase=Phase.BREAK, station=n), plan, coaches) for n in range(1, 5)]
    assert texts == [
        "Turn sideways",
        "Step on the spot",
        "Tuck your tail under",
        "Face the screen",
    ]


def test_while_standing_still_the_coach_says_how():
    assert said(State(phase=Phase.STILL), coaches=[StandCoach("Sit still")]) == "Sit still"


def test_the_coachs_cues_come_back_after_somebody_came_in():
    news = State(phase=Phase.TASK, now_s=13.0, second_person_s=10.0)
    old = State(phase=Phase.TASK, now_s=15.0, second_person_s=10.0)
    assert said(news, guidance=Guidance("Up")) == "Someone else is there"
    assert said(old, guidance=Guidance("Up")) == "Up"
    assert "Ask them to step out" in SECOND_PERSON_SEEN


def test_every_hint_and_every_ending_has_its_words():
    assert set(HINTS) == set(Hint)
    assert set(ENDINGS) == set(Ending)
    assert max(len(text) for text in HINTS.values()) <= 24
