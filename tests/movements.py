"""A person who marches otherwise or does something else: recordings whose truth is known.

    person = Person()
    person.stand(2.0)
    person.lift("right", 60, hold_s=0.5)
    person.toe_tap("left")
    recording = person.recording(Scene(yaw_deg=45))
    person.lifts                                      # what may be counted: (side, start, top, end)

Feet stand on the floor and knees follow by inverse kinematics, so that a step, a squat or a tap
bends the legs as it must; lifted legs are told their angles. Every movement begins and ends in
standing, where the last one ended. `noise_px` and the pose model's own habits (a hip that climbs
with its knee, a standing foot that is drawn off) are put on the projected landmarks.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from posecheck.landmarks import (
    ANKLE,
    EAR,
    ELBOW,
    FOOT_INDEX,
    HEEL,
    HIP,
    KNEE,
    NOSE,
    SHOULDER,
    SIDES,
    WRIST,
    Side,
    other,
)
from tests.puppet import Scene, project, smooth
from tests.synthetic import as_recording


@dataclass(frozen=True)
class TrueLift:
    """A lift that was really made: thigh elevation `peak_deg` at the top, times in seconds."""

    side: Side
    start_s: float
    top_s: float
    end_s: float
    peak_deg: float


@dataclass(frozen=True)
class Habits:
    """Errors of the pose model: shares of the thigh's length, and jitter in leg lengths.

    `hip_climb`: how far the lifted hip point climbs at a level thigh; `other_climb`: the standing
    one; `foot_off`: how far the standing foot is drawn too high meanwhile, at most, in leg
    lengths; `jitter`: standard deviation of a slow wander of every point; `knee_low`: how far a
    lifted knee is drawn too low.
    """

    hip_climb: float = 0.1
    other_climb: float = 0.05
    foot_off: float = 0.02
    knee_low: float = 0.03
    jitter: float = 0.004
    seed: int = 1


@dataclass
class Person:
    """Keyframes of everything that moves, in the order in which it happens."""

    height_m: float = 1.70
    foot_gap_m: float = 0.2
    keys: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    time_s: float = 0.0
    lifts: list[TrueLift] = field(default_factory=list)

    # -- keyframes -------------------------------------------------------------------------------
    def last(self, name: str) -> float:
        return self.keys[name][-1][1] if name in self.keys else 0.0

    def at(self, seconds: float, **values: float) -> None:
        """Reach these values `seconds` from now, starting from the values that they have now."""
        for name, value in values.items():
            track = self.keys.setdefault(name, [(0.0, 0.0)])
            if track[-1][0] < self.time_s:
                track.append((self.time_s, track[-1][1]))
            track.append((self.time_s + seconds, value))

    def go(self, seconds: float, **values: float) -> None:
        """Reach these values in so many seconds, and go on from there."""
        self.at(seconds, **values)
        self.time_s += seconds

    def stand(self, seconds: float) -> None:
        self.time_s += seconds

    def curve(self, name: str, t_s):
        track = self.keys.get(name)
        if track is None:
            return np.zeros(len(t_s))
        times, values = zip(*track, strict=True)
        times = np.maximum.accumulate(np.asarray(times) + np.arange(len(times)) * 1e-9)
        return smooth(t_s, times, values)

    # -- lifts -----------------------------------------------------------------------------------
    def lift(
        self,
        side: Side,
        peak_deg: float = 80.0,
        *,
        rise_s: float = 0.8,
        hold_s: float = 0.5,
        lower_s: float = 0.8,
        knee_deg: float | None = None,
        out_deg: float = 0.0,
        bend_m: float = 0.0,
        lean_deg: float = 0.0,
        side_deg: float = 0.0,
        step_m: float = 0.0,
    ) -> None:
        """Lift one thigh; `knee_deg` 0 keeps the leg straight, None lets the shank hang.

        `step_m` is how far outward the standing foot is put meanwhile.
        """
        s, start = side, self.time_s
        bent = peak_deg if knee_deg is None else knee_deg
        up = {f"w_{s}": 1.0, f"thigh_{s}": peak_deg, f"knee_{s}": bent, f"out_{s}": out_deg}
        down = {f"w_{s}": 0.0, f"thigh_{s}": 0.0, f"knee_{s}": 0.0, f"out_{s}": 0.0}
        body = dict(down=bend_m, lean=lean_deg, side=side_deg)
        self.at(0.3 * rise_s, **{f"w_{s}": 1.0})
        self.go(rise_s, **{k: v for k, v in up.items() if not k.startswith("w_")}, **body)
        if step_m:
            o = other(side)
            out = step_m if o == "left" else -step_m
            self.at(hold_s, **{f"fx_{o}": self.last(f"fx_{o}") + out}, x=self.last("x") + out / 2)
        self.go(hold_s)
        top = self.time_s - hold_s / 2
        self.at(lower_s, **{k: v for k, v in down.items() if not k.startswith("w_")})
        self.at(lower_s, **dict.fromkeys(body, 0.0))
        self.time_s += 0.7 * lower_s
        self.go(0.3 * lower_s, **{f"w_{s}": 0.0})
        self.lifts.append(TrueLift(side, start, top, self.time_s, peak_deg))

    def lift_with_pause(
        self, side: Side, at_deg: float, pause_s: float, peak_deg: float = 80.0
    ) -> None:
        """Lift one thigh a little, wait with the foot off the floor, and lift it on."""
        s, start = side, self.time_s
        self.at(0.2, **{f"w_{s}": 1.0})
        self.go(0.6, **{f"thigh_{s}": at_deg, f"knee_{s}": at_deg})
        self.go(pause_s)
        self.go(0.6, **{f"thigh_{s}": peak_deg, f"knee_{s}": peak_deg})
        self.go(0.4)
        top = self.time_s - 0.2
        self.at(0.6, **{f"thigh_{s}": 0.0, f"knee_{s}": 0.0})
        self.time_s += 0.4
        self.go(0.2, **{f"w_{s}": 0.0})
        self.lifts.append(TrueLift(side, start, top, self.time_s, peak_deg))

    def march(
        self,
        count: int,
        peak_deg: float = 80.0,
        *,
        first: Side = "right",
        gap_s: float = 0.3,
        **lift: float,
    ) -> None:
        side = first
        for _ in range(count):
            self.lift(side, peak_deg, **lift)
            self.stand(gap_s)
            side = other(side)

    def run_in_place(
        self,
        count: int,
        each_s: float = 0.3,
        peak_deg: float = 60.0,
        flight_m: float = 0.06,
        knee_deg: float | None = None,
    ) -> None:
        """Run: the next knee rises while the other comes down, both feet in the air between.

        `peak_deg` 0 with a bent knee brings the heels up behind.
        """
        bent = 1.3 * peak_deg if knee_deg is None else knee_deg
        side: Side = "right"
        for _ in range(count):
            s, o = side, other(side)
            self.at(0.3 * each_s, **{f"w_{s}": 1.0})
            self.at(each_s, **{f"thigh_{s}": peak_deg, f"knee_{s}": bent})
            self.at(0.8 * each_s, **{f"thigh_{o}": 0.0, f"knee_{o}": 0.0})
            self.at(0.5 * each_s, up=flight_m)
            self.time_s += 0.5 * each_s
            self.at(0.5 * each_s, up=0.0, **{f"w_{o}": 0.0})
            self.time_s += 0.5 * each_s
            side = o
        o = other(side)
        self.go(each_s, **{f"thigh_{o}": 0.0, f"knee_{o}": 0.0, f"w_{o}": 0.0})

    # -- what is no lift ---------------------------------------------------------------------------
    def heel_to_buttock(
        self,
        side: Side,
        thigh_deg: float = 0.0,
        knee_deg: float = 105.0,
        each_s: float = 0.7,
        hold_s: float = 0.3,
    ) -> None:
        s = side
        self.at(0.2, **{f"w_{s}": 1.0})
        self.go(each_s, **{f"thigh_{s}": thigh_deg, f"knee_{s}": knee_deg})
        self.go(hold_s)
        self.at(each_s, **{f"thigh_{s}": 0.0, f"knee_{s}": 0.0})
        self.time_s += each_s - 0.2
        self.go(0.2, **{f"w_{s}": 0.0})

    def tap(
        self,
        side: Side,
        forward_m: float = 0.0,
        out_m: float = 0.0,
        *,
        each_s: float = 0.5,
        hold_s: float = 0.3,
        clear_m: float = 0.04,
        heel_m: float = 0.06,
        bend_m: float = 0.02,
    ) -> None:
        """Touch the floor with the toe in front, beside or behind, and come back."""
        s, way = side, 1.0 if side == "left" else -1.0
        self.at(0.5 * each_s, **{f"fy_{s}": clear_m + heel_m})
        self.at(each_s, **{f"fz_{s}": forward_m, f"fx_{s}": way * out_m, "down": bend_m})
        self.time_s += 0.5 * each_s
        self.go(0.5 * each_s, **{f"fy_{s}": heel_m, f"heel_{s}": heel_m})
        self.go(hold_s)
        self.at(0.5 * each_s, **{f"fy_{s}": clear_m + heel_m})
        self.at(each_s, **{f"fz_{s}": 0.0, f"fx_{s}": 0.0, "down": 0.0, f"heel_{s}": 0.0})
        self.time_s += 0.5 * each_s
        self.go(0.5 * each_s, **{f"fy_{s}": 0.0})

    def toe_tap(self, side: Side, forward_m: float = 0.35, **tap: float) -> None:
        self.tap(side, forward_m=forward_m, **tap)

    def side_tap(self, side: Side, out_m: float = 0.35, **tap: float) -> None:
        self.tap(side, out_m=out_m, **tap)

    def step_back(
        self, side: Side, back_m: float = 0.45, bend_m: float = 0.05, **tap: float
    ) -> None:
        self.tap(side, forward_m=-back_m, bend_m=bend_m, **tap)

    def step(
        self,
        side: Side,
        forward_m: float = 0.0,
        out_m: float = 0.0,
        *,
        each_s: float = 0.5,
        high_m: float = 0.08,
    ) -> None:
        """Put one foot somewhere else, the body following by half."""
        s = side
        x, z = self.last(f"fx_{s}") + out_m, self.last(f"fz_{s}") + forward_m
        o = other(side)
        body = {
            "x": (x + self.last(f"fx_{o}")) / 2,
            "z": (z + self.last(f"fz_{o}")) / 2,
        }
        self.at(each_s, **{f"fx_{s}": x, f"fz_{s}": z}, **body)
        self.go(0.5 * each_s, **{f"fy_{s}": high_m})
        self.go(0.5 * each_s, **{f"fy_{s}": 0.0})

    def walk(
        self,
        steps: int,
        stride_m: float = 0.6,
        *,
        each_s: float = 0.55,
        high_m: float = 0.12,
        first: Side = "right",
    ) -> None:
        """Walk on: each foot passes the other; the feet end side by side."""
        side = first
        for index in range(steps):
            o = other(side)
            ahead = self.last(f"fz_{o}") - self.last(f"fz_{side}")
            far = ahead if index == steps - 1 else ahead + stride_m / 2
            self.step(side, forward_m=far, each_s=each_s, high_m=high_m)
            side = o

    def step_touch(self, count: int, out_m: float = 0.5, each_s: float = 0.5) -> None:
        """Step aside and let the other foot follow, to and fro."""
        for index in range(count):
            way = out_m if index % 2 == 0 else -out_m
            lead: Side = "left" if way > 0 else "right"
            self.step(lead, out_m=way, each_s=each_s)
            self.step(other(lead), out_m=way, each_s=each_s)

    def squat(self, down_m: float = 0.35, each_s: float = 1.0, lean_deg: float = 25.0) -> None:
        self.go(each_s, down=down_m, lean=lean_deg, back=0.3 * down_m)
        self.stand(0.2)
        self.go(each_s, down=0.0, lean=0.0, back=0.0)

    def sit(self, seconds: float = 1.0, each_s: float = 1.2) -> None:
        self.go(each_s, down=0.42, lean=35.0, back=0.38)
        self.go(0.3, lean=0.0)
        self.stand(seconds)
        self.go(0.3, lean=35.0)
        self.go(each_s, down=0.0, lean=0.0, back=0.0)

    def jumping_jack(self, out_m: float = 0.3, each_s: float = 0.35, high_m: float = 0.08) -> None:
        for out in (out_m, 0.0):
            self.at(each_s, fx_left=out, fx_right=-out, arms=150.0 if out else 0.0)
            self.at(0.5 * each_s, up=high_m, fy_left=high_m, fy_right=high_m)
            self.time_s += 0.5 * each_s
            self.go(0.5 * each_s, up=0.0, fy_left=0.0, fy_right=0.0)
            self.stand(0.1)

    def turn(self, to_deg: float, seconds: float = 1.2) -> None:
        """Turn on the spot in small steps."""
        start, steps = self.last("yaw"), 4
        for index in range(steps):
            side = SIDES[index % 2]
            self.at(seconds / steps, yaw=start + (to_deg - start) * (index + 1) / steps)
            self.go(0.5 * seconds / steps, **{f"fy_{side}": 0.05})
            self.go(0.5 * seconds / steps, **{f"fy_{side}": 0.0})

    def adjust(self, side: Side, out_m: float = 0.06, forward_m: float = 0.05) -> None:
        self.step(side, forward_m, out_m, each_s=0.4, high_m=0.04)

    def hike(self, side: Side, up_m: float = 0.05, each_s: float = 0.5) -> None:
        """Pull one side of the pelvis up, the foot hanging just above the floor."""
        self.go(each_s, **{f"hike_{side}": up_m, f"fy_{side}": 0.8 * up_m})
        self.stand(0.3)
        self.go(each_s, **{f"hike_{side}": 0.0, f"fy_{side}": 0.0})

    def tiptoe(self, up_m: float, each_s: float = 0.6) -> None:
        """Rise on the toes of both feet, or come down from them (`up_m` 0)."""
        heels = {f"{name}_{side}": up_m for name in ("fy", "heel") for side in SIDES}
        self.go(each_s, up=up_m, **heels)

    def bow(self, lean_deg: float = 50.0, each_s: float = 1.0) -> None:
        self.go(each_s, lean=lean_deg, back=0.1)
        self.go(each_s, lean=0.0, back=0.0)

    # -- the picture -------------------------------------------------------------------------------
    def joints(self, t_s):
        """Return `(T, 33, 3)` metres: x to the person's left at yaw 0, y up, z forward."""
        return _posed(self, t_s)

    def recording(
        self, scene: Scene | None = None, habits: Habits | None = None, tail_s: float | None = None
    ):
        """Return the take as the pose model would give it."""
        scene = scene or Scene()
        scene = replace(scene, height_m=self.height_m)
        end = self.time_s + (scene.tail_s if tail_s is None else tail_s)
        t_s = np.arange(0, end, 1.0 / scene.fps)
        joints = self.joints(t_s)
        xy = with_errors(project(joints, scene), joints, scene, habits or Habits(seed=scene.seed))
        recording = as_recording(t_s, xy, scene)
        yaw = recording.body_yaw_deg + self.curve("yaw", t_s)
        return replace(recording, body_yaw_deg=(yaw + 180.0) % 360.0 - 180.0)


