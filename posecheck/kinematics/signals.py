"""From raw landmarks to a `Track`: true time, one person, the right labels, no noise.

The chain, in order: one frame size → another person's frames excluded → left/right exchanges undone
→ outliers replaced (Hampel) → short gaps bridged (PCHIP) on an even grid of true time → zero-lag
Butterworth, 4 Hz for positions and 6 Hz for contacts and speeds. Low-pass after Winter 2009: the
second-order filter runs forwards and backwards, and dividing the (warped) cut-off by 0.802
restores −3 dB at the stated frequency.

SPARC, the spectral arc length of a speed profile: how smooth a movement is.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import median_filter
from scipy.signal import butter, sosfiltfilt

from posecheck.kinematics.geometry import middle, runs
from posecheck.kinematics.label_swaps import (
    LEGS_EXCHANGED,
    UPPER_EXCHANGED,
    exchanged,
    hips_agree,
    other_person,
)
from posecheck.kinematics.statistics import usual_rate
from posecheck.kinematics.track import ExcludedSpan, ExclusionKind, Track
from posecheck.landmarks import ANKLE, COUNT, HIP
from posecheck.recording import Recording
from posecheck.thresholds import SIGNALS, SMOOTHNESS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


_REASONS: dict[ExclusionKind, str] = {
    "nobody": "Nobody could be seen here. Stay in the picture for the whole take.",
    "another": "Another person was followed here. Be alone in the picture.",
    "reshaped": "The picture changed its shape here. Do not turn the camera during the take.",
    "swapped": "Left and right could not be told apart here. Stand in brighter light.",
    "stalled": "The camera gave no new picture here. Close other programs that use it.",
    "short": "Too short a stretch between two gaps to measure on. Stay in the picture.",
}


@dataclass(frozen=True, eq=False)
class _Raw:
    """Frames that may be measured on: `t_s (K,)`, `xy_px (K, 33, 2)`, no NaN."""

    t_s: FloatArray
    xy_px: FloatArray


_READ = [0, 7, 8, *range(11, 17), *range(23, 33)]  # nose, ears, arms to the wrist, legs


def clean(recording: Recording, legs_swapped: BoolArray | None = None) -> Track:
    """Return the cleaned movement of a take.

    Parameters
    ----------
    recording
        the take. An empty one gives an empty track.
    legs_swapped
        `(T,)`, frames whose leg labels are still exchanged after the repair by continuity, as
        `posecheck.protocols.slow_march.prepare` finds.

    Returns
    -------
    A `Track` on an even grid of 30 or 60 samples a second that begins with the first frame. NaN
    and excluded where no frame may be measured on for longer than a short gap.
    """
    t_s = recording.t_s
    size, factor, same_shape = _one_size(recording.frame_size_px)
    xy_px = recording.landmarks_px.astype(np.float64) * factor[:, None, None]
    somebody = other_person(t_s, np.where(same_shape[:, None, None], xy_px, np.nan))
    why: dict[ExclusionKind, BoolArray] = {
        "reshaped": ~same_shape,
        "nobody": ~recording.found & same_shape,
        "another": somebody,
    }
    good = recording.found & same_shape & ~somebody
    xy_px, between = _relabelled(t_s, xy_px, good)
    if legs_swapped is not None:
        xy_px[legs_swapped] = xy_px[legs_swapped][:, LEGS_EXCHANGED]
    why["swapped"] = between
    good &= ~between
    raw = _Raw(t_s[good], _without_outliers(xy_px[good], usual_rate(t_s)))
    return _track(recording, raw, size, why)


def leg_scale(xy_px: FloatArray) -> float:
    """Return the leg's length in pixels as far as a whole take tells it, whatever the labels."""
    span = middle(xy_px, ANKLE)[:, 1] - middle(xy_px, HIP)[:, 1]
    return float(max(np.percentile(np.abs(span), 90), 1.0))


def even_rate(t_s: FloatArray) -> float:
    """Return the samples per second of the grid: 60 for faster cameras, 30 for all others."""
    return SIGNALS.fast_rate if usual_rate(t_s) >= SIGNALS.fast_camera else SIGNALS.rate


