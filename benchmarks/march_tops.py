"""The true lifts of rendered marches, each with what a formula may read at its top."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from clips import March

from posecheck.kinematics.camera_placement import (
    Camera,
    least_resolved,
    place_camera,
)
from posecheck.kinematics.drawn_thigh import side_elevation, turned_elevation
from posecheck.kinematics.elevation import seen_again
from posecheck.kinematics.tops import tops_of
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march.analysis import analyse
from posecheck.thresholds import ELEVATION

FloatArray = npt.NDArray[np.float64]

# What is not read where the feet are cut off.
OF_FEET = (
    "foot_extent", "foot_length", "toe_climb", "heel_climb", "toe_aside", "heel_aside",
)  # fmt: skip

_BANDS = (30.0, 45.0, 60.0, 75.0, 90.0)


@dataclass(frozen=True, eq=False)
class Row:
    """One true lift and what is seen of its top.

    `counts`: whether the slow march counts it. `least_deg`: the lowest elevation that has a number
    before this camera.
    """

    clip: str
    person: str
    side: Side
    truth_deg: float
    geometry_deg: float
    features: Mapping[str, float]
    counts: bool
    least_deg: float


def person_of(take: March) -> str:
    """Return who is in a take; the same body appears in some takes more than once."""
    body = take.truth["scenario"]["body"]
    return f"{body['sex']}{body['age_years']}-{body['height_cm']}-{body['weight']}"


@contextmanager
def feet_cut_off() -> Iterator[None]:
    """Read takes for a while as if their feet were outside the picture."""
    with ExitStack() as stack:
        for module in ("camera_placement", "elevation"):
            name = f"posecheck.kinematics.{module}.feet_seen"
            stack.enter_context(patch(name, lambda _rest, _size_px: False))
        yield


def rows_of(take: March, camera: Camera, again: bool = False, feet: bool = True) -> list[Row]:
    """Return the true lifts of a take that have a height and a top on the right side.

    `again`: as the second look saw them; those that it did not see are left out. Without `feet` as
    if those were outside the picture.
    """
    with nullcontext() if feet else feet_cut_off():
        return [
            replace(row, features={
                name: each for name, each in row.features.items() if feet or name not in OF_FEET
            })
            for row in _rows_of(take, camera, again)
        ]  # fmt: skip


def _rows_of(take: March, camera: Camera, again: bool) -> list[Row]:
    prepared = take.prepared()
    if prepared is None:
        return []
    track, rest = prepared.track, prepared.rest
    aside = take.view.startswith("side")
    placement = place_camera(rest, track.size_px, camera, take.view == "front")
    raw: dict[Side, FloatArray] = {
        side: side_elevation(track, rest, side)
        if aside
        else turned_elevation(track, rest, side, placement, take.yaw_deg)
        for side in SIDES
    }
    tops = tops_of(track, rest, raw, placement)
    looked = dict(tops)
    if again:
        if prepared.look is None:
            return []
        looked = seen_again(tops, track, prepared.look, camera, take.view == "front", take.yaw_deg)
    once = replace(prepared, look=None)  # which lifts count does not depend on the second look
    lifts = [each for each in analyse(once).lifts if each.counts]
    rows = []
    for rep in take.repetitions:
        begin, end = rep["start_s"] - 0.2, rep["end_s"] + 0.2
        # From the side the model may give every lift to one leg; then its angle is that leg's.
        seen = [
            (top, as_looked)
            for side in (SIDES if aside else (rep["side"],))
            for top, as_looked in zip(tops[side], looked[side], strict=True)
            if begin <= track.t_s[top.index] <= end
        ]
        counts = any(begin <= track.t_s[each.lift.peak] <= end for each in lifts)
        if not seen:
            continue
        best, read = max(seen, key=lambda pair: pair[0].geometry_deg if aside else pair[0].way)
        if read is None or (take.view == "front" and not best.shank_hangs):
            continue  # such a lift has no height
        side, truth = rep["side"], rep["peak_thigh_elev"]
        least = (
            0.0
            if aside
            else max(least_resolved(rest, side, placement, take.yaw_deg), ELEVATION.least_number)
        )
        rows.append(
            Row(
                take.name, person_of(take), side, truth,
                read.geometry_deg, read.features, counts, least,
            )
        )  # fmt: skip
    return rows


def rows_by_view(
    takes: Iterable[March], placed: bool, again: bool = False, feet: bool = True
) -> dict[str, list[Row]]:
    """Return the rows of the takes by view: front, oblique, side; of the front, whole ones.

    Without `feet` as if those were outside the picture; otherwise takes that show them.
    """
    found: dict[str, list[Row]] = {"front": [], "oblique": [], "side": []}
    for take in takes:
        rows = rows_of(take, take.camera if placed else Camera(), again, feet)
        view = take.view.partition("-")[0]
        found[view] += [
            row for row in rows if view != "front" or all(map(np.isfinite, row.features.values()))
        ]
    return found


def weights(rows: Sequence[Row]) -> FloatArray:
    """Return how much each lift counts: people alike, and stretches of heights about alike."""
    lifts: dict[str, int] = defaultdict(int)
    for row in rows:
        lifts[row.person] += 1
    weight = np.array([1.0 / lifts[row.person] for row in rows])
    band = np.digitize([row.truth_deg for row in rows], _BANDS)
    total = np.array([weight[band == each].sum() for each in range(len(_BANDS) + 1)])
    weight /= np.maximum(total, total.max() / 3)[band]
    return np.asarray(weight / weight.mean())


def right_minus_left(rows: Sequence[Row], values: FloatArray) -> dict[str, float]:
    """Return per clip that shows both the mean of its right side minus that of its left side."""
    found = {}
    for clip in dict.fromkeys(row.clip for row in rows):
        means = [
            values[[row.clip == clip and row.side == side for row in rows]]
            for side in ("right", "left")
        ]
        if all(len(each) for each in means):
            found[clip] = float(means[0].mean() - means[1].mean())
    return found
