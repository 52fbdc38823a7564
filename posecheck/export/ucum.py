"""The units of measures in UCUM (Unified Code for Units of Measure 2.1), for practice software."""

from collections.abc import Mapping

from posecheck.measures import Unit

UCUM: Mapping[Unit, str] = {
    "deg": "deg",
    "deg/s": "deg/s",
    "deg/lift": "deg/{lift}",
    "s": "s",
    "%": "%",
    "1/min": "/min",
    "ratio": "1",
    "count": "{count}",
    "class": "",
}


def ucum_of(unit: str) -> str:
    """Return a unit in UCUM; one that is not known here as an annotation."""
    return next((code for name, code in UCUM.items() if name == unit), f"{{{unit}}}")
