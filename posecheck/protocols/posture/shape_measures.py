"""The measures that describe the outline itself: hollow, curve, belly, buttock; no bones."""

from collections.abc import Callable, Sequence

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.measures import MeasureKind
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.aggregate import over_stands
from posecheck.protocols.posture.back_profile import Shape
from posecheck.protocols.posture.pelvis import Profile, and_loose, why_not
from posecheck.protocols.posture.thresholds import ERROR
from posecheck.take import Clothing

NO_FRONT_EDGE = "Arms or hands hide the front of the body."
_Read = Callable[[Shape], float | None]
_SHAPES: tuple[tuple[MeasureKind, float, _Read], ...] = (
    (kinds.LUMBAR_DEPTH, ERROR.lumbar_depth, lambda shape: 100 * shape.depth),
    (kinds.LUMBAR_LORDOSIS, ERROR.lumbar_lordosis, lambda shape: shape.lordosis_deg),
    (
        kinds.BELLY,
        ERROR.belly_protrusion,
        lambda shape: None if shape.belly is None else 100 * shape.belly,
    ),
    (kinds.BUTTOCK, ERROR.buttock_prominence, lambda shape: -100 * float(shape.buttock[0])),
)


def shape_measures(profiles: Sequence[Profile], clothing: Clothing) -> list[Measure]:
    """Return the lengths and angles of the outline: they describe a shape, not bones."""
    shapes = [] if clothing == "coat" else [each.shape for each in profiles if each.shape]
    why = NO_FRONT_EDGE if shapes else why_not(profiles, clothing)
    measures = []
    for kind, usual, read in _SHAPES:
        error = usual * ERROR.clothing if clothing == "loose" else usual
        values = [read(shape) for shape in shapes]
        estimates = [None if value is None else Estimate.of_sd(value, error) for value in values]
        measures.append(
            over_stands(
                kind,
                profiles[0].figure.view,
                estimates,
                evidence="silhouette",
                caution=and_loose(None, clothing),
                missing=why,
            )
        )
    return measures
