"""Turns of the body: stretches of a take in which it is turned away from its quiet standing."""

from dataclasses import replace

import numpy as np

from posecheck.kinematics.geometry import runs
from posecheck.kinematics.track import ExcludedSpan, QuietStance, Track
from posecheck.kinematics.view import turned
from posecheck.recording import Recording
from posecheck.thresholds import VIEW

_TURNED = "You turned here. Stand with your feet in the same direction for the whole take."


def without_turns(track: Track, recording: Recording, rest: QuietStance) -> Track:
    """Return the track with the stretches void in which the body was turned away from its rest.

    A change of about half a turn counts only if it lasts: for a moment it is the model that
    mistakes back for front, not the person who turns.
    """
    angle = np.abs(turned(recording, rest))
    flipped = angle > VIEW.flipped
    void, voids = track.void.copy(), list(track.voids)
    for mask, least in (
        ((angle > VIEW.turned) & ~flipped, VIEW.turned_for),
        (flipped, VIEW.flipped_for),
    ):
        for start, stop in runs(mask):
            begins, ends = recording.t_s[start], recording.t_s[stop - 1]
            if ends - begins >= least:
                void |= (track.t_s >= begins) & (track.t_s <= ends)
                voids.append(ExcludedSpan(float(begins), float(ends), "turned", _TURNED))
    voids.sort(key=lambda each: each.start_s)
    return replace(track, void=void, voids=tuple(voids))
