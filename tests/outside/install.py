"""A protocol of another package than posecheck, installed as pip would, and takes of it."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from posecheck import Recording, Station, Take
from posecheck.landmarks import ANKLE, HIP, NOSE
from tests.synthetic import edited, perform

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def install(site: Path) -> None:
    """Put the package beside this file into a folder, with the entry point that names it."""
    shutil.copytree(Path(__file__).parent / "single_leg_sway", site / "single_leg_sway")
    info = site / "single_leg_sway-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: single-leg-sway\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[posecheck.protocols]\nsingle_leg_sway = single_leg_sway:PROTOCOL\n"
    )


def sway_of(percent: float) -> Recording:
    """Return a stand of six seconds whose hips sway by so much, percent of the height (RMS)."""
    still = perform([], end_s=6.0).recording
    first = still.landmarks_px[0]
    high = first[list(ANKLE.values()), 1].mean() - first[NOSE, 1]
    way = np.sqrt(2) * percent / 100 * high * np.sin(2 * np.pi * still.t_s)

    def change(xy):
        xy[:, list(HIP.values()), 0] += way[:, None]

    return edited(still, change)


def a_stand(percent: float, day: int = 0) -> Take:
    """Return the take of such a stand."""
    return Take(
        (Station(sway_of(percent), "stand"),),
        protocol="single_leg_sway",
        options={"leg": "left"},
        recorded=START + timedelta(days=day),
        dated_by="given",
    )