def _posed(person: Person, t_s):
    h, curve = person.height_m, lambda name: person.curve(name, t_s)
    thigh, shank, ankle = 0.245 * h, 0.246 * h, 0.039 * h
    zero = np.zeros(len(t_s))
    feet, hips = {}, {}
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        feet[side] = np.stack(
            [
                sign * person.foot_gap_m / 2 + curve(f"fx_{side}"),
                ankle + curve(f"fy_{side}"),
                curve(f"fz_{side}"),
            ],
            axis=1,
        )
        hips[side] = np.stack([curve("x") + sign * 0.09, zero, curve("z") - curve("back")], axis=1)
    # The hips are as high as the planted legs let them be.
    stand = ankle + thigh + shank - 0.005 - curve("down")
    free = {side: curve(f"w_{side}") for side in SIDES}
    for side in SIDES:
        flat = np.hypot(*(feet[side] - hips[side])[:, [0, 2]].T)
        reach = feet[side][:, 1] + np.sqrt(np.maximum((thigh + shank) ** 2 - flat**2, 0.01))
        stand = np.where(free[side] < 0.05, np.minimum(stand, reach - 0.003), stand)
    stand = stand + curve("up")
    joints = np.zeros((len(t_s), 33, 3))
    turn, lean, aside = (np.radians(curve(name)) for name in ("yaw", "lean", "side"))
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        hip = hips[side] + np.stack([zero, stand + curve(f"hike_{side}"), zero], axis=1)
        knee_ik, foot_ik = _planted(hip, feet[side], thigh, shank)
        knee_fk, foot_fk = _hanging(hip, curve, side, sign, thigh, shank)
        w = free[side][:, None]
        knee, foot = (1 - w) * knee_ik + w * knee_fk, (1 - w) * foot_ik + w * foot_fk
        pitch = (1 - w[:, 0]) * curve(f"heel_{side}")
        # The foot is square to the shank in the air, flat on the floor.
        tilt = w[:, 0] * np.arctan2(knee[:, 2] - foot[:, 2], knee[:, 1] - foot[:, 1])
        joints[:, HIP[side]], joints[:, KNEE[side]], joints[:, ANKLE[side]] = hip, knee, foot
        for joint, forward, up in ((HEEL, -0.05, -0.04), (FOOT_INDEX, 0.14, -0.05)):
            along = np.stack(
                [
                    np.full(len(t_s), 0.02 * sign * (joint is FOOT_INDEX)),
                    up * np.cos(tilt) - forward * np.sin(tilt) - pitch * (joint is FOOT_INDEX),
                    forward * np.cos(tilt) + up * np.sin(tilt),
                ],
                axis=1,
            )
            joints[:, joint[side]] = foot + along
        _arms(joints, hips[side], stand, lean, aside, np.radians(curve("arms")), side, sign, h)
    middle = (hips["left"] + hips["right"]) / 2
    joints[:, NOSE] = _above(middle, stand, 0.41 * h, 0.0, 0.1, lean, aside)
    c, s = np.cos(turn)[:, None], np.sin(turn)[:, None]
    x, z = joints[..., 0].copy(), joints[..., 2].copy()
    centre = middle[:, [0]], middle[:, [2]]
    joints[..., 0] = centre[0] + (x - centre[0]) * c + (z - centre[1]) * s
    joints[..., 2] = centre[1] + (z - centre[1]) * c - (x - centre[0]) * s
    return joints


