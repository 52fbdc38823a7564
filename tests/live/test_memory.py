"""Take after take with the real pose model, memory stays flat."""

from importlib.resources import as_file, files
from itertools import islice

import psutil
import pytest

from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.silhouette import Others
from posecheck.capture.video import Video
from posecheck.live.live_take import LiveTake
from posecheck.live.reel import Shot
from posecheck.live.second_person import SecondPerson
from posecheck.protocols import protocol
from posecheck.recording import Frame

# The heap of the native library levels off in the first dozen takes; then it must stay.
WARM_UP, TAKES, FRAMES = 16, 20, 10
# A take that kept its pictures would leave 9 MB behind, a model that stayed open more than 20.
ALLOWED_MB = 8.0 * TAKES


@pytest.fixture(scope="module")
def frames() -> list[Frame]:
    with as_file(files("posecheck.app").joinpath("sample/march.mp4")) as path, Video(path) as video:
        pictures = [frame.image for frame in islice(video, 0, 6 * FRAMES, 6)]
    return [Frame(number / 5, picture) for number, picture in enumerate(pictures)]


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


def test_memory_is_flat_over_twenty_takes(frames):
    process = psutil.Process()
    for _ in range(WARM_UP):
        one_take(frames)
    before_mb = process.memory_info().rss / 1e6
    for _ in range(TAKES):
        one_take(frames)
    grown_mb = process.memory_info().rss / 1e6 - before_mb
    assert grown_mb < ALLOWED_MB
