"""The recipes among which the posture models are chosen: features, ridge, disturbed copies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from posecheck.protocols.posture import kinds

_BACK = tuple(f"back_{index}" for index in range(9))
_BELLY = tuple(f"belly_{index}" for index in range(4))
_ENDS = ("sacral_slope", "under_slope")

COPIES = 8


@dataclass(frozen=True)
class Recipe:
    """What one model estimates, from which features, how strongly it is held back."""

    truth: str
    features: tuple[str, ...]
    ridge: float
    copies: int


@dataclass(frozen=True)
class Candidates:
    """The recipes among which one is chosen for a model."""

    truth: str
    feature_sets: tuple[tuple[str, ...], ...]
    ridges: tuple[float, ...] = (0.1, 1.0, 10.0)
    copies: int = 0

    def __iter__(self) -> Iterator[Recipe]:
        """Yield every pair of a feature set and a ridge."""
        for features, ridge in product(self.feature_sets, self.ridges):
            yield Recipe(self.truth, features, ridge, self.copies)


def _outlines(*feature_sets: tuple[str, ...]) -> Candidates:
    return Candidates(
        kinds.TILT_FROM_NEUTRAL.name, feature_sets, ridges=(0.3, 1.0, 3.0, 10.0), copies=COPIES
    )


CANDIDATES: Mapping[str, Candidates] = {
    "pelvic_tilt_from_neutral": _outlines((*_BACK, *_BELLY, *_ENDS), (*_BACK, *_BELLY)),
    "pelvic_tilt_from_neutral_back": _outlines((*_BACK, *_ENDS), _BACK),
    "trunk_lean": Candidates(
        kinds.TRUNK_LEAN.name,
        (
            ("hip_shoulder", "ankle_hip", "knee_hip", "turn"),
            ("hip_shoulder", "knee_hip", "turn"),
            ("hip_shoulder", "turn"),
        ),
    ),
    "trunk_lean_without_legs": Candidates(
        kinds.TRUNK_LEAN.name, (("hip_shoulder", "turn"), ("hip_shoulder",))
    ),
    "body_lean": Candidates(
        kinds.BODY_LEAN.name,
        (("ankle_shoulder", "turn"), ("ankle_shoulder", "ankle_hip", "turn"), ("ankle_shoulder",)),
    ),
    "pelvic_displacement": Candidates(
        kinds.PELVIC_DISPLACEMENT.name,
        (("ankle_hip", "knee_hip", "turn"), ("ankle_hip", "turn"), ("ankle_hip",)),
    ),
    "forward_head_angle": Candidates(
        kinds.FORWARD_HEAD.name,
        (("shoulder_ear", "turn"), ("shoulder_ear", "hip_shoulder", "turn"), ("shoulder_ear",)),
    ),
    "trunk_thigh_angle": Candidates(
        kinds.TRUNK_THIGH.name,
        (
            ("hip_shoulder", "ankle_hip", "knee_hip", "turn"),
            ("hip_shoulder", "knee_hip", "turn"),
        ),
    ),
}
