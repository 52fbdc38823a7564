"""Every way out is one sentence or quiet success, with the right exit code, wherever it is run."""

import os
import runpy
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from posecheck.cli import shell
from posecheck.environment import tame_environment
from posecheck.errors import OptionError, unexpected
from tests.cli.run import one_sentence, runner
from tests.conftest import FIXTURES
from tests.history.builders import a_march, a_take

TAKE = FIXTURES / "recordings" / "p_front_09.posecheck"
LINUX = sys.platform == "linux"
COMMANDS = [("history",), ("march", TAKE), ("--help",), ("--version",)]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    from posecheck.history import History, Notes

    home = tmp_path_factory.mktemp("home")
    with History(str(home / "h.sqlite")) as history:
        history.save(a_march(), a_take(), Notes(person="Zoë 安娜"))
    return home


@pytest.fixture
def run(monkeypatch):
    return runner(monkeypatch)


def posecheck(home: Path, *arguments: object, env: dict[str, str] | None = None, **said: object):
    own = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    own |= {"HOME": str(home), "POSECHECK_DB": str(home / "h.sqlite")}
    return subprocess.Popen(
        [sys.executable, "-m", "posecheck", *map(str, arguments)],
        env=own | (env or {}), stdin=subprocess.DEVNULL,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **said},
    )  # fmt: skip


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    out, err = process.communicate()
    said = (err or b"").decode("utf-8", "replace")
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    return process.returncode, (out or b"").decode("utf-8", "replace"), said


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda given: given[0])
@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "COLUMNS": "20"},
        {"LC_ALL": "POSIX", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "0", "LINES": "²"},
        {
            "LC_ALL": "tr_TR.UTF-8",
            "COLUMNS": "²",
            "TZ": "UTC+25",
            "FORCE_COLOR": "1",
            "TERMINAL_WIDTH": "x",
        },
    ],
    ids=["C, 20 columns", "dumb", "odd"],
)
def test_in_any_terminal_it_says_what_it_has_to(home, arguments, env):
    code, out, err = ended(posecheck(home, *arguments, env=env))
    assert (code, err) == (0, "")
    assert len(out) > 5
    assert "FORCE_COLOR" in env or "\x1b[" not in out


@pytest.mark.parametrize("size", ["0", "-1", "x", "²", "٣", "1e9", "99999999", "9" * 5000])
@pytest.mark.parametrize("name", ["COLUMNS", "LINES", "TERMINAL_WIDTH"])
def test_no_size_of_a_terminal_is_believed_that_none_has(monkeypatch, name, size):
    monkeypatch.setenv(name, size)
    tame_environment()
    assert name not in os.environ


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has no such zone")
def test_by_a_clock_that_cannot_be_it_is_utc(run, home, monkeypatch, capfd):
    monkeypatch.setenv("POSECHECK_DB", str(home / "h.sqlite"))
    monkeypatch.setenv("TZ", "UTC+25")
    time.tzset()
    try:
        assert run("edit", 1, "--recorded", "2026-03-01T18:30") == 0
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()
    assert "1 March 2026, 18:30" in capfd.readouterr().out


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has no such zone")
def test_streamlits_own_command_begins_the_page_by_a_clock_that_can_be(monkeypatch):
    from streamlit import net_util

    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)
    monkeypatch.setenv("TZ", "UTC+25")
    time.tzset()
    try:
        runpy.run_path(str(Path(__file__).parents[2] / "streamlit_app.py"))
        assert datetime.now().astimezone().utcoffset() == timedelta(0)
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()


@pytest.mark.skipif(not LINUX, reason="needs /dev/full")
@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda given: given[0])
def test_a_result_that_cannot_be_shown_is_one_sentence(home, arguments):
    with open("/dev/full", "wb") as full:
        code, _, err = ended(posecheck(home, *arguments, stdout=full))
    assert code == 2
    assert err.count("\n") == 1
    assert "cannot be shown (no space left on device)" in err


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda given: given[0])
@pytest.mark.parametrize("closed", ["stdin", "stdout", "stderr", "reader of stdout"])
def test_what_is_closed_breaks_nothing(home, arguments, closed):
    if closed == "reader of stdout":
        out, into = os.pipe()
        os.close(out)
        code, _, err = ended(posecheck(home, *arguments, stdout=into))
        os.close(into)
        assert (code, err) == (0, "")
        return
    number = ("stdin", "stdout", "stderr").index(closed)
    code, out, err = ended(posecheck(home, *arguments, preexec_fn=lambda: os.close(number)))
    assert err.count("\n") <= 1
    assert code == 0 or (closed == "stdout" and "cannot be shown" in err)
    assert out or closed == "stdout"


@pytest.mark.skipif(not LINUX, reason="looks at what Linux says of a process")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_at_any_moment_is_one_sentence_or_none(home, number, code):
    """While modules are loaded, in the middle of a video, and near the end.

    Not before `posecheck.start` has been reached: until then Python itself answers.
    """
    arguments = ("march", FIXTURES / "front.mp4", "--json", home / "never.json")
    for moment in (0.0, 0.2, 0.5, 1.0, 2.0):
        process = posecheck(home, *arguments)
        while not catches(process, signal.SIGINT):  # Python does
            assert process.poll() is None
        while catches(process, signal.SIGINT) and not catches(process, signal.SIGTERM):
            assert process.poll() is None
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            process.send_signal(number)
        found, _, err = ended(process)
        assert found in (0, code, -number), err
        assert err.count("\n") <= 1
        assert found == 0 or not (home / "never.json").exists()


