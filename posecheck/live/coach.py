"""The coach: what a protocol says to the person before the camera, moment by moment."""

from posecheck.protocol import StationKind


class Coach:
    """Guides a person through one station."""


class StandCoach(Coach):
    """Guides a person through a quiet stand."""

    def __init__(self, station: StationKind) -> None:
        self.station = station
