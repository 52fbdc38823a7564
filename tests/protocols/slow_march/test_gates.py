"""Each gate: a take that trips it, and the plain take that passes all of them."""

import dataclasses

import numpy as np
import pytest

from posecheck.gates import quality_of
from posecheck.kinematics.signals import clean
from posecheck.kinematics.track import ExcludedSpan
from posecheck.kinematics.view import ViewEstimate
from posecheck.protocols.slow_march.departures import Lift as FoundLift
from posecheck.protocols.slow_march.gates import check_lifts, check_take, view_clear
from posecheck.protocols.slow_march.prepare import prepare_take
from posecheck.quality.movement_gates import camera_place, left_out
from posecheck.quality.recording_gates import frame_rate, person_found, real_rate
from tests.conftest import analyse_march, assess_march, march_of, said
from tests.synthetic import (
    Lift,
    Scene,
    Whole,
    camera_shifted,
    during,
    edited,
    hidden,
    march,
    perform,
    picked,
    resized,
    somebody_else,
)

PLAIN = march(4).recording


def gates_of(recording):
    return check_take(recording, prepare_take(march_of(recording)))


def answers(recording):
    """Return the gates that were not passed: name to verdict."""
    results = gates_of(recording)
    for result in results:
        assert (result.verdict == "ok") == (result.message == "")
    return {result.name: result.verdict for result in results if result.verdict != "ok"}


def turned(start_s, end_s):
    yaw = np.where(during(PLAIN, start_s, end_s), 70.0, PLAIN.body_yaw_deg)
    return dataclasses.replace(PLAIN, body_yaw_deg=yaw)


def lower(pixels):
    def change(xy):
        xy[..., 1] += pixels

    return edited(PLAIN, change)


def seen_with(visibility):
    return dataclasses.replace(PLAIN, visibility=np.full_like(PLAIN.visibility, visibility))


def knocked(times):
    recording = PLAIN
    for index, time in enumerate(times):
        recording = camera_shifted(recording, time, (30.0 * (-1) ** index, 10.0))
    return recording


def on_its_side(way):
    def change(xy):
        xy -= [320, 240]
        xy[:] = np.stack([240 - way * xy[..., 1], 320 + way * xy[..., 0]], axis=-1)

    return edited(PLAIN, change, frame_size_px=PLAIN.frame_size_px[:, ::-1])


def on_its_head():
    def change(xy):
        xy[:] = PLAIN.frame_size_px[:, None] - xy

    return edited(PLAIN, change)


def truncated():
    return dataclasses.replace(PLAIN, meta=PLAIN.meta.model_copy(update={"truncated": True}))


def repeated(times):
    """Return the plain take with each frame's landmarks repeated for the next ones."""
    still = np.repeat(PLAIN.landmarks_px[::times], times, axis=0)[: len(PLAIN)]
    return dataclasses.replace(PLAIN, landmarks_px=still)


STANDING = perform([], end_s=16).recording
PAUSES = perform([Lift("right", 3.0 + 5 * i) for i in range(4)]).recording

# name                      recording                                      gate: verdict
TRIPPED = {
    "nobody": (hidden(PLAIN, 0, 99), {"person_found": "unusable"}),
    "seldom there": (hidden(PLAIN, 2.5, 99), {"person_found": "unusable"}),
    "out of sight for a while": (hidden(PLAIN, 6.0, 8.0), {"person_found": "degraded"}),
    "too short": (picked(PLAIN, PLAIN.t_s < 3.0), {"long_enough": "unusable"}),
    "breaks off": (truncated(), {"source_complete": "degraded"}),
    "a second person": (somebody_else(PLAIN, 6, 8), {"one_person": "degraded"}),
    "mostly a second person": (somebody_else(PLAIN, 5, 99), {"one_person": "unusable"}),
    "feet cut off": (lower(80), {"in_frame": "degraded"}),
    "knees cut off": (lower(180), {"in_frame": "unusable"}),
    "at an angle": (march(4, scene=Scene(yaw_deg=45)).recording, {"view": "degraded"}),
    "from behind": (march(4, scene=Scene(yaw_deg=180)).recording, {"view": "unusable"}),
    "turned for a while": (turned(6.0, 8.0), {"not_turned": "degraded"}),
    "turned for most of it": (turned(4.0, 99), {"not_turned": "unusable"}),
    "no time to stand still": (march(4, lead_s=0.3).recording, {"stood_still": "degraded"}),
    "the camera knocked": (camera_shifted(PAUSES, 7.3), {"camera_still": "degraded"}),
    "the camera knocked while a knee is up": (
        camera_shifted(march(4, hold_s=3.0).recording, 5.0),
        {"camera_still": "degraded"},
    ),
    "no new picture for a while": (
        picked(PLAIN, (PLAIN.t_s < 6) | (PLAIN.t_s > 8)),
        {"picture_moving": "degraded", "frame_rate": "degraded"},
    ),
    "the camera in the hand": (
        camera_shifted(
            camera_shifted(
                camera_shifted(camera_shifted(STANDING, 4), 7, (-25.0, 6.0)), 10, (20.0, -20.0)
            ),
            13,
            (-24.0, 5.0),
        ),
        {"camera_still": "unusable"},
    ),
    "20 frames a second": (march(4, scene=Scene(fps=20)).recording, {"frame_rate": "degraded"}),
    "8 frames a second": (march(4, scene=Scene(fps=8)).recording, {"frame_rate": "unusable"}),
    "12 frames a second": (march(4, scene=Scene(fps=12)).recording, {"frame_rate": "degraded"}),
    "each frame four times": (repeated(4), {"frame_rate": "unusable"}),
    "on its side": (on_its_side(1), {"upright": "unusable"}),
    "on its other side": (on_its_side(-1), {"upright": "unusable"}),
    "on its head": (on_its_head(), {"upright": "unusable"}),
    "dim": (seen_with(0.5), {"light": "degraded"}),
    "hardly visible": (seen_with(0.2), {"light": "unusable"}),
    "dark": (
        dataclasses.replace(PLAIN, brightness=np.full(len(PLAIN), 20.0)),
        {"light": "degraded"},
    ),
}


