"""The page lets nobody in: attacks on a running server, over raw sockets and from a browser."""

import http.server
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.conftest import needs
from tests.security.page_server import PageServer, status

INET = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')
ROOT = Path(__file__).parents[2]
INSIDE = ("", "_stcore/health", "_stcore/metrics", "_stcore/host-config", "history", "favicon.png",
          "_stcore/script-health-check", "_stcore/agent/openapi.json", "media/x.png",
          "_stcore/upload_file/a/b", "component/x/y", "static/js/x.js")  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with PageServer(tmp_path_factory.mktemp("page")) as running:
        yield running


def own(server: PageServer) -> str:
    return f"Origin: http://127.0.0.1:{server.port}"


def test_the_page_itself_gets_in(server):
    assert status(server.ask(server.prefix)) == 200
    assert status(server.ask(f"{server.prefix}_stcore/health")) == 200
    answer = server.knock(f"{server.prefix}_stcore/stream", own(server))
    assert status(answer) == 101
    by_name = f"localhost:{server.port}"
    assert status(server.ask(server.prefix, host=by_name)) == 200


def test_no_message_is_compressed_on_the_way_to_the_same_machine(server):
    """Deflating raw pictures took longer than looking at them: the overlay fell a second behind."""
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
    answer = server.knock(f"{server.prefix}_stcore/stream", own(server), offer)
    assert status(answer) == 101
    assert "permessage-deflate" not in answer.lower()


@pytest.mark.parametrize("path", INSIDE)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST"])
def test_without_the_token_there_is_nothing(server, path, method):
    wrong = server.prefix[:-2] + ("x" if server.prefix[-2] != "x" else "y") + "/"
    for prefix in ("/", wrong, f"/{server.prefix}", "/x/.." + server.prefix, "/open/", "//"):
        answer = server.ask(prefix + path, method=method)
        assert status(answer) == 403, answer
        assert len(answer) < 2000


@pytest.mark.parametrize("path", ["_stcore/stream", "_stcore/health", "posecheck-camera/x"])
def test_a_web_socket_without_the_token_is_refused(server, path):
    for prefix in ("/", "/x/", server.prefix[:-1] + "x/"):
        assert status(server.knock(prefix + path, own(server))) == 403


@pytest.mark.parametrize(
    "host",
    ["evil.test:{port}", "evil.test", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.test:{port}",
     "localhost.evil.test:{port}", "[::1]:{port}", "0.0.0.0:{port}", "127.1:{port}",
     "127.0.0.1:{port}@evil.test", "user@127.0.0.1:{port}", ""],
)  # fmt: skip
def test_another_name_gets_nothing(server, host):
    """DNS rebinding: a page of another site whose name was pointed to this machine."""
    named = host.format(port=server.port)
    assert status(server.ask(server.prefix, host=named)) in (400, 403)
    if named:
        origin = f"Origin: http://{named}"
        assert status(server.knock(f"{server.prefix}_stcore/stream", origin, host=named)) == 403


def test_two_names_get_nothing(server):
    extra = f"Host: evil.test:{server.port}"
    assert status(server.ask(server.prefix, extra)) in (400, 403)


@pytest.mark.parametrize(
    "origin",
    ["http://evil.test", "http://127.0.0.1:1", "http://127.0.0.1", "https://127.0.0.1:{port}",
     "null", "file://", "http://localhost:{port}", "http://127.0.0.1:{port}.evil.test", ""],
)  # fmt: skip
def test_another_page_gets_nothing_even_if_it_knew_the_token(server, origin):
    named = f"Origin: {origin.format(port=server.port)}"
    assert status(server.knock(f"{server.prefix}_stcore/stream", named)) == 403
    for path in ("", "_stcore/health", "_stcore/upload_file/a/b"):
        answer = server.ask(server.prefix + path, named)
        assert status(answer) == 403
        assert "access-control-allow-origin" not in answer.lower()


def test_a_program_that_is_no_browser_gets_no_web_socket(server):
    assert status(server.knock(f"{server.prefix}_stcore/stream")) == 403


