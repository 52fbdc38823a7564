import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck import Recording
from posecheck.kinematics.signals import (
    clean,
    even_rate,
    leg_scale,
    low_pass,
    sparc,
)
from posecheck.landmarks import ANKLE, HIP, KNEE, NOSE
from tests.synthetic import (
    Scene,
    camera_shifted,
    edited,
    hidden,
    legs_exchanged,
    march,
    picked,
    resized,
    somebody_else,
)

QUIET = Scene(noise_px=0.0)


@pytest.fixture(scope="module")
def recording() -> Recording:
    return march(2, scene=QUIET).recording


@pytest.mark.parametrize(("fps", "rate"), [(15, 30), (24, 30), (30, 30), (60, 60), (120, 60)])
def test_an_even_grid_of_true_time(fps, rate):
    recording = march(2, scene=Scene(fps=fps)).recording
    track = clean(recording)
    assert track.rate_hz == rate
    np.testing.assert_allclose(np.diff(track.t_s), 1 / rate)
    assert track.t_s[0] == recording.t_s[0]
    assert recording.t_s[-1] - track.t_s[-1] < 1 / rate + 1e-9
    assert not track.excluded.any()


def test_a_slow_movement_passes_unchanged(recording):
    track = clean(recording)
    raw = recording.landmarks_px[: len(track.t_s)]
    moved = np.linalg.norm(track.xy_px - raw, axis=-1)
    assert moved[5:-5].max() < 2.5  # pixels, of a knee that rises by 110


def test_the_low_pass_halves_the_power_at_its_cut_off():
    t_s = np.arange(0, 20, 1 / 30)
    wave = np.sin(2 * np.pi * 4.0 * t_s)
    passed = low_pass(wave[:, None], 30.0, 4.0)[100:-100, 0]
    assert np.abs(passed).max() == pytest.approx(np.sqrt(0.5), abs=0.02)


def test_single_outliers_are_replaced(recording):
    def change(xy):
        xy[60, KNEE["left"]] += 80.0

    before, after = clean(recording), clean(edited(recording, change))
    np.testing.assert_allclose(after.xy_px, before.xy_px, atol=0.5)


def test_a_short_gap_is_bridged_and_a_long_one_void(recording):
    short = clean(hidden(recording, 1.0, 1.2))
    assert not short.excluded.any()
    np.testing.assert_allclose(short.xy_px, clean(recording).xy_px, atol=1.0)
    long = clean(hidden(recording, 1.0, 1.5))
    gone = (long.t_s > 1.02) & (long.t_s < 1.45)
    assert long.excluded[gone].all()
    assert not long.excluded[(long.t_s < 0.95) | (long.t_s > 1.55)].any()
    assert np.isnan(long.xy_px[gone]).all()
    assert [each.kind for each in long.excluded_spans] == ["nobody"]


def test_another_frame_size_is_scaled(recording):
    part = resized(recording, 1.0, 2.0, 0.5)
    np.testing.assert_allclose(clean(part).xy_px, clean(recording).xy_px, atol=1e-3)


def test_another_shape_of_the_picture_is_void(recording):
    part = (recording.t_s >= 1.0) & (recording.t_s < 2.0)
    size = np.where(part[:, None], [[480, 640]], recording.frame_size_px)
    track = clean(dataclasses.replace(recording, frame_size_px=size))
    assert [each.kind for each in track.excluded_spans] == ["reshaped"]
    assert track.size_px == (640, 480)


def test_somebody_else_is_void(recording):
    track = clean(somebody_else(recording, 3.0, 4.0))
    assert [each.kind for each in track.excluded_spans] == ["another"]
    assert track.excluded[(track.t_s > 3.05) & (track.t_s < 3.9)].all()
    outside = (track.t_s < 2.9) | (track.t_s > 4.1)
    assert not track.excluded[outside].any()


def test_a_knock_on_the_camera_is_not_somebody_else(recording):
    assert not clean(camera_shifted(recording, 1.5)).excluded.any()


@settings(deadline=None, max_examples=20)
@given(
    start=st.floats(0.5, 5.0),
    length=st.floats(0.04, 2.0),
    body=st.booleans(),
    yaw=st.floats(-30, 30),
)
def test_an_exchange_of_sides_leaves_hardly_a_trace(start, length, body, yaw):
    recording = march(2, scene=Scene(yaw_deg=yaw)).recording
    wrong = legs_exchanged(recording, start, start + length, body=body)
    track = clean(wrong)
    assert not track.excluded.any()
    off = np.abs(track.xy_px - clean(recording).xy_px).max(axis=(1, 2)) > 15.0
    assert off.sum() / track.rate_hz <= 0.3  # seconds, where the legs pass each other


