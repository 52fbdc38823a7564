"""Hand-made takes for the tests of the history, the reports and the exports."""

import hashlib
from datetime import UTC, datetime, timedelta

import numpy as np

from posecheck import (
    Assessment,
    Finding,
    Measure,
    Quality,
    Recording,
    RecordingMeta,
    Repetition,
    Setting,
    Station,
    Take,
)
from posecheck.assessment import Provenance, QualityReason
from posecheck.landmarks import (
    ANKLE,
    COUNT,
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
)
from posecheck.protocols.posture import kinds as standing
from posecheck.protocols.slow_march import kinds as march

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
THIGH_PX = 100.0


def a_march(
    left_deg: float = 84.0,
    right_deg: float = 78.0,
    half_width_deg: float = 4.0,
    repetitions: int = 6,
    day: float = 0.0,
    target_deg: float | None = 90.0,
    view: str = "front",
    duration_s: float = 30.0,
    source: str = "march.mp4",
    version: str = "0.1.0",
) -> Assessment:
    """Return a march whose peaks are as high as asked, `day` days after the first."""
    peaks = {"left": left_deg, "right": right_deg}
    return Assessment(
        posecheck_version=version,
        protocol="slow_march",
        view=view,
        quality=Quality(
            verdict="degraded",
            reasons=(QualityReason(gate="rate", message="The video has only 18 frames a second."),),
        ),
        repetitions=tuple(
            _repetition(i, repetitions, peaks, duration_s) for i in range(repetitions)
        ),
        measures=(
            *(
                Measure(
                    name=march.PEAK.name,
                    side=side,
                    value=peaks[side],
                    unit="deg",
                    low=peaks[side] - half_width_deg,
                    high=peaks[side] + half_width_deg,
                    n=max(1, repetitions // 2),
                    view=view,
                )
                for side in SIDES
            ),
            Measure(
                name=march.CADENCE.name,
                value=21.0,
                unit="1/min",
                low=20.0,
                high=22.0,
                n=5,
                view=view,
            ),
            march.LANDING.of_class("toe-first", view, 3, "left"),
            march.TOE_FIRST.missing(
                "Landing cannot be judged from the front. Record a side view.", view
            ),
        ),
        findings=(
            Finding(
                code="symmetry",
                text="Your right knee rises about as high as your left.",
                measures=(march.PEAK.name,),
            ),
        ),
        provenance=Provenance(
            created=START + timedelta(days=day, hours=1),
            source=source,
            recorded=START + timedelta(days=day),
            dated_by="clock",
            duration_s=duration_s,
            frames=int(duration_s * 30),
            frames_per_s=30.0,
            frame_size_px=(640, 480),
            thresholds_version="1",
            model_name="pose_landmarker_full.task",
            model_sha256=hashlib.sha256(b"model").hexdigest(),
            packages={"mediapipe": "0.10.31", "numpy": "2.0"},
            options={} if target_deg is None else {"target_deg": target_deg},
        ),
    )


def _repetition(index: int, count: int, peaks: dict[str, float], duration_s: float) -> Repetition:
    side = SIDES[index % 2]
    step = duration_s / count
    start = index * step + 0.1 * step
    valid = index % 7 != 6
    peak = peaks[side] + 2.0 * np.sin(index)
    return Repetition(
        side=side,
        start_s=start,
        peak_s=start + 0.3 * step,
        end_s=start + 0.8 * step,
        values={
            **march.PEAK.quantity(peak, peak - 4.0, peak + 4.0),
            **march.HOLD.quantity(0.9),
            **march.HOLD_SAG.quantity(2.0),
            **march.RAISING.quantity(0.8),
            **march.LOWERING.quantity(1.1),
        },
        valid=valid,
        reason=None if valid else "The foot came down for less than a second.",
    )


def a_posture(day: float = 0.0) -> Assessment:
    """Return a standing assessment seen from the side."""
    return Assessment(
        posecheck_version="0.1.0",
        protocol="posture",
        view="side-left",
        quality=Quality(verdict="ok"),
        measures=(
            Measure(name=standing.FORWARD_HEAD.name, value=4.1, unit="deg", low=2.0, high=6.2, n=3),
            standing.PELVIC_TILT.missing("The clothes hide the back."),
        ),
        findings=(Finding(code="class", text="Your hips stand in front of your ankles."),),
        provenance=Provenance(
            created=START + timedelta(days=day), recorded=START + timedelta(days=day)
        ),
    )


def a_take(
    duration_s: float = 2.0,
    seed: int = 7,
    day: float = 0.0,
    target_deg: int = 90,
    setting: Setting | None = None,
) -> Take:
    """Return the take of a march, recorded `day` days after the first."""
    return Take(
        stations=(Station(a_recording(duration_s, seed), "march"),),
        protocol="slow_march",
        options={"target_deg": target_deg},
        setting=setting or Setting(),
        recorded=START + timedelta(days=day),
        dated_by="clock",
    )


def a_recording(
    duration_s: float = 2.0, seed: int = 7, rate_hz: float = 30.0, standing_s: float = 0.0
) -> Recording:
    """Return a person marching in front of the camera, left knee first, after standing still."""
    t_s = np.arange(round(duration_s * rate_hz)) / rate_hz
    points = np.tile(standing_px(), (len(t_s), 1, 1))
    for side, phase in zip(SIDES, (0.0, np.pi), strict=True):
        lift = np.clip(np.sin(2 * np.pi * (t_s - standing_s) / 4.0 + phase), 0, None)
        lift[t_s < standing_s] = 0.0
        for joint, share in ((KNEE, 1.0), (ANKLE, 1.0), (HEEL, 1.0), (FOOT_INDEX, 1.0)):
            points[:, joint[side], 1] -= share * THIGH_PX * lift
    points += np.random.default_rng(seed).normal(0, 0.5, points.shape)
    return Recording(
        t_s=t_s,
        landmarks_px=points,
        visibility=np.full(points.shape[:2], 0.9),
        frame_size_px=np.tile([640, 480], (len(t_s), 1)),
        body_yaw_deg=np.zeros(len(t_s)),
        brightness=np.full(len(t_s), 120.0),
        meta=RecordingMeta(source="march.mp4", model_sha256="ab", created=START),
    )


def standing_px() -> np.ndarray:
    """Return `(33, 2)` pixels of somebody standing and facing the camera."""
    points = np.tile([320.0, 80.0], (COUNT, 1))
    points[NOSE] = 320, 75
    heights = (
        (EAR, 15, 75), (SHOULDER, 45, 130), (ELBOW, 60, 190), (WRIST, 65, 245), (HIP, 28, 250),
        (KNEE, 30, 350), (ANKLE, 30, 440), (HEEL, 30, 450), (FOOT_INDEX, 38, 458),
    )  # fmt: skip
    for joint, half_width, height in heights:
        points[joint["left"]] = 320 + half_width, height
        points[joint["right"]] = 320 - half_width, height
    return points
