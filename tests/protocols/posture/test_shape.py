import numpy as np
import pytest

from posecheck.protocols.posture.figure import figure_of
from posecheck.protocols.posture.shape import shape_of
from tests.protocols.posture.people import stand, trial, with_back


def test_a_deeper_hollow_reads_deeper():
    plain = shape_of(figure_of(trial(stand("upright"))))
    hollow = with_back(stand("upright"), lambda u, x: x + 0.05 * np.exp(-(((u + 0.35) / 0.2) ** 2)))
    deeper = shape_of(figure_of(trial(hollow)))
    assert plain is not None
    assert deeper is not None
    assert deeper.depth - plain.depth == pytest.approx(0.04, abs=0.015)
    assert deeper.lordosis_deg > plain.lordosis_deg + 5


def test_the_shape_follows_the_pelvis():
    """Tuck, upright and arch of one body."""
    shapes = [shape_of(figure_of(trial(stand(name)))) for name in ("tuck", "upright", "arch")]
    depths = [shape.depth for shape in shapes if shape is not None]
    slopes = [shape.sacral_slope_deg for shape in shapes if shape is not None]
    assert depths == sorted(depths)
    assert slopes == sorted(slopes)
    assert len(depths) == 3
