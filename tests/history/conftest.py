import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from posecheck.history import History
from tests.conftest import needs


@pytest.fixture(scope="session")
def postgres_server():
    """Address of a PostgreSQL that runs for this test session, on loopback."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
    initdb = needs(str(newest[0] / "initdb") if newest else "initdb")
    folder = tempfile.mkdtemp(dir="/tmp")
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = f"{folder}/data"
    quiet = {"cwd": folder, "check": True, "capture_output": True, **user}
    subprocess.run([initdb, "-D", data, "-A", "trust", "-U", "posecheck", "-N"], **quiet)
    server = subprocess.Popen(
        [str(Path(initdb).with_name("postgres")), "-D", data, "-k", folder, "-p", str(port),
         "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
        cwd=folder, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **user,
    )  # fmt: skip
    ready = [str(Path(initdb).with_name("pg_isready")), "-h", "127.0.0.1", "-p", str(port), "-q"]
    while subprocess.run(ready).returncode != 0:
        assert server.poll() is None, "PostgreSQL did not start"
    yield f"postgresql+psycopg://posecheck@127.0.0.1:{port}"
    server.send_signal(2)  # fast shutdown
    server.wait()
    shutil.rmtree(folder)


@pytest.fixture
def postgres(postgres_server, request):
    """Address of an empty PostgreSQL database."""
    import sqlalchemy as sa

    name = f"t{abs(hash(request.node.nodeid))}"
    engine = sa.create_engine(f"{postgres_server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return f"{postgres_server}/{name}"


@pytest.fixture
def sqlite(tmp_path):
    """Address of an SQLite history that is not there yet."""
    return str(tmp_path / "history.sqlite")


@pytest.fixture
def history(sqlite):
    """An empty history."""
    with History(sqlite) as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgres"])
def address(request):
    """Address of an empty history, of either kind."""
    return request.getfixturevalue(request.param)