def test_every_answer_forbids_framing_and_loading_from_elsewhere(server):
    for path in (server.prefix, "/", f"{server.prefix}_stcore/health", f"{server.prefix}nothing"):
        answer = server.ask(path).lower()
        assert "frame-ancestors 'self'" in answer or "frame-ancestors 'none'" in answer
        assert "x-frame-options: sameorigin" in answer
        assert "referrer-policy: no-referrer" in answer
        policy = answer.split("content-security-policy: ")[1].splitlines()[0]
        allowed = policy.replace(f"ws://127.0.0.1:{server.port}", "")
        assert "http" not in allowed
        assert "*" not in allowed
        assert "unsafe-eval" not in allowed.replace("wasm-unsafe-eval", "")


@pytest.mark.parametrize("length", ["99999999999", "-1", "x", "1e9"])
def test_what_is_sent_is_bounded(server, length):
    path = f"{server.prefix}_stcore/upload_file/a/b"
    answer = server.ask(path, own(server), f"Content-Length: {length}", method="PUT")
    assert status(answer) in (400, 413)


@pytest.mark.parametrize("path", ["_stcore/upload_file/a/b", "_stcore/health", ""])
def test_what_does_not_say_its_length_is_refused(server, path):
    """It would go on for as long as the disk has room."""
    path = f"{server.prefix}{path}"
    answer = server.ask(path, own(server), "Transfer-Encoding: chunked", method="PUT")
    assert status(answer) == 411


def test_the_address_that_the_browser_is_started_with_opens_once(monkeypatch):
    from posecheck.app.guard import Gate

    gate = Gate(lambda: 8501, lambda: 1)
    path = gate.opening.removeprefix("http://127.0.0.1:8501")
    assert gate.prefix not in path
    assert not gate.opens("/open/None")
    assert gate.opens(path)
    assert not gate.opens(path)
    assert not gate.opens("/open/None")
    assert Gate(lambda: 8501, lambda: 1).prefix != gate.prefix


def test_under_attack_it_looks_up_nothing(tmp_path):
    """The server reaches for no other machine, whatever is sent to it."""
    trace = tmp_path / "trace"
    strace = (needs("strace"), "-f", "--seccomp-bpf", "-qq", "-e", "trace=network", "-o", trace)
    with PageServer(tmp_path, *map(str, strace)) as server:
        for origin in ("http://evil.test", "http://127.0.0.1:1", "null", "http://[::1]"):
            named = f"Origin: {origin}"
            for path in ("/", server.prefix):
                server.knock(f"{path}_stcore/stream", named)
                server.knock(f"{path}_stcore/stream", named, host="evil.test")
                server.ask(f"{path}_stcore/health", named)
                server.ask(f"{path}_stcore/upload_file/a/b", named, method="OPTIONS")
        server.knock(f"{server.prefix}_stcore/stream", own(server))
        server.ask(server.prefix)
    spoken = {one or other for one, other in INET.findall(trace.read_text(errors="replace"))}
    assert spoken == {"127.0.0.1"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to(tmp_path, number):
    with PageServer(tmp_path) as server:
        server.knock(f"{server.prefix}_stcore/stream", own(server))
        assert server.stop(number) == 128 + number
        assert "Traceback" not in server.said
        assert "stopped. A take that had begun is kept" in server.said
        with pytest.raises(ConnectionRefusedError):
            server.ask("/")


def test_nothing_of_it_outlives_a_kill(tmp_path):
    with PageServer(tmp_path) as server:
        server.stop(signal.SIGKILL)
        with pytest.raises(ConnectionRefusedError):
            server.ask("/")


def test_a_port_that_is_taken_is_one_sentence(server, tmp_path):
    with pytest.raises(AssertionError) as told:
        PageServer(tmp_path, port=server.port)
    assert str(told.value).count("\n") == 1
    assert f"Port {server.port} is taken" in str(told.value)


def test_by_streamlits_own_command_it_is_guarded_too(tmp_path):
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port=0"]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        env={"HOME": str(tmp_path), "PATH": ""},
    ) as process:  # fmt: skip
        line = next(each for each in process.stderr if each.startswith("The page is at "))
        server = PageServer.__new__(PageServer)
        server.port = int(line.split(":")[2].split("/")[0])
        server.prefix = "/" + line.split("/", 3)[3].strip()
        assert status(server.ask("/")) == 403
        assert status(server.ask("/_stcore/health")) == 403
        assert status(server.knock("/_stcore/stream", own(server))) == 403
        assert status(server.ask(server.prefix)) == 200
        process.kill()


