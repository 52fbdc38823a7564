"""The measures that describe the outline itself: hollow, curve, belly, buttock; no bones."""

from collections.abc import Callable, Mapping, Sequence

from posecheck.assessment import Measure
from posecheck.protocols.posture.aggregate import over_stands
from posecheck.protocols.posture.back_profile import Shape
from posecheck.protocols.posture.pelvis import Clothing, Profile, and_loose, why_not
from posecheck.protocols.posture.regression import Estimate
from posecheck.protocols.posture.thresholds import ERROR

NO_FRONT_EDGE = "arms or hands hide the front of the body"
SHAPES: Mapping[str, str] = {
    "lumbar_hollow": "%",
    "lumbar_lordosis": "deg",
    "belly_protrusion": "%",
    "buttock_prominence": "%",
}


def shape_measures(profiles: Sequence[Profile], clothing: Clothing) -> list[Measure]:
    """Return the lengths and angles of the outline: they describe a shape, not bones."""
    view = profiles[0].figure.view
    missing = why_not(profiles, clothing)
    outlined = clothing != "coat" and any(profile.shape is not None for profile in profiles)
    of: dict[str, tuple[float, Callable[[Shape], float | None]]] = {
        "lumbar_hollow": (ERROR.lumbar_hollow, lambda shape: 100 * shape.depth),
        "lumbar_lordosis": (ERROR.lumbar_lordosis, lambda shape: shape.lordosis_deg),
        "belly_protrusion": (
            ERROR.belly_protrusion,
            lambda shape: None if shape.belly is None else 100 * shape.belly,
        ),
        "buttock_prominence": (
            ERROR.buttock_prominence,
            lambda shape: -100 * float(shape.buttock[0]),
        ),
    }
    measures = []
    for name, unit in SHAPES.items():
        error, read = of[name]
        if clothing == "loose":
            error *= ERROR.clothing
        values = [
            read(profile.shape) if profile.shape is not None and clothing != "coat" else None
            for profile in profiles
        ]
        estimates = [None if value is None else Estimate(value, 1.96 * error) for value in values]
        caution, why = and_loose(None, clothing), NO_FRONT_EDGE if outlined else missing
        measures.append(over_stands(name, unit, view, estimates, "silhouette", caution, why))
    return measures