def _planted(hip, foot, thigh, shank):
    """Return knee and ankle of a leg whose foot is where it is told, the knee bending forward."""
    way = foot - hip
    length = np.linalg.norm(way, axis=1).clip(0.05, thigh + shank - 1e-4)
    unit = way / np.linalg.norm(way, axis=1)[:, None]
    along = (thigh**2 - shank**2 + length**2) / (2 * length)
    off = np.sqrt(np.maximum(thigh**2 - along**2, 0.0))
    ahead = np.array([0.0, 0.0, 1.0]) - unit * unit[:, [2]]
    ahead /= np.linalg.norm(ahead, axis=1)[:, None]
    return hip + unit * along[:, None] + ahead * off[:, None], hip + unit * length[:, None]


def _hanging(hip, curve, side, sign, thigh, shank):
    """Return knee and ankle of a leg that is told its angles."""
    up, out = np.radians(curve(f"thigh_{side}")), np.radians(curve(f"out_{side}"))
    below = up - np.radians(curve(f"knee_{side}"))

    def along(angle, length):
        return length * np.stack(
            [
                sign * np.sin(out) * np.ones_like(angle),
                -np.cos(angle) * np.cos(out),
                np.sin(angle) * np.cos(out),
            ],
            axis=1,
        )

    knee = hip + along(up, thigh)
    return knee, knee + along(below, shank)


