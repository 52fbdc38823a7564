"""Stands for the tests: those of the fixtures, and what may be done to them."""

import json
from dataclasses import replace

import numpy as np
import numpy.typing as npt

import posecheck
from posecheck import Assessment, Setting, Stated, Station, Take
from posecheck.landmarks import COUNT
from posecheck.protocols.posture.figure import Figure, figure_of
from posecheck.protocols.posture.stand import StandingTrial, trial_of
from posecheck.station import Contour
from tests.conftest import FIXTURES

FOLDER = FIXTURES / "stands"
TRUTH = json.loads((FOLDER / "truth.json").read_text("utf-8"))

# Landmark index of the other side; the nose stays.
OPPOSITE = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, *(i + 1 - 2 * (i % 2 == 0) for i in range(11, COUNT))]


def stand(name: str) -> Station:
    """Return one of the fixtures' stands."""
    return posecheck.open_take(FOLDER / f"{name}.posecheck").stations[0]


def to_pixels(figure: Figure, points: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return points `(..., 2)` of a figure's frame in pixels; the inverse of its `to_frame`."""
    c, s = np.cos(np.radians(figure.roll_deg)), np.sin(np.radians(figure.roll_deg))
    turned = np.asarray(points, float) * figure.trunk_px * [figure.forward, 1]
    return turned @ np.array([[c, s], [-s, c]]) + figure.hip_px


def trial(given: Station | str, roll_deg: float | None = None) -> StandingTrial:
    """Return a stand as the measuring functions read it."""
    station = stand(given) if isinstance(given, str) else given
    setting = Setting(roll_deg=None if roll_deg is None else Stated(value=roll_deg))
    return trial_of(station, setting, front=station.kind == "front")


def take_of(setting: Setting | None = None, options=None, **stands) -> Take:
    """Return a posture check of some stands: ``take_of(side=["upright"], tuck=stand("tuck"))``."""
    stations = []
    for kind, given in stands.items():
        for each in given if isinstance(given, list) else [given]:
            station = stand(each) if isinstance(each, str) else each
            stations.append(replace(station, kind=kind))
    return Take(
        tuple(stations), protocol="posture", options=options or {}, setting=setting or Setting()
    )


def assess(take: Take) -> Assessment:
    return posecheck.assess(take).assessment


def with_points(given: Station, change) -> Station:
    """Return the stand with its landmarks `(T, 33, 2)` changed."""
    points = change(given.recording.landmarks_px.copy())
    return replace(given, recording=replace(given.recording, landmarks_px=points))


_BELOW = {"knees": (25, 26), "feet": (27, 28, 29, 30, 31, 32)}


def cut(given: Station, *parts: str) -> Station:
    """Return a stand whose picture ends above or below some parts of the body."""
    height = int(given.recording.frame_size_px[0, 1])

    def moved(points):
        for part in parts:
            if part == "head":
                points[:, :11, 1] -= points[:, :11, 1].max() + 1
            else:
                points[:, _BELOW[part], 1] += height
        return points

    return with_points(given, moved)


def once_more(given: Station | str, seed: int = 1) -> Station:
    """Return a stand as the same person takes it again: another recording, the same posture."""
    station = stand(given) if isinstance(given, str) else given
    noise = np.random.default_rng(seed).normal(0, 0.01, (1, 33, 2)).astype(np.float32)
    return with_points(station, lambda points: points + noise)


def mirrored(given: Station) -> Station:
    """Return the stand as a mirror shows it, labelled truly: the person's sides exchanged."""
    recording, c = given.recording, given.contour
    width = float(recording.frame_size_px[0, 0])
    points = recording.landmarks_px[:, OPPOSITE].copy()
    points[:, :, 0] = width - points[:, :, 0]
    changed = replace(
        recording,
        landmarks_px=points,
        visibility=recording.visibility[:, OPPOSITE],
        body_yaw_deg=-recording.body_yaw_deg,
    )
    contour = c and replace(c, left_px=width - c.right_px, right_px=width - c.left_px)
    return replace(given, recording=changed, contour=contour)


def scaled(given: Station, factor: float, shift: tuple[float, float] = (0, 0)) -> Station:
    """Return the stand in a picture `factor` times as large, moved by some pixels."""
    recording, c = given.recording, given.contour
    changed = replace(
        recording,
        landmarks_px=recording.landmarks_px * factor + np.float32(shift),
        frame_size_px=np.round(recording.frame_size_px * factor).astype(int) + 500,
    )
    contour = c and Contour(
        c.y_px * factor + shift[1],
        c.left_px * factor + shift[0],
        c.right_px * factor + shift[0],
        c.spread_px * factor,
        c.masks,
    )
    return replace(given, recording=changed, contour=contour)


def rolled(given: Station, degrees: float) -> Station:
    """Return the stand seen by a camera that makes the picture roll clockwise by so much."""
    c = given.contour
    assert c is not None
    middle = np.array([320.0, 240.0])
    turn = np.radians(degrees)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])

    def moved(points):
        return (points - middle) @ matrix.T + middle

    sides = []
    for edge in (c.left_px, c.right_px):
        x, y = moved(np.column_stack([edge, c.y_px])).T
        seen = np.isfinite(x)
        sides.append(np.where(seen, np.interp(c.y_px, y[seen], x[seen]), np.nan))
    contour = replace(c, left_px=sides[0], right_px=sides[1])
    return replace(with_points(given, moved), contour=contour)


def with_back(given: Station, change) -> Station:
    """Return the stand with its back edge changed; `change(u, x)` in the figure's frame."""
    figure, c = figure_of(trial(given)), given.contour
    u = (c.y_px - figure.hip_px[1]) / figure.trunk_px
    name = "left_px" if figure.forward > 0 else "right_px"
    x = (getattr(c, name) - figure.hip_px[0]) * figure.forward / figure.trunk_px
    back = change(u, x) * figure.trunk_px * figure.forward + figure.hip_px[0]
    return replace(given, contour=replace(c, **{name: back}))
