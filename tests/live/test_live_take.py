"""A take from frames to what it recorded, with a pose model that draws a stick figure."""

import pytest

from posecheck.coaching import Coach, Counter, Guidance, Tone
from posecheck.live.live_take import LiveTake
from posecheck.live.session import Ending, Phase
from posecheck.protocol import StationKind
from posecheck.recording import Frame
from tests.live.marching import PICTURE, RATE, Clock, Drawn, march, march_take, run, take_of
from tests.live.people import lifted, standing


def length_s(station):
    return station.shots[-1].t_s - station.start_s


def test_a_march_is_counted_ended_and_recorded():
    clock, model = Clock(), Drawn(march([("right", 85), ("left", 80)] * 2))
    take = march_take(2, model, clock)
    scenes = run(take, clock, 60)
    assert take.state.ending is Ending.COMPLETE
    guided = [scene.guidance for scene in scenes if scene.guidance]
    assert [counter.count for counter in guided[-1].counters] == [2, 2]
    assert max(each.ring_share or 0 for each in guided) == 1.0
    assert any(each.reached for each in guided)
    assert guided[-1].target_y_px == pytest.approx(230, abs=2)
    assert scenes[-2].rates.looked_at_hz == pytest.approx(RATE, rel=0.05)
    (station,) = take.recorded()
    assert station.kind.name == "march"
    assert length_s(station) == pytest.approx(21.7, abs=0.3)
    assert station.shots[0].size_px == (640, 480)
    take.close()
    assert model.closed == 1


def test_the_tones_tell_rise_hold_and_count_and_sound_once_each():
    clock = Clock()
    take = march_take(2, Drawn(march([("right", 85), ("left", 80)] * 2)), clock)
    heard = {scene.tone_number: scene.tone for scene in run(take, clock, 60) if scene.tone}
    lift = [Tone.RISE, Tone.HOLD, Tone.LOWER, Tone.COUNTED]
    assert list(heard.values()) == [*lift * 4, Tone.FINISHED]


@pytest.mark.parametrize("every", [2, 6, 12])
def test_frames_that_were_skipped_are_in_the_take_all_the_same(every):
    clock = Clock()
    take = march_take(2, Drawn(march([("right", 85), ("left", 80)] * 2)), clock)
    scenes = run(take, clock, 60, every=every)
    (station,) = take.recorded()
    steps = [b.t_s - a.t_s for a, b in zip(station.shots, station.shots[1:], strict=False)]
    assert steps == pytest.approx([1 / RATE] * len(steps))
    skipped = [shot for shot in station.shots if not shot.looked_at]
    assert len(skipped) / len(station.shots) == pytest.approx(1 - 1 / every, abs=0.02)
    assert all(shot.coded for shot in station.shots)
    rates = scenes[-1].rates
    assert rates.camera_hz == pytest.approx(RATE, rel=0.1)
    assert rates.looked_at_hz == pytest.approx(RATE / every, rel=0.25)


def test_a_camera_that_gives_too_few_frames_is_told_before_the_countdown():
    clock = Clock()
    take = march_take(2, Drawn(march([])), clock)
    for number in range(32):
        clock.now += 0.125
        scene = take.see(Frame(number / 8, PICTURE, (640, 480)))
        if scene.phase is Phase.COUNTDOWN:
            break
        told = scene.rates.slow_camera
    assert told


def test_a_stopped_march_keeps_what_was_recorded():
    clock = Clock()
    take = march_take(5, Drawn(march([("right", 80)] * 2)), clock)
    run(take, clock, 12)
    take.stop()
    assert length_s(take.recorded()[0]) == pytest.approx(11.4, abs=0.2)
    assert take.state.ending is Ending.STOPPED


def test_closing_in_mid_take_keeps_what_was_recorded_and_closes_once():
    clock, model = Clock(), Drawn(march([("right", 80)]))
    take = march_take(5, model, clock)
    run(take, clock, 9)
    take.close()
    take.close()
    assert model.closed == 1
    assert len(take.recorded()) == 1
    assert take.see(Frame(99.0, PICTURE, (640, 480))).phase is Phase.DONE
    assert len(model.asked) < 9 * RATE


