"""Rendered marches read by formulas that never saw the person: each true lift, and right − left."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np
from clips import March
from leave_out import LeftOut, Recipe, left_out
from march_tops import Row, person_of

from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.front_elevation import Formula, fitted
from posecheck.kinematics.statistics import Z95
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march import MarchOptions
from posecheck.protocols.slow_march.analysis import MarchAnalysis, ScoredLift, analyse
from posecheck.protocols.slow_march.prepare import prepare
from posecheck.thresholds import CALIBRATION

Formulas = Mapping[str, Formula]
Choice = Callable[[Sequence[Row]], Recipe]


@dataclass(frozen=True, eq=False)
class Lift:
    """One true lift and what was said of it; `scored` is None where it was not counted."""

    take: March
    truth: dict[str, Any]
    analysis: MarchAnalysis
    scored: ScoredLift | None

    @property
    def true_deg(self) -> float:
        """The true peak."""
        return float(self.truth["peak_thigh_elev"])

    @property
    def error_deg(self) -> float:
        """What is read minus what is true."""
        return self.read_deg - self.true_deg

    @property
    def read_deg(self) -> float:
        """What is read; the lift must be counted."""
        assert self.scored is not None
        assert self.scored.phases is not None
        return self.scored.phases.peak_deg

    @property
    def half_deg(self) -> float:
        """Half the width of the 95 % interval."""
        error = self.analysis.elevation.error_at(self.read_deg)
        return Z95 * float(np.sqrt(error.common**2 + error.side**2 + error.repetition**2))

    @property
    def has_height(self) -> bool:
        """Whether it is counted and its shank hangs."""
        return self.scored is not None and self.scored.has_height

    @property
    def has_number(self) -> bool:
        """Whether its height is told and not merely called low."""
        return (
            self.has_height
            and self.read_deg >= self.analysis.elevation.least_deg[self.truth["side"]]
        )


def lifts_of(take: March, analysis: MarchAnalysis) -> list[Lift]:
    """Return the true lifts of a take with what was said of each."""
    counted = [each for each in analysis.lifts if each.counts]
    found = []
    for truth in take.repetitions:
        begin, end = truth["start_s"] - 0.2, truth["end_s"] + 0.2
        hit = next(
            (
                each
                for each in counted
                if each.lift.side == truth["side"]
                and begin <= analysis.track.t_s[each.lift.peak] <= end
            ),
            None,
        )
        if hit is not None:
            counted.remove(hit)
        found.append(Lift(take, truth, analysis, hit))
    return found


def measured(
    takes: Iterable[March],
    placed: bool,
    formulas: Formulas,
    phones: Mapping[str, dict[str, float]] | None = None,
) -> Iterator[Lift]:
    """Yield every true lift of the takes, the front view read by formulas without the person.

    The formulas are for as many looks as the takes have.

    Parameters
    ----------
    phones : per take what a phone showed beside the first lift of each leg; only these takes are
        measured then.
    """
    for take in takes:
        if phones is not None and take.name not in phones:
            continue
        camera = take.camera if placed else Camera()
        phone = phones[take.name] if phones is not None else {}
        options, look = MarchOptions(view=take.view, **phone), take.station.second_look
        prepared = prepare(take.recording, options, camera, look)
        if prepared is None:
            continue
        formula = formulas.get(person_of(take))
        if formula is None:
            yield from lifts_of(take, analyse(prepared))
            continue
        instead = _instead(formula, look is not None)
        with patch("posecheck.kinematics.front_elevation.fitted", instead):
            yield from lifts_of(take, analyse(prepared))


def _instead(formula: Formula, asked: bool) -> Callable[..., Formula]:
    """Return what gives this formula where one for so many looks, the feet seen, is asked for."""

    def instead(placed: bool, again: bool = False, feet: bool = True) -> Formula:
        return formula if feet and again == asked else fitted(placed, again, feet)

    return instead


def formulas_of(heights: LeftOut, level: LeftOut | None = None) -> Formulas:
    """Return by person the formula that never saw it."""
    return {
        person: Formula(model, None if level is None else level.models[person])
        for person, model in heights.models.items()
    }


def formulas_chosen(rows: Sequence[Row], *choices: Choice) -> tuple[Formulas, Formulas]:
    """Return by person the formulas with only the person left out, and with the choice too.

    `choices`: how those of the heights are chosen, and those of their level where there is one.
    """
    recipes = [choice(rows) for choice in choices]
    easy = [left_out(lambda _, recipe=recipe: recipe, rows) for recipe in recipes]
    return formulas_of(*easy), formulas_of(*(left_out(choice, rows) for choice in choices))


@dataclass(frozen=True)
class Apart:
    """Right − left of one take: what is read and true, and half the width of the interval.

    `low` are the sides that are too low for a number, `nearest_deg` what is read where they are
    taken as high as the lowest that has one.
    """

    read_deg: float
    nearest_deg: float
    true_deg: float
    half_deg: float
    low: tuple[Side, ...]

    @property
    def error_deg(self) -> float:
        """What is read minus what is true."""
        return self.read_deg - self.true_deg

    @property
    def too_much_deg(self) -> float | None:
        """What is said of the one low side, lower by so much at the least, minus what is true.

        None where nothing is said.
        """
        if len(self.low) != 1:
            return None
        sign = 1.0 if self.low[0] == "left" else -1.0
        least = sign * self.nearest_deg - self.half_deg
        return least - sign * self.true_deg if least > 0 else None


def with_both_sides(lifts: Sequence[Lift]) -> Iterator[tuple[str, list[list[Lift]]]]:
    """Yield every take that has lifts of both sides, with those of the left and of the right."""
    for name in dict.fromkeys(each.take.name for each in lifts):
        own = [each for each in lifts if each.take.name == name]
        sides = [[each for each in own if each.truth["side"] == side] for side in SIDES]
        if all(sides):
            yield name, sides


def between_sides(lifts: Sequence[Lift]) -> dict[str, Apart]:
    """Return right − left of every take with a height on both sides."""
    found = {}
    for name, sides in with_both_sides([each for each in lifts if each.has_height]):
        elevation = sides[0][0].analysis.elevation
        read = [float(np.median([each.read_deg for each in side])) for side in sides]
        true = [float(np.median([each.true_deg for each in side])) for side in sides]
        errors = [elevation.error_at(each) for each in read]
        variance = [
            error.side**2 + (error.repetition**2 + 4.0) / len(side)
            for error, side in zip(errors, sides, strict=True)
        ]
        raised = [
            max(deg, elevation.least_deg[side]) for side, deg in zip(SIDES, read, strict=True)
        ]
        found[name] = Apart(
            read_deg=read[1] - read[0],
            nearest_deg=raised[1] - raised[0],
            true_deg=true[1] - true[0],
            half_deg=Z95 * float(np.sqrt(sum(variance))),
            low=tuple(
                side
                for side, deg in zip(SIDES, read, strict=True)
                if deg < elevation.least_deg[side]
            ),
        )
    return found


def told_apart(lifts: Sequence[Lift]) -> dict[str, Apart]:
    """Return right − left of every take that tells it in degrees: neither side is too low."""
    return {name: each for name, each in between_sides(lifts).items() if not each.low}


def phones_of(lifts: Sequence[Lift]) -> dict[str, dict[str, float]]:
    """Return per take what a phone would show beside the first counted lift of each leg.

    The truth and the phone's own error, drawn anew for each take.
    """
    rng = np.random.default_rng(3)
    found = {}
    for name in dict.fromkeys(each.take.name for each in lifts):
        phone = {}
        for side in SIDES:
            own = [
                each for each in lifts
                if each.take.name == name and each.truth["side"] == side and each.scored is not None
            ]  # fmt: skip
            if own:
                first = min(own, key=lambda each: float(each.truth["start_s"]))
                phone[f"phone_{side}_deg"] = first.true_deg + rng.normal(0.0, CALIBRATION.phone)
        if len(phone) == len(SIDES):
            found[name] = phone
    return found
