import re
import subprocess
from itertools import pairwise

import numpy as np
import pytest

from posecheck.history import History, Notes
from posecheck.history.compare import compare_with_last
from posecheck.report import content_of, to_html, to_pdf
from posecheck.wording import NOT_A_DIAGNOSIS
from tests.conftest import needs
from tests.history.builders import a_march, a_posture, a_recording

NAMES = [
    "Zoë Ångström",
    "Анна Ελένη",
    "محمد علي",
    "安娜",
    "山田 はな子",
    "김철수",
    "नीना",
    "ธนา",
    "",
]


def a_content(notes=None, **given):
    given.setdefault("duration_s", 60.0)
    return content_of(a_march(**given), a_recording(60.0), notes or Notes(person="Ann"))


def words_of(pdf: bytes, tmp_path, *options: str) -> str:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    read = [needs("pdftotext"), *options, str(path), "-"]
    return subprocess.run(read, capture_output=True, text=True, check=True).stdout


def test_the_page_needs_nothing_from_outside():
    page = to_html(a_content())
    addresses = set(re.findall(r"https?://[^\"' )<]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}  # the name of the language, not a place
    assert not re.search(r"<(script|link|img|iframe|object|embed)\b|@import|(?<!-)src=", page)
    assert set(re.findall(r"url\((\w+):", page)) == {"data"}


def test_page_and_pdf_say_everything(tmp_path):
    with History(str(tmp_path / "h.sqlite")) as history:
        notes = Notes(person="Ann", pain_before=2, pain_after=3, effort=6, band="red", chair=True,
                      text="slept badly")  # fmt: skip
        history.save(a_march(left_deg=60.0), None, notes)
        number = history.save(a_march(day=1), a_recording(30), notes)
        take = history.take(number)
        content = content_of(
            take.assessment, history.recording(number), notes, compare_with_last(history, number)
        )
    page = re.sub(r"<[^>]+>", " ", to_html(content))
    pdf = words_of(to_pdf(content), tmp_path)
    provenance = take.assessment.provenance
    for said in (
        "Ann", "3 March 2026", "from the front", "thigh at 90°", "red", "held on to a chair",
        "2 of 10", "3 of 10", "6 of 10", "slept badly", "only 18 frames a second",
        "Your right knee rises about as high as your left.", "84°", "80 to 88", "borderline",
        "Landing cannot be judged from the front", "Compared with the take of 2 March 2026",
        "60° (56 to 64)", "+24°", "The best lift of each side", "95 % interval",
        provenance.model_name, "mediapipe 0.10.31", "Thresholds", "0.1.0", "target 90°",
    ):  # fmt: skip
        # Long texts are broken over lines.
        assert said in " ".join(page.split()), said
        assert said in " ".join(pdf.split()), said
    assert provenance.model_sha256 in page
    assert provenance.model_sha256 in re.sub(r"\s", "", pdf)
    for text in (page, pdf):
        assert " ".join(text.split()).count(NOT_A_DIAGNOSIS) == 2


def test_every_lift_that_does_not_count_says_why():
    content = a_content(repetitions=14)
    counted = [row[-1] for row in content.repetitions.rows]
    assert counted.count("no: The foot came down for less than a second.") == 2
    assert dict(content.facts)["Lifts"] == "12 counted of 14"


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_script_are_readable(name, tmp_path):
    content = a_content(Notes(person=name))
    shown = name or "No name given"
    assert shown in to_html(content)
    words = words_of(to_pdf(content), tmp_path)
    if not name.startswith(("محمد", "नीना")):  # shaped: the order of glyphs is not that of letters
        assert shown in words


def test_a_long_name_leaves_the_page_number_alone(tmp_path):
    name = "Александр Рождественский-Преображенский " * 3
    words = words_of(to_pdf(a_content(Notes(person=name))), tmp_path, "-layout")
    feet = [line for line in words.splitlines() if "page " in line]
    assert len(feet) > 1
    for number, foot in enumerate(feet, 1):
        assert "Slow march: lifting the knees" in foot
        assert foot.endswith(f" page {number}")
        assert "…" in foot


def test_the_last_page_holds_more_than_the_note(tmp_path):
    for repetitions in range(90, 140, 10):
        words = words_of(to_pdf(a_content(repetitions=repetitions)), tmp_path)
        last = words.strip("\f").split("\f")[-1]
        assert "How it was measured" in last


@pytest.mark.parametrize("repetitions", [0, 1, 200])
def test_any_number_of_lifts(repetitions, tmp_path):
    content = a_content(repetitions=repetitions) if repetitions else content_of(a_posture())
    assert len(content.repetitions.rows) == repetitions
    assert len(content.skeletons) == min(repetitions, 2)
    assert to_html(content).count("<tr>") >= repetitions
    words = words_of(to_pdf(content), tmp_path, "-layout")
    assert re.search(rf"^\s*{repetitions or 'Head'}\s", words, re.MULTILINE)


def test_a_posture_has_a_report_too(tmp_path):
    content = content_of(a_posture(), a_recording())
    assert "Lift by lift" not in to_html(content)
    words = " ".join(words_of(to_pdf(content), tmp_path).split())
    assert "Standing posture" in words
    assert "Pelvic tilt: The clothes hide the back." in words


def test_what_a_person_types_cannot_become_part_of_the_page():
    evil = '<script>alert("x")</script>'
    page = to_html(a_content(Notes(person=evil, band=evil, text=evil)))
    assert "<script>" not in page


def test_ten_minutes_stay_small():
    content = content_of(a_march(duration_s=600, repetitions=200), a_recording(600.0), Notes())
    assert len(to_html(content).encode()) < 2_000_000
    assert len(to_pdf(content)) < 2_000_000


@pytest.mark.parametrize(("paper", "size"), [("a4", "595.28 x 841.89"), ("letter", "612 x 792")])
def test_both_papers(paper, size, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(to_pdf(a_content(), paper))
    facts = subprocess.run([needs("pdfinfo"), path], capture_output=True, text=True, check=True)
    assert size in facts.stdout


def test_the_pages_are_white_paper_with_ink(tmp_path):
    (tmp_path / "report.pdf").write_bytes(to_pdf(a_content(repetitions=30)))
    render = [needs("pdftoppm"), "-r", "30", "-gray", tmp_path / "report.pdf", tmp_path / "page"]
    subprocess.run(render, check=True)
    pages = [path.read_bytes() for path in sorted(tmp_path.glob("page*.pgm"))]
    assert len(pages) > 1
    for page in pages:
        grey = np.frombuffer(page[-247 * 350 :], np.uint8)
        assert np.median(grey) == 255
        assert 235 < grey.mean() < 255


def test_pages_are_named_and_numbered_and_never_empty(tmp_path):
    words = words_of(to_pdf(a_content(Notes(person="安娜"), repetitions=200)), tmp_path)
    pages = words.rstrip("\f\n").split("\f")
    assert [f"page {n}" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)
    assert all("安娜" in page for page in pages)
    assert all(len(page.split()) > 30 for page, _ in pairwise(pages))