def test_nothing_is_kept_of_a_take_that_never_got_to_the_march():
    clock = Clock()
    take = march_take(5, Drawn(march([])), clock)
    run(take, clock, 3)
    take.stop()
    assert take.recorded() == ()


def test_a_camera_that_falls_silent_is_noticed_by_the_clock():
    clock = Clock()
    take = march_take(5, Drawn(march([("right", 80)])), clock)
    run(take, clock, 9)
    clock.now += 7
    assert take.tick().ending is Ending.CAMERA_LOST
    assert len(take.recorded()) == 1


def test_a_closed_lid_ends_the_take_though_the_programs_clock_slept_too():
    clock = Clock()
    take = march_take(5, Drawn(march([("right", 80)])), clock)
    run(take, clock, 9)
    scene = take.see(Frame(3600.0, PICTURE, (640, 480)))
    assert scene.ending is Ending.CAMERA_LOST
    assert length_s(take.recorded()[0]) < 10


def test_frames_out_of_order_are_refused():
    clock, model = Clock(), Drawn(march([]))
    take = march_take(5, model, clock)
    for t_s in (1.0, 1.0, 0.5, 1.1):
        take.see(Frame(t_s, PICTURE, (640, 480)))
    assert model.asked == pytest.approx([0.0, 0.1])


def test_a_failure_carries_its_sentence():
    take = march_take(5, Drawn(march([])), Clock())
    take.see(Frame(0.0, PICTURE, (640, 480)))
    take.fail("The model is gone.")
    assert take.failure == "The model is gone."
    assert take.tick().failure == "The model is gone."
    assert take.state.phase is Phase.DONE


def test_posture_stands_are_recorded_one_by_one():
    def figure(t_s):
        return standing(), 0.0 if t_s < 9 else 90.0

    clock = Clock()
    take = take_of("posture", Drawn(figure), clock, options={"own_range": True})
    run(take, clock, 120)
    assert take.state.ending is Ending.COMPLETE
    stands = take.recorded()
    names = [station.kind.name for station in stands]
    assert names == ["front", "side", "side", "side", "tuck", "arch"]
    for station in stands:
        assert length_s(station) == pytest.approx(5, abs=1)


class HoldCoach(Coach):
    """Somebody else's test of the body: one leg is held up for three seconds."""

    def __init__(self):
        self.since_s = None

    def see(self, observation):
        assert self.baseline is not None
        up = observation.found and observation.points_px[25, 1] < (
            self.baseline.points_px[25, 1] - 30
        )
        if up and self.since_s is None:
            self.since_s = observation.t_s
        held_s = observation.t_s - self.since_s if self.since_s is not None else 0.0
        return Guidance(
            "Hold it" if up else "Lift your left leg",
            counters=(Counter("holds", int(held_s >= 3), 1),),
            timer_s=max(0.0, 3 - held_s),
            ring_share=min(1.0, held_s / 3),
            leg="left",
            active=up,
            done=held_s >= 3,
        )


def test_a_test_of_the_body_from_elsewhere_needs_nothing_but_its_coach():
    def figure(t_s):
        return (lifted("left", 80) if 6.5 < t_s < 10.5 else standing()), 0.0

    clock = Clock()
    kind = StationKind("hold", "The hold", "A leg held up.", facing="front")
    take = LiveTake([kind], [HoldCoach()], Drawn(figure), clock=clock)
    scenes = run(take, clock, 30)
    assert take.state.ending is Ending.COMPLETE
    timers = [scene.guidance.timer_s for scene in scenes if scene.guidance]
    assert timers[0] == 3.0
    assert timers[-1] == 0.0
    assert take.recorded()[0].kind is kind


def test_twenty_takes_one_after_the_other_leave_nothing_behind():
    models = []
    for _ in range(20):
        clock, model = Clock(), Drawn(march([("right", 80), ("left", 80)]))
        take = march_take(1, model, clock)
        run(take, clock, 30)
        take.close()
        models.append(model)
        assert take.state.ending is Ending.COMPLETE
    assert [model.closed for model in models] == [1] * 20
