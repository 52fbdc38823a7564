"""What is exported reads back in the readers that others use."""

import json
import subprocess

import numpy as np
import opensim
import pandas as pd
import pytest
from posecheck.protocols.slow_march.assess import assess

from posecheck import Assessment, Recording
from posecheck.errors import OutputError
from posecheck.export.folder import export_take
from posecheck.export.motion import motion_of
from posecheck.export.opensim import to_mot
from posecheck.history import History, Notes
from posecheck.kinematics.camera_placement import Camera
from posecheck.landmarks import ANKLE, HIP, KNEE, NAMES
from posecheck.protocols.slow_march.analysis import analyse
from posecheck.protocols.slow_march.options import MarchOptions
from tests.conftest import FIXTURES, needs
from tests.history.builders import a_march, a_posture, a_recording


def with_height(assessment: Assessment, metres: float) -> Assessment:
    options = {**assessment.provenance.options, "person_height_m": metres}
    provenance = assessment.provenance.model_copy(update={"options": options})
    return assessment.model_copy(update={"provenance": provenance})


def exported(tmp_path, assessment, recording):
    with History(str(tmp_path / "h.sqlite")) as history:
        number = history.save(assessment, recording, Notes(person="Zoë", text="tired"))
        written = export_take(history, number, tmp_path / "out")
    assert all(path.is_file() for path in written)
    return tmp_path / "out"


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    return exported(
        tmp_path_factory.mktemp("front"), a_march(duration_s=11), a_recording(11.0, standing_s=3.0)
    )


@pytest.fixture(scope="module")
def side(tmp_path_factory):
    recording = Recording.load(FIXTURES / "recordings" / "p_side_24.posecheck")
    march = a_march(view="side-left", duration_s=recording.duration_s)
    return exported(tmp_path_factory.mktemp("side"), with_height(march, 1.70), recording)


def test_the_tables_hold_every_measure_and_lift(front):
    march = a_march(duration_s=11)
    measures = pd.read_csv(front / "measures.csv")
    assert list(measures["name"]) == [measure.name for measure in march.measures]
    peak = measures[(measures.name == "peak_elevation") & (measures.side == "left")].iloc[0]
    assert (float(peak.value), peak.low, peak.high, peak.unit) == (84.0, 80.0, 88.0, "deg")
    empty = measures[measures.name == "toe_first"].iloc[0]
    assert np.isnan(float(empty.value))
    assert "front" in empty.reason
    lifts = pd.read_csv(front / "repetitions.csv")
    assert list(lifts["valid"]) == [lift.valid for lift in march.repetitions]


def test_the_time_series_is_the_recording(front):
    recording = a_recording(11.0, standing_s=3.0)
    rows = pd.read_csv(front / "landmarks.csv")
    assert len(rows) == len(recording) * len(NAMES)
    knee = rows[rows.landmark == "left_knee"]
    np.testing.assert_allclose(knee.t_s, recording.t_s, atol=1e-6)
    np.testing.assert_allclose(
        knee[["x_px", "y_px"]], recording.landmarks_px[:, KNEE["left"]], atol=1e-3
    )
    assert Recording.load(front / "recording.posecheck").digest() == recording.digest()


def test_the_json_fits_its_schema(front):
    content = json.loads((front / "assessment.json").read_text())
    described = json.loads((front / "assessment.schema.json").read_text())
    assert set(content) == set(described["properties"])
    assert Assessment.from_json((front / "assessment.json").read_text()) == a_march(duration_s=11)


def test_opensim_reads_the_markers_of_a_front_view(front):
    table = opensim.TimeSeriesTableVec3(str(front / "markers.trc"))
    assert tuple(table.getColumnLabels()) == NAMES
    assert table.getTableMetaDataString("Units") == "leg_lengths"
    first = {name: table.getRowAtIndex(0).getElt(0, i).to_numpy() for i, name in enumerate(NAMES)}
    # X forward is what the camera cannot see; Y is up from the ankles; Z is to the right.
    assert all(point[0] == 0 for point in first.values())
    assert first["left_hip"][1] == pytest.approx(1.0, abs=0.03)
    assert first["right_hip"][2] > 0 > first["left_hip"][2]
    assert first["nose"][1] > first["left_shoulder"][1] > first["left_hip"][1]
    times = np.array(table.getIndependentColumn())
    assert np.diff(times) == pytest.approx(1 / 30, abs=1e-4)


def test_opensim_reads_the_markers_of_a_side_view_in_metres(side):
    table = opensim.TimeSeriesTableVec3(str(side / "markers.trc"))
    assert table.getTableMetaDataString("Units") == "m"
    row = table.getRowAtIndex(0)
    at = {name: row.getElt(0, i).to_numpy() for i, name in enumerate(NAMES)}
    assert all(point[2] == 0 for point in at.values())
    # The person stands 1.70 m tall and faces forward: the toes lie in front of the heels.
    assert 1.35 < at["left_ear"][1] < 1.70
    assert at["left_foot_index"][0] > at["left_heel"][0]


