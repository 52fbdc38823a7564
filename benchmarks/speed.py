"""How long `posecheck march` takes and how much memory it needs.

    python benchmarks/speed.py [CLIP] [--quick]

1. The whole command, start-up and all, against a bare loop of decoding and `detect_for_video` on
   the same clip, taken in turns in this one run. The bare loop's time leaves out its imports and
   the loading of the model.
2. Scoring a recording of ten minutes.
3. Peak memory on a ten-minute clip of 1280×720 against that on a one-minute clip (left out with
   --quick; it takes about ten minutes).
"""

import argparse
import dataclasses
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from posecheck import Recording, Station, Take, assess, open_take

FIXTURES = Path(__file__).parent.parent / "fixtures"
TURNS = 3

BARE_LOOP = """
import sys, time, cv2, mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision
from posecheck.capture.model_files import find_model
options = vision.PoseLandmarkerOptions(
    base_options=BaseOptions(model_asset_path=str(find_model())),
    running_mode=vision.RunningMode.VIDEO)
landmarker = vision.PoseLandmarker.create_from_options(options)
started, last = time.perf_counter(), -1
capture = cv2.VideoCapture(sys.argv[1])
while True:
    read, picture = capture.read()
    if not read:
        break
    last = max(last + 1, round(capture.get(cv2.CAP_PROP_POS_MSEC)))
    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    landmarker.detect_for_video(mp.Image(mp.ImageFormat.SRGB, picture), last)
print(time.perf_counter() - started)
landmarker.close()
"""


def bare_loop_s(clip: Path) -> float:
    command = [sys.executable, "-c", BARE_LOOP, str(clip)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(answer.stdout)


def command_s_and_mb(clip: Path, folder: Path) -> tuple[float, float]:
    """Return wall time and peak memory of the whole command."""
    outputs = ["--json", str(folder / "a.json"), "--save-take", str(folder / "a.posecheck")]
    command = [sys.executable, "-m", "posecheck", "march", str(clip), *outputs]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the command failed on {clip}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def compare_with_the_bare_loop(clip: Path, folder: Path) -> None:
    bare, whole = [], []
    for _ in range(TURNS):
        bare.append(bare_loop_s(clip))
        whole.append(command_s_and_mb(clip, folder)[0])
    print(f"bare loop      {_listed(bare)} s, fastest {min(bare):.2f} s")
    print(f"whole command  {_listed(whole)} s, fastest {min(whole):.2f} s")
    print(f"ratio of the fastest {min(whole) / min(bare):.2f} (aim: at most 1.15)")


def _listed(seconds: list[float]) -> str:
    return " ".join(f"{value:.2f}" for value in seconds)


def tiled(recording: Recording, minutes: float) -> Recording:
    """Return a recording repeated end to end until it is as long as asked for."""
    span_s = recording.duration_s + float(np.median(np.diff(recording.t_s)))
    times = int(np.ceil(60 * minutes / span_s))
    arrays = {
        name: np.concatenate([getattr(recording, name)] * times)
        for name in ("landmarks_px", "visibility", "frame_size_px", "body_yaw_deg", "brightness")
    }
    t_s = np.concatenate([recording.t_s + turn * span_s for turn in range(times)])
    return dataclasses.replace(recording, t_s=t_s, **arrays)


def time_scoring() -> None:
    saved = open_take(FIXTURES / "recordings" / "m01_front_f1_sym.posecheck")
    long = tiled(saved.stations[0].recording, minutes=10)
    take = Take((Station(long),), protocol="slow_march")
    spent = []
    assess(saved, "slow_march")  # loads what it needs
    for _ in range(TURNS):
        started = time.perf_counter()
        assessment = assess(take).assessment
        spent.append(time.perf_counter() - started)
    print(
        f"scoring {long.duration_s / 60:.1f} minutes, {len(assessment.repetitions)} lifts: "
        f"{_listed(spent)} s (aim: at most 1 s)"
    )


def compare_memory(clip: Path, folder: Path) -> None:
    peaks = {}
    for minutes in (1, 10):
        looped = folder / f"{minutes}.mp4"
        scale = ["-vf", "scale=1280:720", "-c:v", "libx264", "-preset", "veryfast"]
        command = ["ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", str(clip)]
        subprocess.run([*command, "-t", str(60 * minutes), *scale, str(looped)], check=True)
        seconds, peaks[minutes] = command_s_and_mb(looped, folder)
        print(f"{minutes} min of 1280×720: {seconds:.0f} s, peak memory {peaks[minutes]:.0f} MB")
    print(f"ratio of the peaks {peaks[10] / peaks[1]:.2f} (aim: at most 1.2)")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("clip", nargs="?", type=Path, default=FIXTURES / "front.mp4")
    parser.add_argument("--quick", action="store_true", help="leave out the memory comparison")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare_with_the_bare_loop(asked.clip, Path(folder))
        time_scoring()
        if not asked.quick:
            compare_memory(asked.clip, Path(folder))


if __name__ == "__main__":
    main()
