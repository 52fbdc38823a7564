"""The way of the hips, from the landmarks."""

from dataclasses import dataclass

import numpy as np

from posecheck.analysis import Analysis, Curve, Figure
from posecheck.assessment import Repetition
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import ANKLE, HIP, NOSE
from posecheck.measures import MeasureKind
from posecheck.take import Take


@dataclass(frozen=True, eq=False, kw_only=True)
class SwayAnalysis(Analysis):
    """One stand.

    Attributes
    ----------
    whole : sway of the whole stand, percent.
    of_seconds : of each whole second.
    """

    whole: Estimate
    of_seconds: tuple[Estimate, ...]


def analyse(take: Take, kind: MeasureKind) -> SwayAnalysis:
    """Return the sway of a stand and of each of its seconds."""
    recording = take.stations[0].recording
    xy, t_s = recording.landmarks_px.astype(float), recording.t_s
    hips = xy[:, list(HIP.values()), 0].mean(axis=1)
    high = np.nanmedian(xy[:, list(ANKLE.values()), 1].mean(axis=1) - xy[:, NOSE, 1])
    way = 100 * (hips - np.nanmean(hips)) / high
    seconds, repetitions = [], []
    for begin in range(int(recording.duration_s)):
        own = way[(t_s >= begin) & (t_s < begin + 1)]
        sway = Estimate.of_sd(float(np.nanstd(own)), 0.05, len(own)).clipped(least=0.0)
        seconds.append(sway)
        repetitions.append(
            Repetition(
                side=take.options.get("leg", "right"),
                start_s=float(begin),
                peak_s=begin + 0.5,
                end_s=begin + 1.0,
                values=kind.quantity(sway.value, sway.low, sway.high),
                valid=True,
            )
        )
    size = tuple(int(each) for each in recording.frame_size_px[0])
    return SwayAnalysis(
        view="front",
        repetitions=tuple(repetitions),
        curves=(Curve("Way of the hips", "%", None, t_s, way),),
        figures=(Figure("The stand", "front", t_s, xy, (size[0], size[1])),),
        whole=Estimate.of_sd(float(np.nanstd(way)), 0.05, len(way)).clipped(least=0.0),
        of_seconds=tuple(seconds),
    )
