"""The gates of every test of movement, in one order.

First those that ask the recording itself: who is in it, how long, how many frames, how bright. Then
those that ask the cleaned movement: who was followed, what was in the picture, and whether the
camera stood still and in a usual place, as far as landmarks alone can tell. A camera that is
knocked or carried shifts the whole person at once: the standing foot and the trunk by the same way
in the picture. A person cannot do that with a foot on the floor: swaying leaves the feet, stepping
moves one foot after the other, hopping comes back down. The other leg may be in the air meanwhile,
so one standing leg with the trunk is enough. What landmarks cannot tell: a slow pan from a slow
walk, a turn about the lens axis of a few degrees, and any movement of the camera while nobody is
seen.

Thresholds and their sources stand in the section `quality`.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.gates import Gate
from posecheck.kinematics.elevation import Elevation
from posecheck.kinematics.geometry import middle, runs
from posecheck.kinematics.signals import leg_scale
from posecheck.kinematics.track import ExclusionKind, QuietStance, Track
from posecheck.kinematics.view import ViewEstimate
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES
from posecheck.recording import Recording
from posecheck.thresholds import QUALITY

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


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


def upright(track: Track) -> Gate:
    """Ask whether the person stands upright in the picture, not lying on a side or on the head."""
    gate, usable = "upright", ~track.excluded
    if not usable.any():
        return Gate(gate)
    trunk = middle(track.xy_px[usable], SHOULDER) - middle(track.xy_px[usable], HIP)
    lean = np.degrees(np.arctan2(np.abs(trunk[:, 0]), -trunk[:, 1]))
    if float(np.median(lean)) < QUALITY.upright:
        return Gate(gate)
    return Gate(
        gate,
        "unusable",
        "The picture lies on its side or stands on its head. Turn the video upright and try "
        "again, or hold the camera the other way.",
    )


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


# Why a stretch is excluded: the gate that says so, and what it says.
_LEFT_OUT: dict[ExclusionKind, tuple[str, str]] = {
    "another": (
        "one_person",
        "Another person was in the picture for {seconds:.1f} s; that part is left out. "
        "Be alone in the picture.",
    ),
    "reshaped": (
        "picture_shape",
        "The picture changed between upright and wide for {seconds:.1f} s; that part is left "
        "out. Do not turn the camera during the take.",
    ),
    "stalled": (
        "picture_moving",
        "The picture stood still for {seconds:.1f} s; that part is left out. "
        "Close other programs that use the camera or the processor.",
    ),
    "swapped": (
        "labels_clear",
        "Left and right leg could not be told apart for {seconds:.1f} s; that part is left out. "
        "Record in brighter light, in clothes unlike the wall.",
    ),
    "turned": (
        "not_turned",
        "You turned for {seconds:.1f} s; that part is left out. "
        "Keep your feet in the same direction for the whole take.",
    ),
}


def left_out(track: Track, kind: ExclusionKind) -> Gate:
    """Ask how much of the take is left out for one reason."""
    gate, message = _LEFT_OUT[kind]
    spans = [each.end_s - each.start_s for each in track.excluded_spans if each.kind == kind]
    seconds = float(sum(spans)) + len(spans) / max(track.rate_hz, 1.0)
    if seconds < QUALITY.void_some:
        return Gate(gate)
    said = message.format(seconds=seconds)
    if seconds > QUALITY.void_most * len(track.t_s) / track.rate_hz:
        too_much = said.replace("that part is left out", "too little is left to measure")
        return Gate(gate, "unusable", too_much)
    return Gate(gate, "degraded", said)


def in_frame(track: Track) -> Gate:
    """Ask whether knees and feet were inside the picture."""
    gate = "in_frame"
    knees = cut_off(track, [joint[side] for joint in (HIP, KNEE) for side in SIDES])
    feet = cut_off(track, [joint[side] for joint in (ANKLE, HEEL, FOOT_INDEX) for side in SIDES])
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


def stood_still(rest: QuietStance, before: str) -> Gate:
    """Ask whether there was quiet standing to compare with.

    Parameters
    ----------
    before
        what comes after it, in words.
    """
    gate = "stood_still"
    advice = f"Stand still for two seconds before {before}."
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


def view_known(view: View, seen: ViewEstimate, turn: str) -> Gate:
    """Ask whether it is known from where the camera sees the person, and is not from behind.

    Parameters
    ----------
    view
        as found, or as the user said.
    turn
        how to turn, as a sentence.
    """
    gate = "view"
    if seen.away and view == seen.view:
        return Gate(gate, "unusable", f"Your back is towards the camera. {turn}")
    if view == "unknown":
        message = f"It cannot be told from which side the camera sees you. {turn}"
        return Gate(gate, "unusable", message)
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


def cut_off(track: Track, landmarks: list[int]) -> float:
    """Return the share of measurable samples with one of these landmarks at the border.

    0 where none of them stays there for long enough to matter.
    """
    usable = ~track.excluded
    if not usable.any():
        return 0.0
    size = np.array(track.size_px, dtype=np.float64)
    place = track.xy_px[usable][:, landmarks] / size
    edge = QUALITY.border
    out: BoolArray = np.asarray(((place < edge) | (place > 1.0 - edge)).any(axis=(1, 2)))
    longest = max((stop - start for start, stop in runs(out)), default=0)
    return float(out.mean()) if longest / track.rate_hz >= QUALITY.void_some else 0.0


_STANDING = {
    side: [*SHOULDER.values(), *(joint[side] for joint in (HIP, KNEE, ANKLE, HEEL, FOOT_INDEX))]
    for side in SIDES
}


def camera_moves(track: Track) -> list[float]:
    """Return the times, in seconds, at which the whole picture shifted under the person.

    A shift counts when nothing moves before and after it, and no joint's own way differs much
    from the way common to all. Of who rises on tiptoe the toes stay where they are, of who puts
    one foot beside the other and goes along with it, the other foot.
    """
    half = max(1, round(QUALITY.camera_window / 2 * track.rate_hz))
    if len(track.t_s) <= 8 * half or track.excluded.all():
        return []
    scale = leg_scale(track.xy_px[~track.excluded])
    size, moved = np.zeros(len(track.t_s)), np.zeros(len(track.t_s), dtype=np.bool_)
    feet = _shift(track.xy_px[:, [ANKLE[side] for side in SIDES]], half) / scale
    for joints in _STANDING.values():
        common, its_moved = _moves(track.xy_px[:, joints], half, scale)
        its_size = np.linalg.norm(common, axis=-1)
        along = (feet * common[:, None]).sum(axis=-1).min(axis=1)
        its_moved &= ~(along <= its_size**2 / 2)
        size = np.fmax(size, np.where(its_moved, its_size, 0.0))
        moved |= its_moved
    return [float(track.t_s[start + int(size[start:stop].argmax())]) for start, stop in runs(moved)]


def camera_place(elevation: Elevation) -> Gate:
    """Ask whether the camera stands where the elevation's formulas were tried."""
    gate, place = "camera_place", elevation.placement
    if elevation.contradicted is not None:
        return Gate(
            gate,
            "degraded",
            f"A {elevation.contradicted} does not fit the picture and was not used, so every "
            "height is less certain. Measure it again, or leave it out.",
        )
    if place is None or elevation.place_usual:
        return Gate(gate)
    seems = "seems to stand" if place.estimated else "stands"
    return Gate(
        gate,
        "degraded",
        f"The camera {seems} {place.distance_m:.1f} m away with its lens at "
        f"{place.lens_height_m:.1f} m, where heights are less certain. Put it three metres away "
        "at the height of your hips" + (", or give both." if place.estimated else "."),
    )


