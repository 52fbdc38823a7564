"""Marches of one person, a day apart, for the tests of what became of them."""

from posecheck.history import Notes
from posecheck.protocols.slow_march import kinds
from tests.takes import a_march

ANN = Notes(person="Ann")
STEADY = [80.0, 80.5, 79.8, 80.2]
UNDER_38 = {"value": None, "low": None, "high": 38.0, "reason": "Low (under 38°)."}


def takes_of(history, values, notes=ANN, **given):
    """Keep marches whose left peak is as high as asked, degrees, and return them."""
    numbers = [
        history.save(a_march(value, day=day, **given), None, notes)
        for day, value in enumerate(values)
    ]
    return history.all_kept(numbers)


def peak(found, side="left"):
    """Return the one of a side's peaks, of trends or changes."""
    return next(t for t in found if (t.name, t.side) == ("peak_thigh_elevation", side))


def between(value, half=4.0):
    """Return what a measure of a value says, degrees."""
    return {"value": value, "low": value - half, "high": value + half, "reason": None}


def with_peak(assessment, said, side="left"):
    """Return a march with something else said of one peak."""
    found = (kinds.PEAK.name, side)
    measures = tuple(
        each.model_copy(update=said if (each.name, each.side) == found else {})
        for each in assessment.measures
    )
    return assessment.model_copy(update={"measures": measures})
