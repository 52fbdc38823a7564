"""Takes for the tests of report, export and course: real recordings, and hand-made results."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

import numpy as np

from posecheck import Assessment, Finding, Quality, Repetition, Result, assess, open_take
from posecheck.assessment import Provenance, QualityReason
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.posture import kinds as posture_kinds
from posecheck.protocols.slow_march import kinds
from posecheck.station import Setting, Stated
from posecheck.take import Take
from tests.conftest import FIXTURES

START = datetime(2026, 3, 2, 18, 5, tzinfo=timezone(timedelta(hours=2)))
SYMMETRIC, WEAK_RIGHT, SIDE = "m01_front_f1_sym", "m02_front_m1_asymR15", "m08_sideL_f1_asymR10"
OBLIQUE = "m05_45L_f1_asymR10"


@cache
def recorded(name: str) -> Take:
    """Return a march of the fixtures, recorded at `START`."""
    take = open_take(FIXTURES / "recordings" / f"{name}.posecheck")
    return replace(take, protocol="slow_march", recorded=START, dated_by="file")


@cache
def march(name: str = WEAK_RIGHT, height_cm: float | None = None) -> Result:
    take = recorded(name)
    if height_cm is not None:
        setting = Setting(person_height_m=Stated(value=height_cm / 100))
        take = replace(take, setting=setting)
    return assess(take)


@cache
def unusable() -> Result:
    """Return a march of which too few pictures came."""
    take = recorded(WEAK_RIGHT)
    recording = take.stations[0].recording
    few = np.arange(len(recording)) % 6 == 0
    thinned = replace(
        recording,
        **{
            name: getattr(recording, name)[few]
            for name in (
                "t_s", "landmarks_px", "visibility", "frame_size_px", "body_yaw_deg", "brightness",
            )
        },
    )  # fmt: skip
    result = assess(replace(take, stations=(replace(take.stations[0], recording=thinned),)))
    assert result.assessment.quality.verdict == "unusable"
    return result


@cache
def stand(*names: str) -> Result:
    """Return a posture check of stands of the fixtures."""
    stations = tuple(
        open_take(FIXTURES / "stands" / f"{name}.posecheck").stations[0] for name in names
    )
    return assess(Take(stations, "posture", recorded=START, dated_by="clock"))


def a_march(
    left: float = 84.0,
    right: float = 78.0,
    *,
    day: float = 0.0,
    half: float = 4.0,
    view: str = "front",
    target: int = 90,
    thresholds: str = "2+2",
    advice: str = "",
    **facts: object,
) -> Assessment:
    """Return a march whose peaks are as high as asked, `day` days after the first."""

    def estimate(value: float) -> Estimate:
        return Estimate(value, value - half, value + half, 5)

    peaks = {"left": left, "right": right}
    when = START + timedelta(days=day)
    return Assessment(
        posecheck_version="0.1.0",
        protocol="slow_march",
        view=view,
        quality=Quality(verdict="ok"),
        repetitions=tuple(_lift(index, peaks) for index in range(6)),
        measures=(
            kinds.DIFFERENCE.of(estimate(right - left), view),
            *(kinds.PEAK.of(estimate(peaks[side]), view, side) for side in SIDES),
            kinds.CADENCE.of(Estimate(21.0, 20.0, 22.0, 5), view),
            kinds.TOE_FIRST.missing("Not measurable from the front.", view, "left"),
        ),
        findings=(
            Finding(
                code="symmetry_clear",
                text="The right knee lifts 6° lower than the left one.",
                advice=advice,
                measures=(kinds.DIFFERENCE.name,),
                question="evenness",
            ),
        ),
        provenance=Provenance(
            created=when.astimezone(UTC) + timedelta(days=200),
            recorded=when,
            dated_by="file",
            thresholds_version=thresholds,
            options={"target_deg": target},
            **facts,
        ),
    )


def _lift(index: int, peaks: dict[str, float]) -> Repetition:
    side, start = SIDES[index % 2], 3.0 * index
    peak = peaks[side]
    return Repetition(
        side=side,
        start_s=start,
        peak_s=start + 1.0,
        end_s=start + 2.0,
        values=kinds.PEAK.quantity(peak, peak - 4, peak + 4) | kinds.HOLD.quantity(0.9),
        valid=index != 4,
        reason="The foot came down for less than a second." if index == 4 else None,
    )


def a_posture(day: float = 0.0) -> Assessment:
    lean = posture_kinds.BODY_LEAN.of(Estimate(4.1, 2.0, 6.2, 3), "side-left")
    return Assessment(
        posecheck_version="0.1.0",
        protocol="posture",
        view="side-left",
        quality=Quality(verdict="ok"),
        measures=(lean, posture_kinds.CLASS.of_class("within_usual", "side-left", 3)),
        provenance=Provenance(recorded=START + timedelta(days=day), dated_by="clock"),
    )


def one_end(
    assessment: Assessment,
    side: Side,
    low: float | None = None,
    high: float | None = None,
) -> Assessment:
    """Return an assessment in which the peak of a side has no number, but an end that is sure."""
    reason = "Too low to tell how high it is."
    end = kinds.PEAK.missing(reason, assessment.view, side, 5, low=low, high=high)
    measures = (
        end if (each.name, each.side) == (end.name, side) else each for each in assessment.measures
    )
    return assessment.model_copy(update={"measures": tuple(measures)})


def no_measure(assessment: Assessment) -> Assessment:
    """Return an assessment that could not be made."""
    reason = QualityReason(gate="person", message="Nobody was seen. Step into the picture.")
    empty = tuple(
        each.model_copy(update={"value": None, "low": None, "high": None, "caution": None,
                                "reason": reason.message})
        for each in assessment.measures
    )  # fmt: skip
    return assessment.model_copy(
        update={
            "quality": Quality(verdict="unusable", reasons=(reason,)),
            "measures": empty,
            "findings": (),
        }
    )
