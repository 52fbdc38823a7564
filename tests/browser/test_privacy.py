"""Nothing leaves the machine: every request of the page, every connection of the server."""

import re
from pathlib import Path
from urllib.parse import urlparse

import psutil

from tests.browser.conftest import Launch, Server, start_camera, to_set_up
from tests.conftest import needs

_INET = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
_BLANK = {"0.0.0.0", "::"}


def test_page_and_server_speak_to_this_machine_only(launch: Launch, march_film, tmp_path: Path):
    trace = tmp_path / "trace"
    calls = "trace=openat,connect,bind,sendto,sendmsg,sendmmsg"
    server = Server(
        tmp_path, (needs("strace"), "-f", "--seccomp-bpf", "-qq", "-e", calls, "-o", str(trace))
    )
    try:
        page = launch(march_film)
        requests: list[str] = []
        page.context.on("request", lambda request: requests.append(request.url))
        page.on("websocket", lambda socket: requests.append(socket.url))
        to_set_up(page, server.address, "Slow march", lambda name: None)
        page.get_by_role("button", name="Continue").click()
        before = trace.stat().st_size
        start_camera(page)
        page.locator(".cue", has_text="Stand still").wait_for(timeout=180_000)
        page.wait_for_timeout(3000)
        kept = pictures_on_the_disk(server)
    finally:
        server.stop()

    assert kept == []
    home = str(tmp_path)
    assert [path for path in written(trace, before) if not path.startswith(home)] == []
    own = [path for path in (tmp_path / "posecheck").rglob("*") if path.is_file()]
    assert {path.name for path in own} <= {"last_time.json"}
    hosts = {urlparse(url).hostname for url in requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    spoken = {a or b for a, b in _INET.findall(trace.read_text(errors="replace"))}
    assert "127.0.0.1" in spoken
    assert spoken - _BLANK <= own_addresses(), spoken


def pictures_on_the_disk(server: Server) -> list[str]:
    """Return files that the server holds open for writing and that could be a picture.

    Pipes, sockets and the memory that libraries share are none.
    """
    found = []
    for process in psutil.Process(server.process.pid).children(recursive=True):
        try:
            held = process.open_files()
        except psutil.Error:
            continue
        found += [each.path for each in held if each.mode != "r" and looks_like_one(each.path)]
    return found


def written(trace: Path, since: int) -> list[str]:
    """Return every file that was opened for writing during the take and could be a picture.

    What was chosen is written to the data folder when a take begins.
    """
    told = trace.read_bytes()[since:].decode(errors="replace")
    calls = re.findall(r'openat\([^"]*"([^"]+)", ([A-Z_|]+)', told)
    return [
        path
        for path, flags in calls
        if ("O_WRONLY" in flags or "O_RDWR" in flags) and looks_like_one(path)
    ]


def looks_like_one(path: str) -> bool:
    return not path.startswith(("/dev/", "/proc/", "/sys/")) and not path.endswith(
        (".pyc", ".lock", ".log", "trace", "last_time.json", ".streamlit", "machine_id_v4")
    ) and ".pyc." not in path  # fmt: skip


def own_addresses() -> set[str]:
    """Addresses of this very machine.

    The browser opens its end of the camera's connection on one of them; what the server sends
    there from its loopback port never reaches a network.
    """
    found = (address for face in psutil.net_if_addrs().values() for address in face)
    own = {str(each.address).split("%")[0] for each in found}
    assert "127.0.0.1" in own
    return own