def low_pass(values: FloatArray, rate_hz: float, cutoff_hz: float) -> FloatArray:
    """Return `values` `(N, …)` low-passed without lag; NaN stays, each stretch by itself.

    Stretches too short for the filter become NaN.
    """
    once = np.arctan(np.tan(np.pi * cutoff_hz / rate_hz) / 0.802) * rate_hz / np.pi
    sos = butter(2, once, fs=rate_hz, output="sos")
    result = np.full_like(values, np.nan)
    finite = np.asarray(np.isfinite(values).all(axis=tuple(range(1, values.ndim))))
    for start, stop in runs(finite):
        if stop - start >= _SHORTEST:
            result[start:stop] = sosfiltfilt(sos, values[start:stop], axis=0)
    return result


_SHORTEST = 12  # samples that sosfiltfilt needs at either end for a second-order filter, and some


def _one_size(
    frame_size_px: npt.NDArray[np.int32],
) -> tuple[tuple[int, int], FloatArray, BoolArray]:
    """Return the commonest frame size, each frame's factor to it, and who has its shape."""
    if not len(frame_size_px):
        return (0, 0), np.ones(0), np.zeros(0, dtype=np.bool_)
    sizes, counts = np.unique(frame_size_px, axis=0, return_counts=True)
    width, height = (int(side) for side in sizes[counts.argmax()])
    factor = width / frame_size_px[:, 0].astype(np.float64)
    stretched = np.abs(frame_size_px[:, 1] * factor / height - 1.0)
    return (width, height), factor, stretched <= SIGNALS.same_shape


def _relabelled(
    t_s: FloatArray, xy_px: FloatArray, good: BoolArray
) -> tuple[FloatArray, BoolArray]:
    """Return the landmarks with exchanges undone, and the frames amid a change, `(T,)`."""
    amid = np.zeros(len(t_s), dtype=np.bool_)
    if good.sum() < 2:
        return xy_px, amid
    points, times = xy_px[good], t_s[good]
    scale = leg_scale(points)
    swapped, _ = exchanged(times, points, UPPER_EXCHANGED, scale, np.zeros(len(points)))
    points[swapped] = points[swapped][:, UPPER_EXCHANGED]
    agreement = hips_agree(points) / scale
    swapped, between = exchanged(times, points, LEGS_EXCHANGED, scale, agreement)
    points[swapped] = points[swapped][:, LEGS_EXCHANGED]
    result = xy_px.copy()
    result[good] = points
    amid[good] = between
    return result, amid


def _without_outliers(xy_px: FloatArray, rate_hz: float) -> FloatArray:
    """Return the landmarks with single outliers replaced by their neighbours' median (Hampel).

    Only those that measures read: not the face's features and not the fingers.
    The least deviation grows with the square of the time between frames, as the turn at the top
    of a fast lift does.
    """
    window = 7 if rate_hz >= SIGNALS.hampel_rate else 5
    if len(xy_px) < window:
        return xy_px
    coarse = max(1.0, SIGNALS.rate / rate_hz) ** 2
    least = SIGNALS.hampel_floor * coarse * leg_scale(xy_px)
    flat = xy_px[:, _READ].reshape(len(xy_px), -1)
    centre = median_filter(flat, size=(window, 1), mode="nearest")
    off = np.abs(flat - centre)
    suspect = np.flatnonzero(off.max(axis=0) > least)
    spread = 1.4826 * median_filter(off[:, suspect], size=(window, 1), mode="nearest")
    outlier = off[:, suspect] > np.maximum(SIGNALS.hampel_mad * spread, least)
    flat[:, suspect] = np.where(outlier, centre[:, suspect], flat[:, suspect])
    result = xy_px.copy()
    result[:, _READ] = flat.reshape(len(xy_px), len(_READ), 2)
    return result


def _track(
    recording: Recording, raw: _Raw, size: tuple[int, int], why: dict[ExclusionKind, BoolArray]
) -> Track:
    t_s, rate = recording.t_s, even_rate(recording.t_s)
    count = int(np.floor((t_s[-1] - t_s[0]) * rate + 1e-6)) + 1 if len(t_s) else 0
    grid = (t_s[0] if len(t_s) else 0.0) + np.arange(count) / rate
    even = _even(raw, grid)
    slow = low_pass(even, rate, SIGNALS.cutoff)
    fast = low_pass(even, rate, SIGNALS.fast_cutoff)
    excluded: BoolArray = np.asarray(~np.isfinite(slow).all(axis=(1, 2)))
    visibility = np.zeros((count, COUNT))
    for landmark in range(COUNT if count else 0):
        visibility[:, landmark] = np.interp(grid, t_s, recording.visibility[:, landmark])
    return Track(
        t_s=grid,
        rate_hz=rate,
        xy_px=slow,
        fast_px=fast,
        visibility=visibility,
        excluded=excluded,
        size_px=size,
        excluded_spans=_reasons(grid, excluded, t_s, why),
        camera_hz=usual_rate(t_s),
    )


