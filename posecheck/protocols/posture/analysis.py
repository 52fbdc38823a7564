"""The stands of a posture check, checked and prepared: what is kept, and what is read from it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from posecheck.analysis import Analysis, Figure
from posecheck.assessment import View
from posecheck.gates import Gate
from posecheck.protocol import Check
from posecheck.protocols.posture import PostureOptions
from posecheck.protocols.posture.figure import figure_of
from posecheck.protocols.posture.fitted_models import landmark_features
from posecheck.protocols.posture.pelvis import Profile, why_not
from posecheck.protocols.posture.shape import lower_back_of, shape_of
from posecheck.protocols.posture.stand import (
    StandingTrial,
    cut_off,
    median_points,
    refuse_front,
    refuse_side,
    shows_side,
    trial_of,
)
from posecheck.protocols.posture.thresholds import GATE
from posecheck.station import Clothing
from posecheck.take import Take

Role = Literal["side", "relaxed", "tuck", "arch", "front"]
USUAL_ROLES: tuple[Role, ...] = ("side", "relaxed")
SIDE_ROLES: tuple[Role, ...] = (*USUAL_ROLES, "tuck", "arch")

_TWICE = "{name} shows the same stand as another one and is left out. Step off between two stands."
_UNLIKE = (
    "Your trunk leans {deg:.0f}° further in one of the pictures from the side than in another: you "
    "stood differently, and what is told is their middle. Stand each time as you usually do, and "
    "take them again."
)
_CLOTHING = {
    "loose": "Loose clothes blur the outline of the body; what rests on it is less certain.",
    "coat": "A coat, skirt or robe hides the outline of the body; what rests on it is left out.",
}


@dataclass(frozen=True, eq=False)
class PreparedStands:
    """The stands that can be measured.

    Attributes
    ----------
    trials
        each with its role, in order.
    options, clothing
        as the user said.
    """

    trials: tuple[tuple[Role, StandingTrial], ...]
    options: PostureOptions
    clothing: Clothing


@dataclass(frozen=True, eq=False, kw_only=True)
class PostureAnalysis(Analysis):
    """A posture check, stand by stand.

    Attributes
    ----------
    options, clothing
        as the user said.
    profiles
        of the side views by role: the figure and, where the outline is seen, its shape.
    trials
        the side views that go with `profiles`.
    front
        the front views.
    """

    options: PostureOptions
    clothing: Clothing
    profiles: tuple[tuple[Role, Profile], ...]
    trials: tuple[StandingTrial, ...]
    front: tuple[StandingTrial, ...]

    def of(self, *roles: Role) -> list[Profile]:
        """Return the profiles of these roles, in order."""
        return [profile for role, profile in self.profiles if role in roles]

    @property
    def usual(self) -> list[tuple[Profile, StandingTrial]]:
        """The side views of the usual stance: not tucked, not arched."""
        return [
            (profile, trial)
            for (role, profile), trial in zip(self.profiles, self.trials, strict=True)
            if role in USUAL_ROLES
        ]


def assigned(take: Take) -> Take:
    """Return the take with every station that has no kind named after the view it shows."""
    stations = []
    for station in take.stations:
        kind = station.kind
        if not kind:
            side = shows_side(trial_of(station, take.setting, front=False))
            kind = "side" if side else "front"
        stations.append(replace(station, kind=kind))
    return replace(take, stations=tuple(stations))


def check_stands(take: Take) -> Check[PreparedStands]:
    """Ask of every stand whether it can be measured, and keep those that can.

    Raises
    ------
    OptionError
        the take's options are none of the posture check's.
    """
    options = PostureOptions.said(take.options)
    gates: list[Gate] = []
    kept: list[tuple[Role, StandingTrial]] = []
    seen: set[str] = set()
    for role in (*SIDE_ROLES, "front"):
        front = role == "front"
        refuse: Callable[[StandingTrial], Gate | None] = refuse_front if front else refuse_side
        for station in take.of(role):
            trial = trial_of(station, take.setting, front=front)
            digest = station.recording.digest()
            gate = refuse(trial)
            if gate is None and digest in seen:
                name = trial.recording.meta.source
                gate = Gate("repeated", "degraded", _TWICE.format(name=name))
            if gate is None:
                seen.add(digest)
                kept.append((role, trial))
                gates += cut_off(trial)
            else:
                gates.append(gate)
    if not kept:
        return Check(tuple(gates), None)
    limited = tuple(replace(gate, verdict="degraded") for gate in gates)
    prepared = PreparedStands(tuple(kept), options, take.setting.clothing or "fitted")
    return Check(limited, prepared, _view(kept))


def analyse_stands(prepared: PreparedStands) -> PostureAnalysis:
    """Return the figure of every stand, and its shape where the outline is seen."""
    sides = [(role, trial) for role, trial in prepared.trials if role != "front"]
    fronts = tuple(trial for role, trial in prepared.trials if role == "front")
    profiles = tuple((role, _profile(trial)) for role, trial in sides)
    trials = tuple(trial for _, trial in sides)
    return PostureAnalysis(
        view=_view(prepared.trials),
        gates=(*_unlike(profiles), *_limits(profiles, trials, prepared.clothing)),
        figures=tuple(_figure(role, trial) for role, trial in prepared.trials),
        options=prepared.options,
        clothing=prepared.clothing,
        profiles=profiles,
        trials=trials,
        front=fronts,
    )


def _view(trials: Sequence[tuple[Role, StandingTrial]]) -> View:
    usual = [trial for role, trial in trials if role in USUAL_ROLES]
    if usual:
        return figure_of(usual[0]).view
    return "front" if any(role == "front" for role, _ in trials) else "unknown"


def _profile(trial: StandingTrial) -> Profile:
    figure = figure_of(trial)
    return Profile(figure, lower_back_of(figure), shape_of(figure))


def _unlike(profiles: Sequence[tuple[Role, Profile]]) -> Iterator[Gate]:
    """Ask whether the stands of the usual stance are of one posture."""
    leans = [
        landmark_features(profile.figure)["hip_shoulder"]
        for role, profile in profiles
        if role in USUAL_ROLES
    ]
    if len(leans) > 1 and np.ptp(leans) > GATE.unlike:
        yield Gate("one_posture", "degraded", _UNLIKE.format(deg=np.ptp(leans)))


def _limits(
    profiles: Sequence[tuple[Role, Profile]], trials: Sequence[StandingTrial], clothing: Clothing
) -> list[Gate]:
    """Return what keeps the side views from being fully trusted."""
    if profiles and clothing != "fitted":
        return [Gate("clothing", "degraded", _CLOTHING[clothing])]
    return [
        Gate(
            "outline",
            "degraded",
            f"{trial.recording.meta.source}: {why_not([profile], clothing)}",
        )
        for (_, profile), trial in zip(profiles, trials, strict=True)
        if profile.lower_back is None
    ]


def _figure(role: Role, trial: StandingTrial) -> Figure:
    """Return the median figure of a stand, for drawing."""
    width, height = (int(size) for size in trial.recording.frame_size_px[0])
    return Figure(
        title=f"Standing, {role}",
        view="front" if role == "front" else figure_of(trial).view,
        t_s=np.zeros(1),
        xy_px=median_points(trial)[None],
        size_px=(width, height),
        plumb=True,
    )
