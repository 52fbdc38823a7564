"""How well lifts of real people are counted whose joints markers followed, seen by any camera.

    python -m benchmarks.motion FILE.npz [--cameras N]

Movements of one person (`motion_capture.episodes`) follow each other, right and left in turn, after
two seconds of standing, and are projected through cameras at many places, with the pose model's own
errors put on them. Sitting down and standing up is no lift.
"""

import argparse
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.motion_capture import RATE_HZ, Episode, episodes
from posecheck.landmarks import ANKLE, SIDES, Side, other
from posecheck.recording import Recording
from posecheck.result import assess
from posecheck.station import Station
from posecheck.take import Take
from tests.movements import Habits, with_errors
from tests.puppet import Scene, project
from tests.synthetic import as_recording

FloatArray = npt.NDArray[np.float64]

KINDS = ("hurdle_step", "standing_leg_raise", "sit_to_stand")
VIEWS_DEG = {"front": (0.0, 10.0, -12.0), "45°": (45.0, -40.0), "side": (90.0, -85.0)}
UP_DEG = 30.0  # a thigh is raised above this
_BLEND_S, _STAND_S, _MOST = 0.4, 2.2, 8


@dataclass
class Counts:
    """Lifts made, and what was counted of them; peaks are not compared here."""

    made: int = 0
    right: int = 0
    wrong: int = 0
    invented: int = 0


@dataclass(frozen=True, eq=False)
class Session:
    """Movements one after the other: joints at `RATE_HZ`, and the lifts in them."""

    person: str
    kind: str
    joints: FloatArray
    lifts: tuple[tuple[Side, float, float], ...]


def sessions(path: Path, kind: str) -> list[Session]:
    """Return one session for every person."""
    of_person: dict[str, list[Episode]] = defaultdict(list)
    for each in episodes(path, kind):
        of_person[each.person].append(each)
    return [_session(person, kind, own) for person, own in of_person.items()]


def _session(person: str, kind: str, own: list[Episode]) -> Session:
    """Return the movements of one person in a row, every other one made with the other leg."""
    own = [replace(each, joints=_placed(each.joints)) for each in own if not _cut(each)]
    start = own[0].joints[:1]
    pieces = [np.repeat(start, round(_STAND_S * RATE_HZ), axis=0)]
    lifts: list[tuple[Side, float, float]] = []
    wanted: Side = "right"
    for episode in own[:_MOST]:
        elevation = episode.elevation_deg
        lifted = max(SIDES, key=lambda side: float(elevation[side].max()))
        turned = episode if lifted == wanted else episode.mirrored()
        begins = sum(map(len, pieces)) + round(_BLEND_S * RATE_HZ)
        up = np.flatnonzero(elevation[lifted] > UP_DEG)
        if kind != "sit_to_stand":
            lifts.append((wanted, (begins + up[0]) / RATE_HZ, (begins + up[-1]) / RATE_HZ))
        pieces += [_blend(pieces[-1][-1], turned.joints[0]), turned.joints]
        wanted = other(wanted)
    pieces.append(np.repeat(pieces[-1][-1:], round(RATE_HZ), axis=0))
    return Session(person, kind, np.concatenate(pieces), tuple(lifts))


def _cut(episode: Episode) -> bool:
    """Say whether a thigh is raised where the movement begins or ends."""
    angles = np.array([each[[0, -1]] for each in episode.elevation_deg.values()])
    return bool((angles > UP_DEG).any())


def _placed(joints: FloatArray) -> FloatArray:
    """Return the joints with the feet on either side of the origin when the movement begins.

    A movement and its mirror image then begin with the feet in the same places.
    """
    feet = joints[0, [*ANKLE.values()]].mean(axis=0)
    return np.asarray(joints - feet * np.array([1.0, 0.0, 1.0]))


def _blend(last: FloatArray, first: FloatArray) -> FloatArray:
    share = np.linspace(0.0, 1.0, round(_BLEND_S * RATE_HZ))[:, None, None]
    return np.asarray(last + (3 * share**2 - 2 * share**3) * (first - last))


def seen_by(session: Session, scene: Scene, habits: Habits) -> Recording:
    """Return the session as the pose model would give it."""
    t_s = np.arange(0, len(session.joints) / RATE_HZ - 0.02, 1.0 / scene.fps)
    joints = session.joints[np.rint(t_s * RATE_HZ).astype(int)]
    return as_recording(t_s, with_errors(project(joints, scene), joints, scene, habits), scene)


def counted(session: Session, scene: Scene, habits: Habits) -> Counts:
    """Return how one session is counted through one camera."""
    found = assess(Take((Station(seen_by(session, scene, habits)),)), "slow_march").assessment
    lifts = [each for each in found.repetitions if each.valid]
    counts = Counts(made=len(session.lifts), invented=len(lifts))
    for side, begin_s, end_s in session.lifts:
        own = [each for each in lifts if begin_s - 0.2 <= each.peak_s <= end_s + 0.2]
        if own:
            counts.invented -= 1
            counts.right += any(each.side == side for each in own)
            counts.wrong += all(each.side != side for each in own)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="npz of marker recordings")
    parser.add_argument("--cameras", type=int, default=4, help="cameras for each view and person")
    said = parser.parse_args()
    print("| movement | view | lifts | right side | wrong leg | missed | invented |")
    print("|---|---|---|---|---|---|---|")
    for kind in KINDS:
        own = sessions(said.file, kind)
        for view, yaws in VIEWS_DEG.items():
            total = Counts()
            for number in range(said.cameras):
                rng = np.random.default_rng(number)
                for session in own:
                    scene = Scene(
                        yaw_deg=yaws[number % len(yaws)],
                        lens_height_m=float(rng.uniform(0.6, 1.2)),
                        distance_m=float(rng.uniform(2.4, 3.4)),
                        noise_px=float(rng.uniform(0.3, 1.0)),
                        seed=number,
                    )
                    habits = replace(
                        Habits(seed=number),
                        hip_climb=float(rng.uniform(0.05, 0.17)),
                        other_climb=float(rng.uniform(0.0, 0.1)),
                        foot_off=float(rng.uniform(0.0, 0.02)),
                        jitter=float(rng.uniform(0.003, 0.007)),
                    )
                    for name, value in vars(counted(session, scene, habits)).items():
                        setattr(total, name, getattr(total, name) + value)
            missed = total.made - total.right - total.wrong
            values = (total.made, total.right, total.wrong, missed, total.invented)
            print(f"| {kind} | {view} | " + " | ".join(map(str, values)) + " |", flush=True)


if __name__ == "__main__":
    main()