class Elsewhere:
    """A web server on another port: another site, as far as a browser is concerned."""

    def __enter__(self):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(Elsewhere.page.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    page = ""


@pytest.fixture(scope="module")
def browser(playwright):
    flags = ["--no-sandbox", "--host-resolver-rules=MAP evil.test 127.0.0.1"]
    running = playwright.chromium.launch(executable_path=needs("chromium"), args=flags)
    yield running
    running.close()


def test_a_browser_at_another_name_sees_no_page(server, browser):
    page = browser.new_page()
    for path in (server.prefix, "/", f"{server.prefix}history"):
        answer = page.goto(f"http://evil.test:{server.port}{path}")
        assert answer.status == 403
        assert "answers only at" in page.content()
    page.close()


def test_a_page_of_another_port_can_neither_ask_nor_frame_nor_connect(server, browser):
    """It even knows the token, which it cannot."""
    Elsewhere.page = f"<iframe id=frame src='{server.address}'></iframe>"
    with Elsewhere() as elsewhere:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{elsewhere.port}/")
        page.wait_for_timeout(1500)
        framed = page.frames[1]
        assert not framed.url.startswith(server.address)
        assert page.evaluate(
            "url => fetch(url, {credentials: 'include'}).then(() => 'read', () => 'refused')",
            f"{server.address}_stcore/health",
        ) == "refused"  # fmt: skip
        assert page.evaluate(
            """url => new Promise(done => {
                const socket = new WebSocket(url);
                socket.onopen = () => done("open");
                socket.onerror = () => done("refused");
            })""",
            f"ws://127.0.0.1:{server.port}{server.prefix}_stcore/stream",
        ) == "refused"  # fmt: skip
        page.close()


SCRIPT = """
import streamlit as st
from posecheck.plain import markdown as text
for each in {texts!r}:
    st.markdown(each)
    st.html(each)
st.write("shown")
st.markdown("**" + text({plain!r}) + "**")
"""


def test_nothing_that_a_take_says_reaches_elsewhere(browser, tmp_path):
    """Even where the page forgot to escape it, the browser loads nothing from elsewhere."""
    Elsewhere.page = "x"
    with Elsewhere() as elsewhere:
        there = f"http://127.0.0.1:{elsewhere.port}"
        texts = [
            f"![]({there}/markdown.png)",
            f"<img src={there}/img.png><script src={there}/script.js></script>",
            f"<iframe src={there}/frame></iframe><style>@import url({there}/style);</style>",
            f"<object data={there}/object></object><video src={there}/video></video>",
            f"<div style='background: url({there}/background)'>x</div>",
            f"<link rel=stylesheet href={there}/link><link rel=prefetch href={there}/prefetch>",
        ]
        plain = (
            f"![](data:x) <b>name</b> :red[x] $x$ [a]({there}) `c` {there} www.evil.test a@b.test"
            "\n# h\n- l\n1. n\n| a |\n|---|\n> q\n***\n:material/home: <script>x</script> &amp;"
        )
        (tmp_path / "page.py").write_text(SCRIPT.format(texts=texts, plain=plain))
        (tmp_path / "serve.py").write_text(
            "import sys\nfrom posecheck.app import server\n"
            f"server.PAGE = {str(tmp_path / 'page.py')!r}\nserver.serve(None, False)\n"
        )
        with subprocess.Popen(
            [sys.executable, tmp_path / "serve.py"], cwd=ROOT, stderr=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            line = next(each for each in process.stderr if each.startswith("The page is at "))
            page = browser.new_page()
            refused = []
            page.on("console", lambda said: refused.append(said.text))
            page.goto(line.split()[-1])
            page.get_by_text("shown").wait_for()
            page.wait_for_timeout(1500)
            process.kill()
        assert elsewhere.asked == []
        assert any("Content Security Policy" in each for each in refused)
        bold = page.locator("strong").last
        assert bold.inner_text().replace("\u2060", "").split() == plain.split()
        assert page.locator("strong *:not(br)").count() == 0
        page.close()