def _moves(points: FloatArray, half: int, scale: float) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Return one set of joints' common way, `(N, 2)` leg lengths, and where it is a knock."""
    way_of_all, moved_of_all = np.zeros((len(points), 2)), np.zeros(len(points), dtype=np.bool_)
    middle = slice(3 * half, len(points) - 3 * half)
    way = _shift(points, half) / scale
    during, before, after = way[middle], way[half : -5 * half], way[5 * half : -half]
    common = np.median(during, axis=1)
    size = np.linalg.norm(common, axis=-1)
    with np.errstate(invalid="ignore"):
        apart = _largest(during - common[:, None])
        still = np.maximum(_largest(before), _largest(after)) <= size / 2
        moved = (size > QUALITY.camera_shift) & still
        moved &= apart <= QUALITY.camera_same * size
    way_of_all[middle], moved_of_all[middle] = common, moved
    return way_of_all, moved_of_all


def _largest(way: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.norm(way, axis=-1).max(axis=1))


def _shift(points: FloatArray, half: int) -> FloatArray:
    """Return each joint's way from `half` samples before to `half` after, `(N, J, 2)` pixels."""
    result = np.full_like(points, np.nan)
    result[half:-half] = points[2 * half :] - points[: -2 * half]
    return result


_NO_STRETCH = Gate(
    "person_found",
    "unusable",
    "No stretch of the take is clear enough to measure. Stand alone in the picture, in good "
    "light, from head to feet, and record again.",
)


def check_nobody(recording: Recording) -> list[Gate]:
    """Return why nobody can be measured anywhere in a take."""
    nobody = person_found(recording)
    return [nobody if nobody.verdict == "unusable" else _NO_STRETCH]


def check_movement(
    recording: Recording, track: Track, to_do: str, of_the_test: Sequence[Gate]
) -> list[Gate]:
    """Return every gate's answer on a take in which somebody can be measured, in order.

    Parameters
    ----------
    track
        the cleaned movement of the recording.
    to_do
        what the person is asked to do, as the beginning of a sentence.
    of_the_test
        the answers of the gates that only this test asks.
    """
    return [
        person_found(recording),
        upright(track),
        long_enough(recording, to_do),
        source_complete(recording),
        left_out(track, "another"),
        left_out(track, "reshaped"),
        left_out(track, "stalled"),
        in_frame(track),
        *of_the_test,
        camera_still(track),
        frame_rate(recording),
        light(recording, track),
    ]
