"""Where a history lies, and on whose machine."""

import pytest

from posecheck.history import History
from posecheck.history.place import data_folder, machine_of, url_of
from tests.conftest import unprivileged
from tests.history.builders import a_march


def test_the_home_folder_may_be_written_as_a_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for address in ("~/a.sqlite", "sqlite:///~/b.sqlite"):
        with History(address) as history:
            history.save(a_march())
    assert {each.name for each in tmp_path.iterdir()} == {"a.sqlite", "b.sqlite"}


@pytest.mark.parametrize("address", ["", " "])
def test_an_empty_address_is_none(tmp_path, monkeypatch, address):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("POSECHECK_DB", address)
    monkeypatch.chdir(tmp_path)
    with History() as history:
        assert history.where == str(data_folder() / "history.sqlite")


def test_without_a_home_folder_it_says_so():
    code = "os.environ.clear(); os.chdir('/')\nfrom posecheck.history import History\nHistory()"
    with unprivileged(user=12345) as (_, run):
        said = run(code)
    assert "This user has no home folder" in said


@pytest.mark.parametrize(
    ("address", "machine", "encrypted"),
    [
        ("postgresql+psycopg://ann@db.example.org/clinic", "db.example.org", "require"),
        ("postgresql+psycopg://ann@10.0.0.7:5433/clinic", "10.0.0.7", "require"),
        ("postgresql+psycopg:///clinic?host=db.example.org", "db.example.org", "require"),
        ("postgresql+psycopg://db.example.org/clinic?sslmode=verify-full", "db.example.org",
         "verify-full"),
        ("postgresql+psycopg://127.0.0.1/clinic", None, None),
        ("postgresql+psycopg://[::1]/clinic", None, None),
        ("postgresql+psycopg://localhost/clinic", None, None),
        ("postgresql+psycopg:///clinic?host=/var/run/postgresql", None, None),
        ("history.sqlite", None, None),
    ],
)  # fmt: skip
def test_it_says_where_takes_travel_to_and_asks_for_encryption(address, machine, encrypted):
    url = url_of(address)
    assert machine_of(url) == machine
    assert url.query.get("sslmode") == encrypted


def test_a_server_named_by_the_environment_counts_as_another_machine(monkeypatch):
    monkeypatch.setenv("PGHOST", "db.example.org")
    url = url_of("postgresql+psycopg:///clinic")
    assert machine_of(url) == "db.example.org"
    assert url.query.get("sslmode") == "require"