def _even(raw: _Raw, grid: FloatArray) -> FloatArray:
    """Return the landmarks on the grid, `(N, 33, 2)`; NaN in gaps longer than a short one."""
    result = np.full((len(grid), COUNT, 2), np.nan)
    if len(raw.t_s) < 2 or not len(grid):
        return result
    after = np.searchsorted(raw.t_s, grid, side="left").clip(1, len(raw.t_s) - 1)
    gap = raw.t_s[after] - raw.t_s[after - 1]
    edge = 0.5 / max(usual_rate(grid), 1.0)
    inside = (grid >= raw.t_s[0] - edge) & (grid <= raw.t_s[-1] + edge)
    near = np.abs(grid[:, None] - raw.t_s[np.stack((after - 1, after), axis=1)]).min(axis=1)
    usable = inside & ((gap <= SIGNALS.gap) | (near <= edge))
    flat = raw.xy_px.reshape(len(raw.t_s), -1)
    wanted = grid[usable].clip(raw.t_s[0], raw.t_s[-1])
    result[usable] = PchipInterpolator(raw.t_s, flat, axis=0)(wanted).reshape(-1, COUNT, 2)
    return result


def _reasons(
    grid: FloatArray, excluded: BoolArray, t_s: FloatArray, why: dict[ExclusionKind, BoolArray]
) -> tuple[ExcludedSpan, ...]:
    """Return each excluded stretch with the reason most of its frames have."""
    found = []
    for start, stop in runs(excluded):
        frames = (t_s >= grid[start] - 0.05) & (t_s <= grid[stop - 1] + 0.05)
        counts = {kind: int(mask[frames].sum()) for kind, mask in why.items()}
        kind: ExclusionKind = max(counts, key=lambda each: counts[each])
        if not counts[kind]:
            kind = "stalled" if _stalled(t_s, grid[start], grid[stop - 1]) else "short"
        found.append(ExcludedSpan(float(grid[start]), float(grid[stop - 1]), kind, _REASONS[kind]))
    return tuple(found)


def _stalled(t_s: FloatArray, start_s: float, end_s: float) -> bool:
    """Say whether the frames themselves are far apart within a stretch."""
    first = max(int(np.searchsorted(t_s, start_s)) - 1, 0)
    last = int(np.searchsorted(t_s, end_s, side="right")) + 1
    return bool(np.diff(t_s[first:last]).max(initial=0.0) > SIGNALS.gap)


def sparc(speed: FloatArray, rate_hz: float) -> float:
    """Return the spectral arc length of a speed profile `(n,)`, n ≥ 2, not all zero.

    Dimensionless and negative; **nearer 0 is smoother**. Independent of the movement's size and,
    for one smooth stroke, of its duration. Balasubramanian 2015, J NeuroEng Rehabil 12:112: arc
    length of the normalised amplitude spectrum up to the last frequency below the cut-off that
    still holds 5 % of the largest amplitude.

    NaN where there is no movement at all.
    """
    length = 2 ** (int(np.ceil(np.log2(len(speed)))) + int(SMOOTHNESS.padding))
    amplitude = np.abs(np.fft.rfft(speed, length))
    if not amplitude.max() > 0:
        return float("nan")
    amplitude /= amplitude.max()
    frequency = np.fft.rfftfreq(length, 1 / rate_hz)
    below = frequency <= SMOOTHNESS.cutoff
    loud = np.flatnonzero(amplitude[below] >= SMOOTHNESS.amplitude)
    used = slice(loud[0], loud[-1] + 1)
    frequency, amplitude = frequency[used], amplitude[used]
    if len(frequency) < 2:
        return 0.0
    steps = np.diff(frequency) / (frequency[-1] - frequency[0])
    return float(-np.hypot(steps, np.diff(amplitude)).sum())