def test_fast_movement_is_no_exchange_and_not_void():
    take = march(8, peak_deg=70, rise_s=0.2, hold_s=0.0, lower_s=0.2, gap_s=-0.05)
    track = clean(take.recording)
    assert not track.excluded.any()
    assert track.excluded_spans == ()


@pytest.mark.parametrize("frames", [0, 1, 2, 5])
def test_hardly_a_take_is_a_void_track(recording, frames):
    track = clean(picked(recording, slice(0, frames)))
    assert track.excluded.all()
    assert track.xy_px.shape == (len(track.t_s), 33, 2)
    assert [each.kind for each in track.excluded_spans] == ["short"] * (frames > 0)


def test_nobody_is_a_void_track(recording):
    track = clean(hidden(recording, 0.0, 1e9))
    assert track.excluded.all()
    assert [each.kind for each in track.excluded_spans] == ["nobody"]


def test_it_does_not_change_the_recording(recording):
    before = recording.digest()
    clean(recording)
    assert recording.digest() == before
    assert np.isfinite(recording.landmarks_px[:, NOSE]).all()


def still(fps=30.0, seconds=3.0):
    recording = march(1, scene=Scene(fps=fps, noise_px=0.0)).recording
    return picked(recording, recording.t_s < seconds)


READ = [0, 7, 8, 11, 12, 13, 14, 15, 16, *range(23, 33)]  # nose, ears, arms to the wrist, legs


@pytest.mark.parametrize("way_px", [60.0, -60.0])
@pytest.mark.parametrize(("fps", "most"), [(30, 3), (20, 2)])
def test_so_many_outliers_in_a_row_are_replaced_and_no_more(fps, most, way_px):
    recording = still(fps, 2.0)
    plain = clean(recording).xy_px
    for count in (most, most + 1):

        def change(xy, count=count):
            xy[10 : 10 + count, 15] += way_px

        off = np.abs(clean(edited(recording, change)).xy_px - plain).max()
        assert (off < 1.0) == (count == most)


def test_outliers_are_replaced_in_what_measures_read_alone():
    recording = still()

    def change(xy):
        xy[40] += 25.0 * (1 + np.arange(33)[:, None] % 2)

    moved = np.abs(clean(edited(recording, change)).xy_px - clean(recording).xy_px)
    assert np.flatnonzero(moved.max(axis=(0, 2)) < 1.0).tolist() == READ


def test_what_is_seen_follows_the_grid():
    recording = still(24)
    seen = np.tile(np.linspace(0, 1, len(recording))[:, None], (1, 33))
    track = clean(dataclasses.replace(recording, visibility=seen))
    share = (track.t_s - recording.t_s[0]) / (recording.t_s[-1] - recording.t_s[0])
    np.testing.assert_allclose(track.visibility, np.tile(share[:, None], (1, 33)), atol=1e-6)


@pytest.mark.parametrize(("fps", "rate"), [(44, 30.0), (45, 60.0), (46, 60.0)])
def test_faster_cameras_get_the_finer_grid(fps, rate):
    assert even_rate(np.arange(0, 3, 1 / fps)) == rate


def test_a_camera_of_just_45_pictures_a_second_is_a_fast_one():
    assert even_rate(np.array([0.0, 1 / 45])) == 60.0


def test_hardly_a_time_has_the_coarse_grid():
    assert even_rate(np.zeros(0)) == even_rate(np.zeros(1)) == 30.0


@pytest.mark.parametrize(("count", "known"), [(11, 0), (12, 12)])
def test_a_stretch_too_short_for_the_filter_is_void(count, known):
    values = np.full((40, 1), np.nan)
    values[5 : 5 + count] = 1.0
    passed = low_pass(values, 30.0, 4.0)
    assert np.isfinite(passed).sum() == known
    assert passed[np.isfinite(passed)] == pytest.approx(1.0)


def test_why_a_stretch_is_void():
    recording = still()
    t_s = recording.t_s
    late = np.where(t_s > 1.5, t_s + 0.4, t_s)
    assert [
        each.kind for each in clean(dataclasses.replace(recording, t_s=late)).excluded_spans
    ] == ["stalled"]
    alone = hidden(hidden(recording, 1.0, 1.5), 1.7, 2.2)  # six frames between two gaps
    kinds = [each.kind for each in clean(alone).excluded_spans]
    assert set(kinds) == {"nobody"}


def test_the_leg_of_a_whole_take():
    xy = np.zeros((11, 33, 2))
    xy[:, [HIP["left"], HIP["right"]], 1] = 100.0
    xy[:, [ANKLE["left"], ANKLE["right"]], 1] = 100.0 + 10.0 * np.arange(11)[:, None]
    assert leg_scale(xy) == pytest.approx(90.0)
    assert leg_scale(np.zeros((3, 33, 2))) == 1.0  # never nothing: it is divided by


