"""Gates that ask the recording itself: who is in it, how long, how many frames, how bright."""

import numpy as np

from posecheck.gates import Gate
from posecheck.kinematics.track import Track
from posecheck.landmarks import HIP, KNEE, SIDES
from posecheck.recording import Recording
from posecheck.thresholds import QUALITY


def person_found(recording: Recording) -> Gate:
    """Ask whether somebody is in the picture, in enough of the frames."""
    gate = "person_found"
    share = float(recording.found.mean()) if len(recording) else 0.0
    if share < QUALITY.found_least:
        seen = "Nobody was found" if share == 0 else "A person was found only now and then"
        if _dark(recording):
            return Gate(
                gate,
                "unusable",
                f"{seen} in this take, for the picture is too dark. Put a light in front of you, "
                "not behind you, and record again.",
            )
        return Gate(
            gate,
            "unusable",
            f"{seen} in this take. Stand about three metres from the camera, with your whole "
            "body in the picture, and record again.",
        )
    if share < QUALITY.found_all:
        return Gate(
            gate,
            "degraded",
            f"You were out of sight for {100 * (1 - share):.0f} % of the take. "
            "Stay in the picture the whole time.",
        )
    return Gate(gate)


def long_enough(recording: Recording, what_to_do: str) -> Gate:
    """Ask whether the take has room for quiet standing and one repetition.

    Parameters
    ----------
    what_to_do
        what a whole take shows, as an order.
    """
    if recording.duration_s >= QUALITY.shortest:
        return Gate("long_enough")
    return Gate(
        "long_enough",
        "unusable",
        f"The take is only {recording.duration_s:.1f} s long. {what_to_do}, and record again.",
    )


def source_complete(recording: Recording) -> Gate:
    """Ask whether the video could be read to its end."""
    if not recording.meta.truncated:
        return Gate("source_complete")
    return Gate(
        "source_complete",
        "degraded",
        f"The video breaks off before its end; the first {recording.duration_s:.0f} s were "
        "measured. Copy the file again from where it was recorded.",
    )


_LESS_CERTAIN = ", so times and speeds are less certain. "


def frame_rate(recording: Recording) -> Gate:
    """Ask whether the camera gave enough different pictures a second, by their true times."""
    gate, rate = "frame_rate", real_rate(recording)
    if rate >= QUALITY.rate_good:
        return Gate(gate)
    few = rate < QUALITY.rate_least
    return Gate(
        gate,
        "unusable" if few else "degraded",
        f"The camera gave only {rate:.0f} different pictures a second"
        + (f", and {np.ceil(QUALITY.rate_least):.0f} are needed. " if few else _LESS_CERTAIN)
        + "Add light, close other programs that use the camera or the processor, and make videos "
        "with 24 or more.",
    )


def real_rate(recording: Recording) -> float:
    """Return the different pictures a second in the poorest tenth of the take.

    A frame whose landmarks are those of the frame before is a repeated one and does not count;
    frames that arrive in a burst count for no more than the time they cover.
    """
    found = recording.found
    if len(recording) < 2:
        return 0.0
    step = np.abs(np.diff(recording.landmarks_px, axis=0)).max(axis=(1, 2))
    repeated = np.concatenate(([False], step <= QUALITY.same_frame)) & found
    times = recording.t_s[~repeated]
    half = recording.duration_s / (len(recording) - 1) / 2  # no frame on a window's edge
    length = min(QUALITY.rate_window, recording.duration_s + 2 * half)
    latest = max(recording.t_s[-1] + half - length, -half)
    starts = np.arange(recording.t_s[0] - half, latest + 1e-9, length / 4)
    counts = np.searchsorted(times, starts + length) - np.searchsorted(times, starts)
    return float(np.percentile(counts / length, 10))


def light(recording: Recording, track: Track) -> Gate:
    """Ask whether the room was bright and the picture clear enough for the model to see legs."""
    gate = "light"
    joints = [
        np.maximum(*(track.visibility[:, joint[side]] for side in SIDES)) for joint in (HIP, KNEE)
    ]
    usable = ~track.excluded
    seen = float(np.median(np.minimum(*joints)[usable])) if usable.any() else 0.0
    dark = _dark(recording)
    if seen >= QUALITY.seen_good and not dark:
        return Gate(gate)
    cause = "The picture is too dark" if dark else "The picture is too dim or blurred"
    return Gate(
        gate,
        "unusable" if seen < QUALITY.seen_least else "degraded",
        f"{cause} to see your legs well. Put a light in front of you, not behind you, and wipe "
        "the lens.",
    )


def _dark(recording: Recording) -> bool:
    grey = recording.brightness[np.isfinite(recording.brightness)]
    return bool(len(grey)) and float(np.median(grey)) < QUALITY.dark
