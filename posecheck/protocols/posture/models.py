"""The fitted models of the posture check; `benchmarks/fit_tilt.py` writes their data file."""

from posecheck.kinematics.regression import FittedModels

MODELS = FittedModels("posecheck.protocols.posture", "model.json")