def test_opensim_reads_the_angles(side, front):
    table = opensim.TimeSeriesTable(str(side / "angles.mot"))
    assert table.getTableMetaDataAsString("inDegrees") == "yes"
    assert tuple(table.getColumnLabels()) == (
        "thigh_elevation_r", "thigh_elevation_l", "hip_flexion_r", "hip_flexion_l",
        "knee_angle_r", "knee_angle_l",
    )  # fmt: skip
    hip = table.getDependentColumn("hip_flexion_l").to_numpy()
    assert 45 < np.nanmax(hip) < 110
    assert -15 < np.nanmin(hip) < 15
    assert np.nanmax(table.getDependentColumn("knee_angle_l").to_numpy()) > 45
    labels = opensim.TimeSeriesTable(str(front / "angles.mot")).getColumnLabels()
    assert tuple(labels) == ("thigh_elevation_r", "thigh_elevation_l")


@pytest.mark.parametrize("name", ["p_front_00", "p_45_20"])
def test_the_thighs_angles_are_those_that_were_scored(name):
    recording = Recording.load(FIXTURES / "recordings" / f"{name}.posecheck")
    camera = Camera(lens_height_m=0.8, distance_m=3.0)
    options = MarchOptions(camera=camera)
    lines = to_mot(motion_of(recording, assess(recording, options))).splitlines()
    start = lines.index("endheader") + 1
    header, rows = (
        lines[start].split("\t"),
        np.array([row.split("\t") for row in lines[start + 1 :]]),
    )
    scored = analyse(recording, options).elevation.deg
    for side in ("left", "right"):
        column = rows[:, header.index(f"thigh_elevation_{side[0]}")].astype(float)
        np.testing.assert_allclose(column, scored[side], atol=1e-5)


def test_where_nobody_was_the_markers_are_empty(tmp_path):
    recording = a_recording(11.0, standing_s=3.0)
    landmarks = recording.landmarks_px.copy()
    landmarks[210:270] = np.nan
    gone = Recording(
        recording.t_s, landmarks, recording.visibility, recording.frame_size_px,
        recording.body_yaw_deg, recording.brightness, recording.meta,
    )  # fmt: skip
    folder = exported(tmp_path, a_march(duration_s=11), gone)
    table = opensim.TimeSeriesTableVec3(str(folder / "markers.trc"))
    assert np.isnan(table.getRowAtIndex(240).getElt(0, 0).to_numpy()).all()
    assert np.isfinite(table.getRowAtIndex(50).getElt(0, 0).to_numpy()).all()
    motion = next((folder / "bids").rglob("*_motion.tsv"))
    assert "n/a" in motion.read_text()


@pytest.mark.parametrize("which", ["front", "side"])
def test_the_bids_validator_finds_no_error(which, request):
    folder = request.getfixturevalue(which) / "bids"
    checked = subprocess.run(
        [needs("bids-validator-deno"), "--format", "json", str(folder)],
        capture_output=True, text=True,
    )  # fmt: skip
    issues = json.loads(checked.stdout)["issues"]["issues"]
    assert [issue for issue in issues if issue["severity"] == "error"] == []
    assert checked.returncode == 0


def test_bids_columns_are_the_channels(front):
    channels = pd.read_csv(next((front / "bids").rglob("*_channels.tsv")), sep="\t")
    samples = pd.read_csv(next((front / "bids").rglob("*_motion.tsv")), sep="\t", header=None)
    assert samples.shape[1] == len(channels) == 2 * len(NAMES)
    column = list(channels["name"]).index("left_ankle_y")
    assert samples[column].iloc[0] == pytest.approx(0.0, abs=0.02)
    events = pd.read_csv(next((front / "bids").rglob("*_events.tsv")), sep="\t")
    assert set(events.trial_type) == {"lift_left", "lift_right"}


def test_the_persons_name_is_in_no_file(front):
    for path in front.rglob("*"):
        if path.is_file():
            assert "Zoë".encode() not in path.read_bytes()


def test_the_manifest_says_what_is_missing_and_why(front, side, tmp_path):
    said = json.loads((front / "manifest.json").read_text())
    assert said["length_unit"] == "leg_lengths"
    assert any("height was not given" in line for line in said["not_written"])
    assert any("hip_flexion" in line for line in said["not_written"])
    assert set(said["files"]) >= {"measures.csv", "markers.trc", "bids", "recording.posecheck"}
    said = json.loads((side / "manifest.json").read_text())
    assert said["length_unit"] == "m"
    bare = exported(tmp_path, a_posture(), None)
    assert {path.name for path in bare.iterdir()} == {
        "measures.csv", "repetitions.csv", "assessment.json", "assessment.schema.json",
        "manifest.json",
    }  # fmt: skip


def test_an_angled_view_has_no_markers_and_says_so(tmp_path):
    folder = exported(
        tmp_path, a_march(view="oblique", duration_s=11), a_recording(11.0, standing_s=3.0)
    )
    assert not (folder / "markers.trc").exists()
    said = json.loads((folder / "manifest.json").read_text())
    assert any(line.startswith("TRC:") for line in said["not_written"])


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with History(str(tmp_path / "h.sqlite")) as history:
        number = history.save(a_march())
        with pytest.raises(OutputError, match="not empty"):
            export_take(history, number, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_the_ankles_are_the_origin(front):
    table = opensim.TimeSeriesTableVec3(str(front / "markers.trc"))
    row = table.getRowAtIndex(0)
    ankles = [row.getElt(0, ANKLE[side]).to_numpy() for side in ("left", "right")]
    assert np.mean(ankles, axis=0) == pytest.approx([0, 0, 0], abs=0.02)
    hips = [row.getElt(0, HIP[side]).to_numpy()[1] for side in ("left", "right")]
    assert np.mean(hips) == pytest.approx(1.0, abs=0.03)
