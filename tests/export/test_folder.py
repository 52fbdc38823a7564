"""Exports, each read by a reader that is not ours where there is one."""

import csv
import io
import json
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta

import jsonschema
import numpy as np
import pandas as pd
import pytest

from posecheck import assess
from posecheck.errors import HistoryError, OutputError
from posecheck.export.folder import export_takes
from posecheck.export.motion import motion_of, points_m
from posecheck.export.practice import to_fhir, to_gdt
from posecheck.history import History, Notes
from posecheck.landmarks import NAMES
from posecheck.protocols.posture import PROTOCOL as POSTURE
from posecheck.protocols.posture import kinds
from posecheck.protocols.slow_march import kinds as march_kinds
from posecheck.registry import measure_kinds
from posecheck.station import Setting, Stated
from tests.conftest import needs
from tests.takes import OBLIQUE, SIDE, START, WEAK_RIGHT, a_march, march, stand

BERTA = Notes(person="Bérta Müller", birth_year=1957, patient_id="4711", text="stiff")


def export(tmp_path, *results, notes=BERTA, **options):
    """Export results from a history of their own; return the folder."""
    with History(str(tmp_path / "h.sqlite")) as history:
        numbers = [history.save(each.assessment, each.take, notes) for each in results]
        export_takes(history, numbers, tmp_path / "out", **options)
    return tmp_path / "out"


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    return export(tmp_path_factory.mktemp("front"), march(WEAK_RIGHT, 175.0), identified=True)


@pytest.fixture(scope="module")
def side(tmp_path_factory):
    return export(tmp_path_factory.mktemp("side"), march(SIDE, 168.0))


def test_the_tables_hold_every_measure_and_lift(front):
    assessment = march(WEAK_RIGHT, 175.0).assessment
    table = pd.read_csv(front / "measures.csv", keep_default_na=False)
    assert list(zip(table["measure"], table["side"], strict=True)) == [
        (each.name, each.side or "") for each in assessment.measures
    ]
    empty = table["value"].eq("") & table["class"].eq("")
    assert all(table["reason"][empty] != "")
    lifts = pd.read_csv(front / "repetitions.csv")
    assert list(lifts["side"]) == [each.side for each in assessment.repetitions]
    assert (
        lifts["peak_thigh_elevation"]
        .between(lifts["peak_thigh_elevation_low"], lifts["peak_thigh_elevation_high"])
        .all()
    )


