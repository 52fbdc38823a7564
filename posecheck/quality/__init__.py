"""The gates of every test of movement, in one order.

First those that ask the recording itself, then those that ask the cleaned movement. Thresholds and
their sources stand in the section `quality`.
"""

from collections.abc import Sequence

from posecheck.gates import Gate
from posecheck.kinematics.track import Track
from posecheck.quality.movement_gates import camera_still, in_frame, left_out, upright
from posecheck.quality.recording_gates import (
    frame_rate,
    light,
    long_enough,
    person_found,
    source_complete,
)
from posecheck.recording import Recording

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
