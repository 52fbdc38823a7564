"""Where takes are kept: said as it is."""

import pytest

from posecheck.app.save import place_in_words, stays_here

PLACES = [
    ("", True),
    ("/home/a/history.db", True),
    ("C:\\takes\\history.db", True),
    ("\\\\server\\share\\history.db", False),
    ("sqlite:////home/a/history.db", True),
    ("postgresql://localhost/history", True),
    ("postgresql://127.0.0.1:5433/history", True),
    ("postgresql:///history", True),
    ("postgresql://clinic.example/history", False),
    ("postgresql+psycopg://user:secret@10.0.0.4/history", False),
]


@pytest.mark.parametrize(("address", "here"), PLACES)
def test_place(address, here):
    assert stays_here(address) is here


def test_the_password_is_never_shown(monkeypatch):
    monkeypatch.setenv("POSECHECK_DB", "postgresql+psycopg://user:secret@10.0.0.4/history")
    assert "10.0.0.4" in place_in_words()
    assert "secret" not in place_in_words()
