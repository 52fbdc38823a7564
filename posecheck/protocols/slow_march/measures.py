"""The list of a march's measures."""

from posecheck.assessment import Measure
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.measures_body import body_measures
from posecheck.protocols.slow_march.measures_height import fatigue_measures, height_measures
from posecheck.protocols.slow_march.measures_rhythm import count_measures, rhythm_measures
from posecheck.protocols.slow_march.measures_time import time_measures


def march_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return every measure of a march, those that could not be taken with their reason."""
    return [
        *height_measures(analysis),
        *time_measures(analysis),
        *rhythm_measures(analysis),
        *count_measures(analysis),
        *fatigue_measures(analysis),
        *body_measures(analysis),
    ]
