"""A second look at a few frames of a take, by the heavy model and at the mirror image too.

What a protocol measures at a few moments (the tops of the lifts) is worth a slower and better
model there. Each frame is looked at as it is and mirrored, and the mean is kept: what the model
does differently to left and right cancels.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from posecheck.capture.model_files import find_second_model
from posecheck.capture.pose import Pose, PoseModel, RecordingBuilder, package_versions
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED, apart_either_way
from posecheck.landmarks import LEGS
from posecheck.recording import Frame, Recording, RecordingMeta
from posecheck.registry import installed
from posecheck.take import Take

Indices = npt.NDArray[np.intp]
FramesAt = Callable[[int, Indices], Iterable[Frame]]


def with_second_look(
    take: Take, frames_at: FramesAt, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> Take:
    """Return the take with a second look at the frames for which its protocol asks.

    A take of no protocol yet gets what any installed one asks for. Without the second model it
    stays as it is.

    Parameters
    ----------
    take
        as it was just recorded.
    frames_at
        gives the frames of a station, by its number, whose indices into its recording are asked
        for, in the order of time; those that are gone are left out.
    progress
        called after each frame with the number of frames done and of all.

    Raises
    ------
    ModelError
        the second model is not the tested one.
    """
    path = find_second_model()
    wanted = {} if path is None else _wanted(take)
    if path is None or not wanted:
        return take
    # Imported late: loads MediaPipe.
    from posecheck.capture.landmarker import SecondLandmarker

    total, done = sum(map(len, wanted.values())), 0
    stations = list(take.stations)

    def counted(frames: Iterable[Frame]) -> Iterable[Frame]:
        nonlocal done
        for frame in frames:
            yield frame
            done += 1
            progress(done, total)

    with SecondLandmarker(path) as model:
        for at, indices in wanted.items():
            meta = stations[at].recording.meta
            look = look_again(counted(frames_at(at, indices)), model, meta)
            stations[at] = replace(stations[at], second_look=look)
    return replace(take, stations=tuple(stations))


def frames_numbered(frames: Iterable[Frame], indices: Indices) -> Iterator[Frame]:
    """Yield some of the frames of a source, by their increasing numbers; reads no further."""
    wanted = iter(indices.tolist())
    next_one = next(wanted, None)
    for index, frame in enumerate(frames):
        if index == next_one:
            yield frame
            next_one = next(wanted, None)
        if next_one is None:
            return


def _wanted(take: Take) -> dict[int, Indices]:
    """Return the frames to look at again, by their station's number; no empty ones."""
    wanted: dict[int, Indices] = {}
    for name, protocol in installed().items():
        if take.protocol in ("", name):
            asked = protocol.frames_to_look_at_again(replace(take, protocol=name))
            for at, indices in asked.items():
                if len(indices):
                    wanted[at] = np.union1d(wanted.get(at, indices), indices)
    return wanted


def look_again(frames: Iterable[Frame], model: PoseModel, meta: RecordingMeta) -> Recording | None:
    """Return what the second look found in some frames of a take; None where it found nobody.

    Parameters
    ----------
    frames
        the frames, in the order of time.
    model
        the heavy one.
    meta
        of the take's own recording.
    """
    builder = RecordingBuilder()
    for frame in frames:
        builder.add(frame, _both_ways(frame, model))
    about = {
        "model_name": model.name,
        "model_sha256": model.sha256,
        "packages": package_versions(),
    }
    look = builder.build(meta.model_copy(update=about))
    return look if look.found.any() else None


def _both_ways(frame: Frame, model: PoseModel) -> Pose | None:
    """Return the mean of the pose and that of the mirror image; None where they contradict."""
    plain = model.detect(frame)
    turned = model.detect(Frame(frame.t_s, frame.image[:, ::-1], frame.size_px))
    if plain is None or turned is None:
        return None
    other = turned.mirrored(frame.true_size_px[0])
    return plain.averaged_with(other) if _agree(plain, other) else None


def _agree(plain: Pose, other: Pose) -> bool:
    """Say whether two looks at one person take the same leg for the left one."""
    here, there = (each.landmarks_px.astype(np.float64) for each in (plain, other))
    as_labelled, exchanged = apart_either_way(here, there, LEGS, LEGS_EXCHANGED)
    return bool(as_labelled < exchanged)
