"""Who may see the page: nobody but the browser that was given its address.

The page lies under a path that nobody can guess, made new at every start; all else is refused
before Streamlit sees it. A path and not a cookie: cookies are sent to every port of a machine, and
so to other users' programs on it. What the browser's command line shows to them is an address that
opens once and leads on to the page.

`Host` and `Origin` are checked on every request and web socket, so that neither a page of another
site or port nor a name that was pointed here (DNS rebinding) gets an answer. The content security
policy lets the page load nothing from elsewhere and be framed by nobody.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_INLINE = re.compile(rb"<script>(.*?)</script>", re.S)
_HERE = ("127.0.0.1", "localhost")
_LARGEST_BODY = 1_000_000  # bytes of a request that is not an upload
_UPLOAD = "/_stcore/upload_file/"


class Gate:
    """The address of one run of the page.

    Parameters
    ----------
    port
        gives the port on which it is served.
    largest_upload
        gives the size of the largest file that may be sent, bytes.
    """

    def __init__(self, port: Callable[[], int], largest_upload: Callable[[], int]) -> None:
        self.port, self.largest_upload = port, largest_upload
        self.is_open = False
        self._token = secrets.token_urlsafe(24)
        self._once: str | None = secrets.token_urlsafe(24)

    @property
    def prefix(self) -> str:
        """The path under which everything lies, without a slash at its end."""
        return f"/{self._token}"

    @property
    def address(self) -> str:
        """Where the page is, for the person's own eyes."""
        return f"http://{_HERE[0]}:{self.port()}{self.prefix}/"

    @property
    def opening(self) -> str:
        """An address that leads to the page once, for the browser's command line."""
        return f"http://{_HERE[0]}:{self.port()}/open/{self._once}"

    def hosts(self) -> tuple[str, ...]:
        """Return the values of `Host` that mean this page."""
        return tuple(f"{name}:{self.port()}" for name in _HERE)

    def opens(self, path: str) -> bool:
        """Say whether a path is the one that leads to the page, which from then on does no more."""
        once = self._once
        if once is None or not _same(path, f"/open/{once}"):
            return False
        self._once = None
        return True

    def holds(self, path: str) -> bool:
        """Say whether a path lies under the page's own."""
        return _same(path[: len(self.prefix) + 1], f"{self.prefix}/")


class Guard:
    """Lets through what comes from the page itself; the outermost layer of the server.

    Parameters
    ----------
    app
        what is guarded; it sees paths as if it lay at the root.
    gate
        the address.
    """

    def __init__(self, app: Application, gate: Gate) -> None:
        self._app, self._gate = app, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = _headers(scope)
        problem = self._problem(scope, headers)
        if problem is not None:
            await _refuse(scope, send, 403, problem)
        elif scope["type"] == "http" and self._gate.opens(scope["path"]):
            await _answer(send, 303, "", (b"location", f"{self._gate.prefix}/".encode()))
        elif not self._gate.holds(scope["path"]):
            await _refuse(
                scope, send, 403, "This page opens only from the address that the terminal shows."
            )
        else:
            await self._pass_on(scope, receive, send, headers)

    def _problem(self, scope: Scope, headers: Mapping[str, list[str]]) -> str | None:
        """Return why a request is not the page's own; None where it may be."""
        hosts = headers.get("host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self._gate.hosts():
            return f"This page answers only at {' and '.join(self._gate.hosts())}."
        origins = headers.get("origin", [])
        if scope["type"] == "websocket" and not origins:
            return "This page answers only to a browser."
        if any(origin.lower() != f"http://{hosts[0].lower()}" for origin in origins):
            return "This page answers to no other page."
        return None

    async def _pass_on(
        self, scope: Scope, receive: Receive, send: Send, headers: Mapping[str, list[str]]
    ) -> None:
        path = scope["path"][len(self._gate.prefix) :]
        inner = {**scope, "path": path, "raw_path": path.encode(), "root_path": ""}
        if scope["type"] == "websocket":
            await self._app(inner, receive, send)
            return
        is_upload = path.startswith(_UPLOAD)
        most = self._gate.largest_upload() + _LARGEST_BODY if is_upload else _LARGEST_BODY
        length = headers.get("content-length", ["0"])[0]
        if "transfer-encoding" in headers:  # what has no length has no end
            await _refuse(scope, send, 411, "This page takes nothing without its length.")
            return
        if not length.isdigit() or int(length) > most:
            await _refuse(scope, send, 413, "This file is larger than the page takes.")
            return
        policy = _policy(headers["host"][0])
        keeps = path.startswith("/static/")

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = _own_headers(policy, keeps)
                names = {name for name, _ in own}
                given = [each for each in message.get("headers", ()) if each[0] not in names]
                message = {**message, "headers": [*given, *own]}
            await send(message)

        await self._app(inner, receive, sent)


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _headers(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


async def _refuse(scope: Scope, send: Send, status: int, sentence: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await _answer(send, status, f"posecheck: {sentence}\n")


async def _answer(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    body = text.encode()
    own = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    start = [*own, *headers, *_own_headers("default-src 'none'; frame-ancestors 'none'", False)]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})


def _own_headers(policy: str, keeps: bool) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-security-policy", policy.encode()),
        (b"x-frame-options", b"SAMEORIGIN"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    # The browser's cache lies on the disk and outlives what is deleted from the history.
    return headers if keeps else [*headers, (b"cache-control", b"no-store")]


def _policy(host: str) -> str:
    """Return the content security policy: everything from this server, nothing from elsewhere.

    Streamlit loads the scripts of components as blobs and styles its elements one by one.
    """
    inline = " ".join(f"'sha256-{each}'" for each in _inline_scripts())
    return "; ".join((
        "default-src 'self'",
        f"script-src 'self' blob: 'wasm-unsafe-eval' {inline}".rstrip(),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' data: blob:",
        "font-src 'self' data:",
        f"connect-src 'self' ws://{host} blob: data:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ))  # fmt: skip


@cache
def _inline_scripts() -> tuple[str, ...]:
    """Return the hashes of the scripts within Streamlit's own page."""
    page = Path(st.__file__).parent / "static" / "index.html"
    return tuple(
        base64.b64encode(hashlib.sha256(script).digest()).decode()
        for script in _INLINE.findall(page.read_bytes())
    )
