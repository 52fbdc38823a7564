"""Marches of one person, a day apart, for the tests of what became of them."""

from posecheck.history import Notes
from tests.takes import a_march

ANN = Notes(person="Ann")
STEADY = [80.0, 80.5, 79.8, 80.2]


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