@pytest.mark.parametrize("rate", [30.0, 60.0])
def test_the_spectral_arc_length_of_a_bell(rate):
    """A Gaussian of 0.1 s has a Gaussian spectrum: 1 to 0.05 up to √(2 ln 20) / (2π 0.1) Hz."""
    t_s = np.arange(-1, 1, 1 / rate)
    last = np.sqrt(2 * np.log(20)) / (2 * np.pi * 0.1)
    f = np.linspace(0, last, 2000)
    spectrum = np.exp(-2 * (np.pi * 0.1 * f) ** 2)
    length = np.hypot(np.diff(f) / last, np.diff(spectrum)).sum()
    assert sparc(np.exp(-(t_s**2) / 0.02), rate) == pytest.approx(-length, abs=0.005)
    assert sparc(7 * np.exp(-(t_s**2) / 0.02), rate) == pytest.approx(-length, abs=0.005)


@pytest.mark.parametrize(("lost", "void"), [(6, 0), (7, 7), (20, 20)])
def test_gaps_up_to_a_quarter_of_a_second_are_bridged(lost, void):
    recording = still()
    first = recording.t_s[30]
    track = clean(hidden(recording, first - 0.01, first + (lost - 0.5) / 30))
    assert np.flatnonzero(track.excluded).tolist() == list(range(30, 30 + void))
    if void:
        (span,) = track.excluded_spans
        assert (span.start_s, span.end_s) == pytest.approx((30 / 30, (29 + void) / 30))


@pytest.mark.parametrize(("height", "same"), [(489, True), (471, True), (490, False), (470, False)])
def test_a_picture_may_be_stretched_by_a_fiftieth(height, same):
    recording = still()
    size = recording.frame_size_px.copy()
    size[40:60] = [640, height]
    track = clean(dataclasses.replace(recording, frame_size_px=size))
    assert track.size_px == (640, 480)  # the commonest
    assert track.excluded.any() != same


def test_a_stretch_is_void_for_the_reason_of_most_of_its_frames():
    recording = still()
    size = recording.frame_size_px.copy()
    size[30:36] = [480, 640]

    def change(xy):
        xy[36:50] = np.nan

    both = edited(recording, change, frame_size_px=size)
    assert [each.kind for each in clean(both).excluded_spans] == ["nobody"]
    size[30:44] = [480, 640]  # fourteen of twenty
    turned = dataclasses.replace(both, frame_size_px=size)
    assert [each.kind for each in clean(turned).excluded_spans] == ["reshaped"]


def test_six_frames_between_two_gaps_are_too_short_to_filter():
    recording = still()
    kept = (recording.t_s < 1.0) | (recording.t_s > 2.2)
    kept |= (recording.t_s > 1.45) & (recording.t_s < 1.65)
    (span,) = clean(picked(recording, kept)).excluded_spans
    assert span.kind == "stalled"  # the camera itself gave no frames
    assert span.start_s == pytest.approx(1.0, abs=0.04)
    assert span.end_s == pytest.approx(2.2, abs=0.04)


def test_of_a_single_frequency_below_the_cut_off_there_is_no_arc():
    assert sparc(np.ones(2), 400.0) == 0.0  # 32 frequencies, 12.5 Hz apart
    assert sparc(np.ones(2), 320.0) < 0.0


def test_each_void_stretch_has_its_own_reason():
    recording = still()
    size = recording.frame_size_px.copy()
    size[55:75] = [480, 640]

    def change(xy):
        xy[30:40] = np.nan

    track = clean(edited(recording, change, frame_size_px=size))
    found = [
        (each.kind, round(30 * each.start_s), round(30 * each.end_s))
        for each in track.excluded_spans
    ]
    assert found == [("nobody", 30, 39), ("reshaped", 55, 74)]

    def mixed(xy):
        xy[30:35] = np.nan

    size[:] = recording.frame_size_px
    size[35:39] = [480, 640]
    assert [
        each.kind for each in clean(edited(recording, mixed, frame_size_px=size)).excluded_spans
    ] == ["nobody"]


def test_a_take_is_void_until_somebody_comes_and_after_they_have_gone():
    recording = still()
    last = len(recording) - 1
    track = clean(hidden(hidden(recording, -1.0, 10.5 / 30), (last - 9.5) / 30, 99.0))
    expected = [*range(11), *range(last - 9, last + 1)]
    assert np.flatnonzero(track.excluded).tolist() == expected


def test_a_gap_after_the_very_first_frame_is_one():
    recording = still()
    track = clean(picked(recording, np.r_[0, np.arange(15, len(recording))]))
    assert np.flatnonzero(track.excluded).tolist() == list(range(15))
    (span,) = track.excluded_spans
    assert span.kind == "stalled"