def catches(process: subprocess.Popen[bytes], number: int) -> bool:
    """Say whether a process answers a signal itself by now (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return bool(int(status.partition("SigCgt:")[2].split()[0], 16) >> (number - 1) & 1)


def test_to_end_is_never_told_as_ctrl_c(run, monkeypatch, capfd):
    """Where a stop meets Typer itself, outside of every command."""

    def answer(*_: object, **__: object) -> int:
        shell._asked_to_end.append(143)
        return 130

    monkeypatch.setattr("posecheck.cli.root.app", answer)
    assert run("history") == 143
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_that_another_library_tells_as_its_failure_is_a_stop(
    run, monkeypatch, capfd, own_signals, number, code
):
    def fail(*_: object, **__: object) -> None:
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt as error:
            raise OptionError("This package cannot be loaded.") from error

    monkeypatch.setattr("posecheck.cli.root.app", fail)
    assert run("history") == code
    assert one_sentence(capfd) == "posecheck: stopped.\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stop_while_an_object_is_taken_down_is_heard_a_moment_later(
    run, monkeypatch, capfd, own_signals, number, code
):
    class Last:
        def __del__(self) -> None:
            signal.raise_signal(number)

    def end_it(*_: object, **__: object) -> None:
        last = Last()
        del last
        while True:
            time.sleep(0.01)

    monkeypatch.setattr("posecheck.cli.root.app", end_it)
    assert run("history") == code
    assert one_sentence(capfd) == "posecheck: stopped.\n"


@pytest.mark.parametrize("place", ["forget_kept", "_prepare_streams", "tame_environment"])
def test_a_stop_before_anything_has_begun_is_one_sentence(
    run, monkeypatch, capfd, own_signals, place
):
    monkeypatch.setattr(shell, place, lambda: signal.raise_signal(signal.SIGTERM))
    assert run("history") == 143
    assert one_sentence(capfd) == "posecheck: stopped.\n"


def test_a_stop_that_comes_while_one_is_sent_again_is_not_lost(
    run, monkeypatch, capfd, own_signals
):
    real = shell._ask_in_a_moment
    early = iter((signal.SIGINT,))

    def ask(number: int) -> None:
        for each in early:  # the first one comes before the answer to the last one is done
            signal.raise_signal(each)
            return
        real(number)

    class Last:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def end_it(*_: object, **__: object) -> None:
        last = Last()
        del last
        while True:
            time.sleep(0.01)

    monkeypatch.setattr(shell, "_ask_in_a_moment", ask)
    monkeypatch.setattr("posecheck.cli.root.app", end_it)
    assert run("history") == 130
    assert one_sentence(capfd) == "posecheck: stopped.\n"


def test_who_presses_ctrl_c_twice_hears_of_it_once(run, monkeypatch, capfd, own_signals):
    def stop(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGINT)

    def say(sentence: str) -> None:
        signal.raise_signal(signal.SIGINT)
        print(sentence, file=sys.stderr)

    monkeypatch.setattr("posecheck.cli.root.app", stop)
    monkeypatch.setattr(shell, "_say", say)
    assert run("history") == 130
    assert one_sentence(capfd) == "posecheck: stopped.\n"


@pytest.fixture
def own_signals(monkeypatch):
    """A process in which nobody has said yet what a signal does; it is put back after."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_DFL) for number in numbers}
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("own_signals")
def test_a_library_that_prints_what_stops_it_prints_no_wish_to_end(run, monkeypatch, capfd):
    """NumPy's `import_array` prints whatever comes in its way, and then fails to import."""

    def fail(*_: object, **__: object) -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        except KeyboardInterrupt as error:
            sys.excepthook(type(error), error, error.__traceback__)
        raise ImportError("numpy.core.multiarray failed to import")

    monkeypatch.setattr("posecheck.cli.root.app", fail)
    assert run("history") == 143
    assert one_sentence(capfd) == "posecheck: stopped.\n"


@pytest.mark.parametrize(
    ("missing", "code"), [("mediapipe", 2), ("av.container", 2), ("posecheck.take", 3), (None, 3)]
)
def test_a_missing_package_is_named_and_one_of_its_own_is_a_defect(
    run, monkeypatch, capfd, missing, code
):
    def fail(*_: object, **__: object) -> None:
        raise ImportError(f"No module named {missing}", name=missing)

    monkeypatch.setattr("posecheck.cli.root.app", fail)
    assert run("history") == code
    said = one_sentence(capfd)
    assert (f"not installed whole: {missing} cannot" in said) == (code == 2)
    error = ImportError(missing, name=missing)
    assert ("Install it again" in unexpected(error)) == (code == 2)


def test_where_the_parent_ignores_ctrl_c_so_does_it(home):
    def ignore() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    process = posecheck(home, "march", TAKE, preexec_fn=ignore)
    process.send_signal(signal.SIGINT)
    code, out, _ = ended(process)
    assert code == 0
    assert "knee" in out
