"""The list of a march's measures."""

from posecheck.assessment import Measure
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.fatigue import fatigue_measures
from posecheck.protocols.slow_march.measures_body import body_measures
from posecheck.protocols.slow_march.measures_height import height_measures
from posecheck.protocols.slow_march.measures_time import time_measures


def march_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return every measure of a march, those that could not be taken with their reason."""
    return [
        *height_measures(analysis),
        *time_measures(analysis),
        *fatigue_measures(analysis),
        *body_measures(analysis),
    ]