def test_a_plain_take_passes_every_gate():
    assert answers(PLAIN) == {}


@pytest.mark.parametrize("yaw", [-90, -15, 15, 90])
def test_so_does_one_from_either_side(yaw):
    assert answers(march(4, scene=Scene(yaw_deg=yaw)).recording) == {}


@pytest.mark.parametrize("name", TRIPPED)
def test_a_gate_is_tripped(name):
    recording, expected = TRIPPED[name]
    found = answers(recording)
    for gate, verdict in expected.items():
        assert found.get(gate) == verdict
    assert set(found) <= set(expected) | COMPANIONS.get(name, set())


# What else follows from the same fault.
COMPANIONS = {
    "seldom there": {"labels_clear"},
    "nobody": set(),
    "on its side": {"stood_still", "view"},
    "on its other side": {"stood_still", "view"},
    "on its head": {"stood_still", "view"},
}


@pytest.mark.parametrize(("end_s", "verdict"), [(6.1, "ok"), (7.0, "degraded"), (99.0, "unusable")])
def test_legs_that_could_not_be_followed(end_s, verdict):
    void = ExcludedSpan(6.0, end_s, "swapped", "Left and right could not be told apart here.")
    track = dataclasses.replace(clean(PLAIN), excluded_spans=(void,))
    assert left_out(track, "swapped").verdict == verdict


def test_another_shape_of_the_picture():
    part = during(PLAIN, 6.0, 7.0)
    size = np.where(part[:, None], [[480, 640]], PLAIN.frame_size_px)
    assert answers(dataclasses.replace(PLAIN, frame_size_px=size)) == {"picture_shape": "degraded"}
    assert answers(resized(PLAIN, 6.0, 7.0, 0.5)) == {}


@pytest.mark.parametrize(
    "recording",
    [
        perform([Whole(4, 2, down_m=0.3), Whole(8, 2, down_m=0.3)], end_s=12).recording,
        perform([Whole(4, 0.5, up_m=0.25), Whole(6, 0.5, up_m=0.2)], end_s=9).recording,
        march(8, rise_s=0.2, hold_s=0.0, lower_s=0.2, gap_s=-0.05, peak_deg=60).recording,
    ],
    ids=["squats", "hops", "fast"],
)
def test_a_moving_person_is_no_moving_camera(recording):
    assert "camera_still" not in answers(recording)


def test_the_real_rate_counts_what_is_new():
    assert real_rate(PLAIN) == pytest.approx(30, abs=0.5)
    assert real_rate(repeated(2)) == pytest.approx(15, abs=0.6)
    burst = picked(PLAIN, np.flatnonzero(np.arange(len(PLAIN)) % 30 < 10))
    assert real_rate(burst) == pytest.approx(10, abs=0.6)


def lifts(left, right, unknown=0):
    sides = ["left"] * left + ["right"] * right
    found = [FoundLift(side=side, start=0, peak=1, end=2) for side in sides]
    doubtful = FoundLift(
        side="unknown", start=0, peak=1, end=2, valid=False, reason="It cannot be told."
    )
    return found + [doubtful] * unknown


# left, right, unknown   verdict      what it says
COUNTS = [
    (5, 5, 0, "ok", ""),
    (4, 6, 0, "degraded", "With fewer than 5 of each side"),
    (2, 6, 0, "degraded", "Without 3 of each side"),
    (0, 6, 0, "degraded", "0 lifts of the left knee and 6 of the right one"),
    (0, 0, 0, "unusable", "No knee lift was found"),
    (0, 0, 6, "unusable", "No knee lift could be counted. It cannot be told. Lift one knee"),
    (1, 1, 0, "degraded", "1 lift of the left knee and 1 of the right one count."),
    (5, 5, 1, "degraded", "it cannot be told which leg was up"),
]