def _above(middle, stand, up, out, ahead, lean, aside):
    """Return a point of the trunk `up` above the hips' middle, leaning with it."""
    x = middle[:, 0] + out * np.cos(aside) + up * np.sin(aside)
    y = stand + up * np.cos(lean) * np.cos(aside) - ahead * np.sin(lean) - out * np.sin(aside)
    z = middle[:, 2] + up * np.sin(lean) + ahead * np.cos(lean)
    return np.stack([x, y, z], axis=1)


def _arms(joints, hip, stand, lean, aside, raised, side, sign, h):
    middle = hip - np.array([sign * 0.09, 0.0, 0.0])
    shoulder = _above(middle, stand, 0.29 * h, sign * 0.105 * h, 0.0, lean, aside)
    joints[:, SHOULDER[side]] = shoulder
    for joint, length in ((ELBOW, 0.18 * h), (WRIST, 0.31 * h)):
        down = np.stack(
            [sign * (0.03 + length * np.sin(raised)), -length * np.cos(raised), 0 * raised], axis=1
        )
        joints[:, joint[side]] = shoulder + down
    for left in (17, 19, 21):
        joints[:, left + (side == "right")] = joints[:, WRIST[side]] - np.array([0.0, 0.08, 0.0])
    for left, right in ((1, 4), (2, 5), (3, 6), (9, 10)):
        face = _above(middle, stand, 0.42 * h, sign * 0.03, 0.08, lean, aside)
        joints[:, left if side == "left" else right] = face
    joints[:, EAR[side]] = _above(middle, stand, 0.42 * h, sign * 0.07, 0.0, lean, aside)


