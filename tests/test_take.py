from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from posecheck import Setting, Stated, Station, Take
from posecheck.errors import OptionError, RecordingError
from posecheck.station import Contour, Markers
from tests.test_recording import a_recording
from tests.test_take_file import a_contour, a_take

STATION = Station(a_recording(), "side")


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"stations": ()}, RecordingError, "no recording"),
        ({"stations": (STATION,) * 1000}, RecordingError, "far too many"),
        ({"stations": [STATION]}, OptionError, "cannot be the stations"),
        ({"stations": (a_recording(),)}, OptionError, "wrap each recording in a Station"),
        ({"options": [1]}, OptionError, "cannot be the options"),
        ({"setting": {"chair": True}}, OptionError, "cannot be the setting"),
        ({"protocol": None}, OptionError, "cannot be the protocol"),
        ({"recorded": "yesterday"}, OptionError, "not a time of recording"),
        ({"recorded": datetime(2026, 3, 1)}, OptionError, "has no zone"),
        ({"recorded": datetime(1700, 3, 1, tzinfo=UTC)}, OptionError, "in the year 1700"),
    ],
)
def test_what_is_no_take_is_refused_in_a_sentence(fields, error, words):
    with pytest.raises(error, match=words) as refused:
        Take(**{"stations": (STATION,)} | fields)
    assert "\n" not in str(refused.value)


def test_stations_are_found_by_kind_and_named():
    front = replace(STATION, kind="front")
    take = Take((STATION, front, STATION, replace(STATION, kind="")))
    assert take.of("side") == [STATION, STATION]
    assert take.of("front", "side") == [STATION, front, STATION]
    assert take.names() == ["side-1", "front", "side-2", "recording"]


def test_the_digest_is_that_of_everything_recorded_and_of_nothing_said():
    take = a_take()
    side, front = take.stations
    said = replace(take, options={}, setting=Setting(), recorded=None, ending="", protocol="")
    assert said.digest() == take.digest()
    assert Take((Station(a_recording()),)).digest() == a_recording().digest()
    others = [
        (front, side),
        (side,),
        (replace(side, recording=a_recording(4)), front),
        (replace(side, markers=Markers((1, 2.5), (3, 5))), front),
        (replace(side, markers=None), front),
        (replace(side, contour=replace(a_contour(), spread_px=np.ones(4))), front),
        (replace(side, contour=None), front),
        (side, replace(front, mirror_averaged=None)),
    ]
    digests = {take.digest(), *(replace(take, stations=each).digest() for each in others)}
    assert len(digests) == 1 + len(others)


@pytest.mark.parametrize(
    "arrays",
    [
        ([0, 1, 2], [0, 1], [0, 1, 2], [0, 0, 0]),  # lengths
        ([0, 2, 1], [0, 1, 2], [0, 1, 2], [0, 0, 0]),  # rows out of order
        ([0, 1, np.nan], [0, 1, 2], [0, 1, 2], [0, 0, 0]),  # a row nowhere
        ([0, 1, 2], [0, 1e9, 2], [0, 1, 2], [0, 0, 0]),  # an edge far away
        ([0, 1, 2], [0, np.inf, 2], [0, 1, 2], [0, 0, 0]),
    ],
)
def test_an_outline_that_cannot_be_is_refused(arrays):
    with pytest.raises(RecordingError, match="outline"):
        Contour(*map(np.array, arrays), masks=2)


def test_an_outline_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        a_contour().left_px[0] = 1


def test_what_is_only_assumed_is_not_given():
    setting = Setting(person_height_m=Stated(value=1.7, given=False), distance_m=Stated(value=2.5))
    assert setting.given("person_height_m") is None
    assert setting.given("distance_m") == 2.5
    assert setting.given("lens_height_m") is None
