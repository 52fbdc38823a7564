"""A missing model: an error where nobody can be asked, a question on a terminal."""

import sys
from pathlib import Path

import pytest
import typer

from posecheck.capture.model_files import ModelMissingError
from posecheck.cli import source


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Take every copy of the model away; returns the list of downloads that were made."""
    downloads: list[str] = []

    def missing(_path):
        raise ModelMissingError("The model file was not found.")

    def download(_progress):
        downloads.append("the model")
        return Path("fetched.task")

    monkeypatch.setattr(source, "find_model", missing)
    monkeypatch.setattr(source, "download", download)
    return downloads


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, is_one: bool, answer: bool) -> list[str]:
    questions: list[str] = []

    def confirm(question: str, err: bool) -> bool:
        questions.append(question)
        return answer

    monkeypatch.setattr(sys.stdin, "isatty", lambda: is_one)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_one)
    monkeypatch.setattr(typer, "confirm", confirm)
    return questions


def test_without_a_terminal_nothing_is_fetched(monkeypatch, no_model):
    questions = on_a_terminal(monkeypatch, is_one=False, answer=True)
    with pytest.raises(ModelMissingError):
        source.model_or_download(None)
    assert questions == no_model == []


def test_a_no_is_a_no(monkeypatch, no_model):
    on_a_terminal(monkeypatch, is_one=True, answer=False)
    with pytest.raises(ModelMissingError):
        source.model_or_download(None)
    assert no_model == []


def test_the_question_says_what_from_where_and_how_much(monkeypatch, no_model):
    questions = on_a_terminal(monkeypatch, is_one=True, answer=True)
    assert source.model_or_download(None) == Path("fetched.task")
    assert no_model == ["the model"]
    assert "pose_landmarker_full.task" in questions[0]
    assert "9.4 MB" in questions[0]
    assert "https://storage.googleapis.com/" in questions[0]


def test_a_named_model_is_never_replaced_by_a_download(monkeypatch, no_model):
    on_a_terminal(monkeypatch, is_one=True, answer=True)
    with pytest.raises(ModelMissingError):
        source.model_or_download(Path("mine.task"))
    assert no_model == []