@pytest.mark.parametrize(("left", "right", "unknown", "verdict", "says"), COUNTS)
def test_enough_lifts_of_each_side(left, right, unknown, verdict, says):
    (result,) = check_lifts(lifts(left, right, unknown))
    assert result.verdict == verdict
    assert says in result.message


@pytest.mark.parametrize(("left", "right"), [(4, 6), (2, 6), (0, 6)])
def test_from_a_side_nothing_is_said_of_a_difference(left, right):
    (result,) = check_lifts(lifts(left, right), compares_sides=False)
    assert result.verdict == "degraded"
    assert result.message.endswith(
        "With fewer than 5 of each side, take the numbers as a description of this take only."
    )


def test_a_lift_that_does_not_count_is_not_counted():
    dropped = [dataclasses.replace(lift, valid=False, reason="No.") for lift in lifts(9, 9)]
    (result,) = check_lifts(dropped)
    assert result.verdict == "unusable"


def test_the_worst_answer_is_the_quality():
    feet = prepare_take(march_of(TRIPPED["feet cut off"][0]))
    results = check_take(TRIPPED["8 frames a second"][0], feet)
    quality = quality_of(results)
    assert quality.verdict == "unusable"
    # in_frame, degraded, was asked before frame_rate, unusable: the first says why it is refused
    assert [reason.gate for reason in quality.reasons] == ["frame_rate", "in_frame"]
    assert quality_of([]).verdict == "ok"


@pytest.mark.parametrize(
    ("fps", "says"),
    [
        (5, "gave only 5 different pictures a second, and 10 are needed. Add light,"),
        (8, "gave only 8 different pictures a second, and 10 are needed. Add light,"),
        (10, "a second, so times and speeds are less certain. Add light,"),
        (20, "a second, so times and speeds are less certain. Add light,"),
    ],
)
def test_of_too_few_pictures_it_is_said_how_many_there_must_be(fps, says):
    gate = frame_rate(march(2, scene=Scene(fps=fps)).recording)
    assert says in gate.message
    assert gate.message.endswith("and make videos with 24 or more.")


def test_nobody_in_the_dark_is_told_to_put_a_light_on():
    dark = dataclasses.replace(hidden(PLAIN, 0, 99), brightness=np.full(len(PLAIN), 12.0))
    assert "too dark" in person_found(dark).message
    assert "too dark" not in person_found(hidden(PLAIN, 0, 99)).message


# what is given of the camera                    what is said
PLACES = [
    (said(), ""),
    (said(lens_height_m=0.9, distance_m=2.9), ""),  # the truth of the scene
    (said(distance_m=0.5), "A distance of 50 cm does not fit the picture"),
    (said(distance_m=15.0), "A distance of 1500 cm does not fit the picture"),
    (said(lens_height_m=3.0), "A lens height of 300 cm does not fit the picture"),
    (said(lens_height_m=3.0, distance_m=2.9), "A lens height of 300 cm does not fit"),
    (said(lens_height_m=1.0, distance_m=5.0), "The camera stands 5.0 m away with its lens at"),
    (said(distance_m=1.5), "The camera seems to stand 1.5 m away"),
]


@pytest.mark.parametrize(("setting", "says"), PLACES)
def test_a_place_of_the_camera_that_cannot_be_or_was_not_tried(setting, says):
    take = assess_march(PLAIN, setting)
    message = next((r.message for r in take.quality.reasons if r.gate == "camera_place"), "")
    assert message.startswith(says)
    assert bool(message) == bool(says)


def test_from_the_side_the_cameras_place_does_not_matter():
    elevation = analyse_march(march(4, scene=Scene(yaw_deg=90)).recording).elevation
    assert camera_place(elevation).verdict == "ok"


# seen              scored           verdict     says
VIEWS = [
    ("front", "front", "ok", ""),
    ("front", "side-left", "degraded", "You look as if seen from the front, but the take"),
    ("side-left", "front", "degraded", "scored as seen from the front, as you said"),
    ("unknown", "unknown", "degraded", "It cannot be told"),
    ("unknown", "front", "ok", ""),  # the user knows better
    ("oblique", "front", "degraded", "turned away"),
]


@pytest.mark.parametrize(("seen", "scored", "verdict", "says"), VIEWS)
def test_a_view_that_the_user_gives_is_compared_with_the_picture(seen, scored, verdict, says):
    result = view_clear(ViewEstimate(seen, 30.0), scored)
    assert result.verdict == verdict
    assert says in result.message


@pytest.mark.parametrize("name", ["turned for most of it", "mostly a second person"])
def test_a_take_that_is_mostly_void_does_not_speak_of_a_part(name):
    recording = TRIPPED[name][0]
    first = quality_of(gates_of(recording)).reasons[0]
    assert "too little is left to measure" in first.message
    part = quality_of(gates_of(turned(6.0, 8.0))).reasons[0]
    assert "that part is left out" in part.message
