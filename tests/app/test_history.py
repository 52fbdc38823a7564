"""The history page without a browser: open a take, put its notes right, compare two."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from posecheck.history.notes import Notes
from posecheck.history.store import History
from posecheck.result import assess
from tests.app.conftest import march_of, press, short, texts
from tests.history.series import UNDER_38, between, with_peak
from tests.takes import a_march

MARCHES = ("m01_front_f1_sym", "m02_front_m1_asymR15", "m08_sideL_f1_asymR10")


def page() -> None:
    from posecheck.app.history_page import show

    show()


def save(take, person="Zoë"):
    with History() as history:
        return history.save(assess(take).assessment, take, Notes(person=person))


@pytest.fixture
def kept():
    for name in MARCHES:
        save(march_of(name))


def shown() -> AppTest:
    app = AppTest.from_function(page, default_timeout=90).run()
    assert not app.exception
    return app


def box(app: AppTest, label: str):
    return next(each for each in app.selectbox if each.label == label)


def test_a_take_is_opened_with_its_findings_its_replay_and_its_files(kept):
    app = box(shown(), "Take to open").set_value(2).run()
    assert not app.exception
    assert "right knee lifts" in texts(app)
    assert "no replay" not in texts(app)
    labels = [each.proto.label for each in app.get("download_button")]
    assert labels == [
        "Report (PDF)",
        "Report (page)",
        "Replay (page)",
        "Result (JSON)",
        "Take (file)",
    ]


def test_a_take_whose_landmarks_are_not_kept_says_so():
    with History() as history:
        history.save(assess(march_of(MARCHES[0])).assessment)
    assert "there is no replay" in texts(shown())


def test_takes_without_a_name_are_in_sight():
    save(march_of(MARCHES[0]), person="")
    app = shown()
    assert box(app, "Person").options == ["no name given"]
    assert len(app.dataframe[0].value) == 1
    save(march_of(MARCHES[1]), person="Zoë")
    assert box(shown(), "Person").options == ["Zoë", "no name given"]


def test_an_unusable_newest_take_leaves_the_course_of_the_others():
    for name in MARCHES[:2]:
        save(march_of(name))
    with History() as history:
        for number in (1, 2):  # the same view, target and person
            assert history.kept(number).entry.verdict != "unusable"
    save(replace(short(march_of(MARCHES[0]), 40)))
    app = shown()
    assert "How did it change?" in texts(app)
    assert "Not compared: take 3, " in texts(app)


def test_notes_are_put_right(kept):
    app = box(shown(), "Take with the notes").set_value(1).run()
    next(each for each in app.text_input if each.label == "Name or initials").set_value("Zoe")
    next(each for each in app.number_input if each.label.startswith("Effort")).set_value(4)
    press(app, "Keep these notes")
    with History() as history:
        notes = history.kept(1).entry.notes
    assert (notes.person, notes.effort) == ("Zoe", 4)


def test_one_take_and_all_takes_are_deleted(kept):
    app = box(shown(), "Take").set_value(1).run()
    app = press(app, "Delete this take")
    with History() as history:
        assert {entry.id for entry in history.entries()} == {2, 3}
    app.checkbox[0].set_value(True)
    press(app.run(), "Delete them all")
    with History() as history:
        assert history.entries() == []


def test_two_takes_alike_are_compared(kept):
    app = shown()
    box(app, "First take").set_value(1)
    app = box(app, "Second take").set_value(2).run()
    compared = app.table[0].value
    assert {"take 1", "take 2"} <= set(compared.columns)
    assert "Peak thigh elevation" in set(compared["measure"])


def test_what_a_take_without_a_number_surely_tells_is_compared():
    with History() as history:
        for day, said in enumerate((UNDER_38, between(52.0))):
            history.save(with_peak(a_march(day=day), said), None, Notes())
    table = shown().table[0].value
    row = table[(table["measure"] == "Peak thigh elevation") & (table["side"] == "left")].iloc[0]
    assert (row["take 1"], row["take 2"]) == ("under 38°", "52° (48 to 56)")
    assert row["change"] == "over +10°"


def test_a_class_that_an_imported_take_names_is_no_markup():
    with History() as history:
        for day in range(2):
            said = {"value": "[x](http://a.example)", "low": None, "high": None}
            history.save(with_peak(a_march(day=day), said), None, Notes())
    assert "\\[x\\](" in shown().table[0].value["take 1"][1]


def test_unlike_takes_are_not_compared(kept):
    app = shown()
    box(app, "First take").set_value(1)
    app = box(app, "Second take").set_value(3).run()
    assert "cannot be compared" in texts(app)


def test_what_two_views_of_a_session_say_together_is_shown_for_single_takes_too():
    with History() as history:
        for view in ("front", "side-left"):
            history.save(a_march(view=view), None, Notes(person="Zoë"))
    app = shown()
    assert "Together, take 2 (from the left side) and take 1 (from the front): peak" in texts(app)
    assert texts(app).count("Together, ") == 1
    assert "Not compared" not in texts(app)
    assert "How did it change?" not in texts(app)
