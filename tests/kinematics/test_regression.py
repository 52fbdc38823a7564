from dataclasses import replace

import numpy as np
import pytest

from posecheck.kinematics.regression import LinearModel
from posecheck.protocols.posture.fitted_models import MODELS

PLAIN = LinearModel(
    features=("a", "b"),
    mean=np.array([1.0, 2.0]),
    scale=np.array([2.0, 1.0]),
    intercept=10.0,
    coefficients=np.array([4.0, -1.0]),
    spread=np.eye(2) * 0.1,
    residual=1.5,
    quantile=2.0,
    largest_leverage=0.4,
)


def test_the_value_is_linear():
    estimate = PLAIN.estimate({"a": 3.0, "b": 3.0})
    assert estimate is not None
    assert estimate.value == pytest.approx(10 + 4 - 1)
    # leverage 0.1 · (1 + 1)
    assert estimate.half_width == pytest.approx(2 * 1.5 * np.sqrt(1.2))
    assert estimate.caution is None


def test_outside_the_fit_the_interval_grows_and_then_there_is_none():
    widths = []
    for far in (0.0, 2.0, 4.0, 6.0, 7.9):
        estimate = PLAIN.estimate({"a": 1 + far, "b": 2.0})
        assert estimate is not None
        widths.append(estimate.half_width)
        assert (estimate.caution is not None) == (far > 4.0)
    assert widths == sorted(widths)
    # a leverage four times the largest of the fit is twice as far
    assert PLAIN.estimate({"a": 9.0, "b": 2.0}).half_width == pytest.approx(6 * np.sqrt(2.6))
    assert PLAIN.estimate({"a": 9.1, "b": 2.0}) is None


@pytest.mark.parametrize("features", [{}, {"a": 1.0}, {"a": np.nan, "b": 1.0}])
def test_missing_features_give_nothing(features):
    assert PLAIN.estimate(features) is None


def test_the_file_holds_what_it_was_fitted_on():
    stands = MODELS.data["stands"]
    assert len(stands) > 90
    assert MODELS.version
    for name in ("pelvic_tilt_from_neutral", "trunk_lean", "forward_head_angle"):
        errors = [
            stand["left_out"][name] - stand["truth"][name]
            for stand in stands.values()
            if name in stand["left_out"]
        ]
        # The residual in the file is the error of bodies left out, as it stands beside it.
        assert len(errors) > 90
        assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(MODELS[name].residual, rel=0.2)
        assert np.mean(np.abs(errors)) < 4.5


def test_a_missing_feature_name_is_not_taken_for_zero():
    renamed = replace(PLAIN, features=("a", "c"))
    assert renamed.estimate({"a": 1.0, "b": 2.0}) is None