def test_numbers_have_the_digits_that_can_be_meant(front):
    with (front / "measures.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            most = measure_kinds()[row["measure"]].digits + 1
            for column in ("value", "low", "high"):
                assert len(row[column].partition(".")[2]) <= most


def test_times_have_their_zone(front):
    table = pd.read_csv(front / "measures.csv")
    moment = datetime.fromisoformat(table["recorded"][0])
    assert (moment, moment.utcoffset()) == (START, timedelta(hours=2))
    assert set(table["dated_by"]) == {"file"}


def test_a_column_of_numbers_holds_numbers_only(tmp_path):
    folder = export(tmp_path, stand("upright"))
    assert pd.read_csv(folder / "measures.csv")["value"].dtype == np.float64
    assert pd.read_parquet(folder / "measures.parquet")["value"].dtype == np.float64


def test_every_column_stands_in_the_dictionary(front):
    known = pd.read_csv(front / "data_dictionary.csv")
    names = set(known["name"])
    for table in ("measures", "repetitions", "landmarks", "movement"):
        columns = pd.read_csv(front / f"{table}.csv").columns
        plain = {each.removesuffix("_low").removesuffix("_high") for each in columns}
        assert plain <= names, table
    measures = known[known["is"] == "measure"]
    assert measures[["unit_in_words", "definition", "source"]].notna().all(axis=None)


@pytest.mark.parametrize("table", ["measures", "repetitions", "landmarks", "movement"])
def test_parquet_holds_what_the_csv_holds(front, table):
    csv_table, parquet = pd.read_csv(front / f"{table}.csv"), pd.read_parquet(
        front / f"{table}.parquet")  # fmt: skip
    assert list(csv_table.columns) == list(parquet.columns)
    for column in csv_table.select_dtypes("number"):
        np.testing.assert_allclose(csv_table[column], parquet[column].astype(float))


def test_landmarks_are_the_models_and_movement_the_measured_one(side):
    result = march(SIDE, 168.0)
    raw, repaired = (pd.read_csv(side / f"{name}.csv") for name in ("landmarks", "movement"))
    figure, recording = result.analysis.figures[0], result.take.stations[0].recording
    assert len(raw) == len(recording) * len(NAMES)
    knee = repaired[repaired["landmark"] == NAMES[25]]
    np.testing.assert_allclose(knee["x_px"], figure.xy_px[:, 25, 0], atol=1e-3)
    manifest = json.loads((side / "manifest.json").read_text("utf-8"))
    assert "as labelled by the model" in manifest["files"]["landmarks"]


def test_the_json_fits_its_schema(front):
    schema = json.loads((front / "assessment.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads((front / "assessment.json").read_text("utf-8")), schema)


@pytest.mark.parametrize(("which", "across"), [("front", 2), ("side", 0)])
def test_c3d_and_trc_say_the_same_in_true_units(which, across, request, tmp_path):
    ezc3d, opensim = pytest.importorskip("ezc3d"), pytest.importorskip("opensim")
    folder = request.getfixturevalue(which)
    read = ezc3d.c3d(str(folder / "markers.c3d"))
    point = read["parameters"]["POINT"]
    assert point["UNITS"]["value"] == ["mm"]
    assert [label.strip() for label in point["LABELS"]["value"]] == list(NAMES)
    mm = read["data"]["points"][:3].transpose(2, 1, 0)
    table = opensim.TimeSeriesTableVec3(str(folder / "markers.trc"))
    assert table.getTableMetaDataString("Units") == "m"
    assert list(table.getColumnLabels()) == list(NAMES)
    metres = np.array(
        [[[v[i] for i in range(3)] for v in (row[c] for c in range(33))]
         for row in (table.getRowAtIndex(r) for r in range(table.getNumRows()))]
    )  # fmt: skip
    np.testing.assert_allclose(mm / 1000, metres, atol=2e-5)
    assert np.nanmax(np.abs(metres[..., 2 - across])) == 0  # the camera's own direction
    height = {"front": 1.75, "side": 1.68}[which]
    head = np.nanmedian(metres[:60, 0, 1])
    assert 0.75 * height < head < height  # the nose above the ankles


def test_opensim_reads_the_angles(side, front):
    opensim = pytest.importorskip("opensim")
    for folder, expected in (
        (side, ["thigh_elevation_r", "thigh_elevation_l", "hip_flexion_r", "hip_flexion_l",
                "knee_angle_r", "knee_angle_l"]),
        (front, ["thigh_elevation_r", "thigh_elevation_l"]),
    ):  # fmt: skip
        table = opensim.TimeSeriesTable(str(folder / "angles.mot"))
        assert list(table.getColumnLabels()) == expected
        assert table.getTableMetaDataString("inDegrees") == "yes"


def test_the_angles_are_those_that_were_scored(side):
    curve = next(c for c in march(SIDE, 168.0).analysis.curves if c.side == "left")
    lines = (side / "angles.mot").read_text().splitlines()
    start = lines.index("endheader") + 1
    table = pd.read_csv(io.StringIO("\n".join(lines[start:])), sep="\t")
    np.testing.assert_allclose(table["thigh_elevation_l"], curve.values, atol=1e-5)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (lambda: march(WEAK_RIGHT), "height was not given"),
        (lambda: march(OBLIQUE, 170.0), "view from the front or from the side"),
        (lambda: stand("upright"), "shows no movement"),
    ],
)
def test_markers_without_true_units_are_not_written(result, words, tmp_path):
    folder = export(tmp_path, result())
    assert not list(folder.glob("markers.*"))
    missing = json.loads((folder / "manifest.json").read_text("utf-8"))["not_written"]
    assert any(line.startswith("C3D") and words in line for line in missing)


def test_somebody_who_sits_gives_no_metres():
    from dataclasses import replace

    analysis = march(WEAK_RIGHT).analysis
    figure = analysis.figures[0]
    sitting = figure.xy_px.copy()
    hips = sitting[:, [23, 24], 1].mean(axis=1, keepdims=True)
    for joint in (25, 26, 27, 28, 29, 30, 31, 32):
        sitting[:, joint, 1] = hips[:, 0] + 0.3 * (sitting[:, joint, 1] - hips[:, 0])
    seated = replace(analysis, figures=(replace(figure, xy_px=sitting),))
    motion = motion_of(seated, Setting(person_height_m=Stated(value=1.75)))
    assert "nobody stands upright" in motion.no_metres
    with pytest.raises(ValueError, match="upright"):
        points_m(motion)


def test_fhir_fits_the_published_structure(front):
    bundle = pytest.importorskip("fhirclient.models.bundle")
    content = json.loads((front / "observations.fhir.json").read_text("utf-8"))
    read = bundle.Bundle(content)  # strict: an unknown or missing element raises
    assert read.as_json() == content
    device, *observations = [entry.resource for entry in read.entry]
    assert device.resource_type == "Device"
    assessment = march(WEAK_RIGHT, 175.0).assessment
    assert len(observations) == len(assessment.measures)
    ids = {entry.fullUrl for entry in read.entry}
    assert len(ids) == len(read.entry)
    for observation, measure in zip(observations, assessment.measures, strict=True):
        assert observation.effectiveDateTime.isostring == START.isoformat(timespec="seconds")
        assert observation.device.reference in ids
        assert observation.subject.identifier.value == "4711"
        assert (observation.bodySite.text if observation.bodySite else None) == measure.side
        if measure.value is None:
            assert observation.dataAbsentReason.text == measure.reason
            assert observation.component is None
        elif isinstance(measure.value, float):
            assert observation.valueQuantity.value == pytest.approx(measure.value, abs=0.05)
            assert observation.valueQuantity.system == "http://unitsofmeasure.org"
            ends = [each.valueQuantity.value for each in observation.component or ()]
            assert ends == sorted(ends)
            assert len(ends) == (2 if measure.low is not None else 0)


def test_fhir_of_classes_is_coded(tmp_path):
    bundle = pytest.importorskip("fhirclient.models.bundle")
    first = stand("sway_back").assessment
    later = assess(replace(stand("upright").take, options=dict(POSTURE.since(first))))
    content = json.loads((export(tmp_path, later) / "observations.fhir.json").read_text())
    found = [entry.resource for entry in bundle.Bundle(content).entry[1:]]
    codes = {each.code.coding[0].code: each for each in found}
    compared = codes[kinds.TILT_COMPARED.name]
    assert compared.valueCodeableConcept.coding[0].code == "more"


def test_what_is_only_surely_below_something_is_said_so(tmp_path):
    """Of a leg that stays too low for a number the practice learns what is known."""
    bundle = pytest.importorskip("fhirclient.models.bundle")
    low = [
        march_kinds.PEAK.missing("Low (under 38°).", "front", "left", 6, high=37.2),
        march_kinds.DIFFERENCE.missing("The left thigh stays too low.", "front", n=12, low=33.4),
        march_kinds.TREND.missing("The left thigh stays too low.", "front", "left", 6),
    ]
    taken = a_march().model_copy(update={"measures": tuple(low)})
    read = bundle.Bundle(json.loads(to_fhir(taken, BERTA, "a take")))
    peak, apart, trend = (entry.resource for entry in read.entry[1:])
    assert (peak.valueQuantity.comparator, peak.valueQuantity.value) == ("<", 37.2)
    assert (apart.valueQuantity.comparator, apart.valueQuantity.value) == (">", 33.4)
    assert (peak.dataAbsentReason, apart.component) == (None, None)
    assert "Low (under 38°)." in [note.text for note in peak.note]
    assert trend.dataAbsentReason.text == "The left thigh stays too low."
    record = to_gdt(taken, BERTA).decode("iso-8859-1")
    assert "8410peak_thigh_elevation_l" in record
    assert "8480under 38°" in record
    assert "8480over 33°" in record
    assert "8420" not in record
    assert "trend" not in record


def test_gdt_holds_its_lengths_and_the_patient(front):
    """No library reads GDT; this one follows its description: length, field, content, CR LF."""
    content = (front / "record.gdt").read_bytes()
    fields, at = [], 0
    while at < len(content):
        length = int(content[at : at + 3])
        line = content[at : at + length]
        assert line.endswith(b"\r\n")
        assert line.count(b"\r\n") == 1
        fields.append((line[3:7].decode(), line[7:-2].decode("iso-8859-1")))
        at += length
    assert at == len(content)
    known = dict(reversed(fields))
    assert fields[0] == ("8000", "6310")
    assert int(known["8100"]) == len(content)
    assert (known["9218"], known["9206"]) == ("02.10", "3")
    assert (known["3000"], known["3101"], known["3102"]) == ("4711", "Müller", "Bérta")
    assert (known["8432"], known["8439"]) == ("02032026", "180500")
    tests = [content for field, content in fields if field == "8410"]
    assert "peak_thigh_elevation_l" in tests
    assert len(tests) == len(set(tests))


@pytest.mark.parametrize("which", ["front", "side"])
def test_the_bids_validator_finds_no_error(which, request):
    assert _bids_errors(request.getfixturevalue(which) / "bids") == []


def _bids_errors(folder):
    told = subprocess.run(
        [needs("bids-validator-deno"), "--format", "json", str(folder)],
        capture_output=True,
        check=False,
    ).stdout
    issues = json.loads(told)["issues"]["issues"]
    return [(each["code"], each["location"]) for each in issues if each["severity"] == "error"]


def test_bids_has_one_subject_for_a_person_and_a_session_for_a_day(tmp_path):
    result = march(WEAK_RIGHT)
    with History(str(tmp_path / "h.sqlite")) as history:
        numbers = []
        for person, hours in (("Ann", 0), ("Bob", 1), ("Ann", 2), ("Ann", 48), ("", 5)):
            when = START + timedelta(hours=hours)
            notes = Notes(person=person, recorded=when)
            numbers.append(history.save(result.assessment, result.take, notes))
        export_takes(history, numbers, tmp_path / "out")
    folder = tmp_path / "out" / "bids"
    assert sorted(path.name for path in folder.glob("sub-*")) == ["sub-01", "sub-02", "sub-take5"]
    assert sorted(path.name for path in (folder / "sub-01").glob("ses-*")) == [
        "ses-20260302", "ses-20260304",
    ]  # fmt: skip
    runs = sorted(path.name for path in (folder / "sub-01").rglob("*_motion.tsv"))
    assert ["run-1" in name for name in runs] == [True, False, False]
    sessions = pd.read_csv(folder / "sub-01" / "sub-01_sessions.tsv", sep="\t")
    assert list(sessions["acq_time"]) == ["2026-03-02T18:05:00", "2026-03-04T18:05:00"]
    assert _bids_errors(folder) == []


def test_nobody_is_named_unless_asked_for(side, front):
    for folder, allowed in ((side, set()), (front, {"observations.fhir.json", "record.gdt"})):
        for path in (path for path in folder.rglob("*") if path.is_file()):
            content = path.read_bytes()
            named = "Müller".encode() in content or "Müller".encode("latin-1") in content
            assert named == (path.name in allowed), path
    assert not (side / "record.gdt").exists()


def test_a_take_without_a_recording_has_its_numbers(tmp_path):
    with History(str(tmp_path / "h.sqlite")) as history:
        number = history.save(a_march(), None, BERTA)
        export_takes(history, [number], tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert "no recording was kept" in " ".join(manifest["not_written"])
    assert (tmp_path / "out" / "measures.csv").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    with pytest.raises(OutputError, match="not empty"):
        export(tmp_path, march())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_no_take_is_no_export(tmp_path):
    with History(str(tmp_path / "h.sqlite")) as history, pytest.raises(HistoryError):
        export_takes(history, [], tmp_path / "out")
    assert not (tmp_path / "out").exists()
