"""Take after take in a process of its own; prints how much memory it held after each, MB.

python -m tests.live.take_after_take COUNT
"""

import sys
from importlib.resources import as_file, files
from itertools import islice

import psutil

from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.silhouette import Others
from posecheck.capture.video import Video
from posecheck.live.develop import Shot
from posecheck.live.framing import SecondPerson
from posecheck.live.live_take import LiveTake
from posecheck.recording import Frame
from posecheck.registry import protocol

FRAMES = 10


def pictures() -> list[Frame]:
    with as_file(files("posecheck.app").joinpath("sample/march.mp4")) as path, Video(path) as video:
        images = [frame.image for frame in islice(video, 0, 6 * FRAMES, 6)]
    return [Frame(number / 5, image) for number, image in enumerate(images)]


def one_take(frames: list[Frame]) -> None:
    path = find_model()
    march = protocol("slow_march")
    options = march.options()
    stations = march.live_stations(options)
    coaches = [march.coach(each, options) for each in stations]
    take = LiveTake(stations, coaches, Landmarker(path), SecondPerson(Others(path)))
    try:
        for frame in frames:
            # A picture of its own each time, as from a camera, and kept as for after the take.
            own = Frame(frame.t_s, frame.image.copy())
            shot = Shot(own)
            shot.keep(own.image)
            take.see(own, shot)
        take.tick()
    finally:
        take.close()


if __name__ == "__main__":
    process, frames = psutil.Process(), pictures()
    for _ in range(int(sys.argv[1])):
        one_take(frames)
        print(process.memory_info().rss / 1e6)
