"""Stands of the live page: what is made of the pictures kept during the take."""

import numpy as np
import pytest

from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.pose import RecordingBuilder
from posecheck.capture.video import Video
from posecheck.live.stands import look_at_stands, stands_from_files
from posecheck.live.take import Look
from posecheck.protocols.posture.assess import assess
from posecheck.recording import RecordingMeta
from tests.conftest import FIXTURES

CLIP = FIXTURES / "stands" / "shoulder_up.mp4"
EVERY = 5  # an album keeps some of the frames


@pytest.fixture(scope="module")
def front():
    """A front stand as the camera's thread leaves it: a recording and an album, each seen once."""
    builder, album = RecordingBuilder(), []
    with Landmarker(find_model()) as model, Video(CLIP) as video:
        for number, frame in enumerate(video):
            pose = model.detect(frame)
            builder.add(frame, pose)
            if number % EVERY == 0:
                album.append(Look(frame, pose))
    return builder.build(RecordingMeta(source="camera")), album


def shoulder_level(stands) -> float:
    measure = assess(stands.take()).measure("shoulder_level")
    assert measure is not None
    return measure.value


def test_the_front_stand_measures_as_that_of_a_file_does(front):
    recording, album = front
    page = look_at_stands({"front": recording}, {"front": album}, find_model())
    file = stands_from_files({"front": CLIP}, find_model(), mirrored=False)
    once = look_at_stands({"front": recording}, {}, find_model())
    assert shoulder_level(page) == pytest.approx(shoulder_level(file), abs=0.3)
    assert abs(shoulder_level(once) - shoulder_level(file)) > 0.5


def test_where_the_second_look_finds_nobody_the_first_one_counts(front):
    recording, album = front
    blind = np.full_like(album[0].frame.image, 128)
    hidden = [Look(type(look.frame)(look.frame.t_s, blind), look.pose) for look in album]
    page = look_at_stands({"front": recording}, {"front": hidden}, find_model())
    once = look_at_stands({"front": recording}, {}, find_model())
    assert shoulder_level(page) == pytest.approx(shoulder_level(once), abs=0.3)