def with_errors(xy, joints, scene: Scene, habits: Habits):
    """Return projected landmarks `(T, 33, 2)` with the pose model's errors and noise put on them.

    `joints` `(T, 33, 3)`, metres, y up, says which thigh is raised how far.
    """
    rng = np.random.default_rng(habits.seed + 1000)
    leg = scene.focal_px * 0.491 * scene.height_m / scene.distance_m
    xy = xy.copy()
    for side in SIDES:
        thigh = joints[:, KNEE[side]] - joints[:, HIP[side]]
        hanging = -thigh[:, 1] / np.linalg.norm(thigh, axis=1)
        share = np.maximum(1.0 - hanging - 0.02, 0.0)  # a standing thigh is never quite upright
        own, foot = HIP[side], other(side)
        xy[:, own, 1] -= habits.hip_climb * 0.5 * leg * share
        xy[:, KNEE[side], 1] += habits.knee_low * 0.5 * leg * share
        xy[:, HIP[foot], 1] -= habits.other_climb * 0.5 * leg * share
        aside, up = rng.uniform(-0.5, 0.5), rng.uniform(0, 1)
        off = habits.foot_off * leg * np.array([aside, -up])
        for joint in (ANKLE, HEEL, FOOT_INDEX):
            xy[:, joint[foot]] += share[:, None] * off
    keep = np.exp(-1.0 / (0.15 * scene.fps))
    steps = np.sqrt(1 - keep**2) * rng.normal(0, 1, xy.shape)
    wander = np.zeros_like(xy)
    for index in range(1, len(xy)):
        wander[index] = keep * wander[index - 1] + steps[index]
    return xy + habits.jitter * leg * wander + rng.normal(0, scene.noise_px, xy.shape)
