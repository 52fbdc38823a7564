"""What serves the page: Streamlit in this very process, behind the guard of `posecheck.app.guard`.

Streamlit would look up its own outside address to judge a foreign origin, and is never asked.
"""

import contextlib
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Mapping
from importlib.resources import files
from typing import Any

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit import config, net_util
from streamlit.runtime import Runtime
from streamlit.web import bootstrap

from posecheck import scratch
from posecheck.app.camera_link import ROUTES
from posecheck.app.guard import Gate, Guard
from posecheck.errors import OptionError

PAGE = str(files("posecheck.app").joinpath("page.py"))
PORT = 8501
_ADDRESS = "127.0.0.1"
_TRIED_PORTS = 20
_LARGEST_MESSAGE = 64_000_000  # bytes of one message of the page: a picture of the camera is 4 MB
_THEME = {
    "base": "light",
    "primaryColor": "#0072b2",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f1f5f9",
    "textColor": "#0f172a",
}

GATE = Gate(
    port=lambda: int(config.get_option("server.port")),
    largest_upload=lambda: int(config.get_option("server.maxUploadSize")) * 1024 * 1024,
)


def settings(port: int = PORT) -> dict[str, Any]:
    """Return Streamlit's settings: this machine only, no statistics, no settings of other pages.

    They go before what a settings file in the current folder or the user's own says.
    """
    return {
        "server.address": _ADDRESS,
        "server.port": port,
        "server.headless": True,
        "server.showEmailPrompt": False,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": 1000,
        "server.allowedHosts": [_ADDRESS, "localhost"],
        "server.corsAllowedOrigins": [],
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        "server.enableStaticServing": False,
        "server.baseUrlPath": "",
        "browser.gatherUsageStats": False,
        "browser.serverAddress": _ADDRESS,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "global.developmentMode": False,
        "logger.hideWelcomeMessage": True,
        **{f"theme.{name}": value for name, value in _THEME.items()},
    }


def guarded() -> dict[str, Any]:
    """Return what `st.App` needs so that nobody else gets in and the address is told."""
    # Streamlit asks for it to judge where a request comes from: no page of ours needs to know.
    net_util.get_external_ip = lambda: None
    return {
        "routes": ROUTES,
        "middleware": [Middleware(Guard, gate=GATE)],
        "lifespan": _announced,
    }


def refuse_unguarded() -> None:
    """Stop a page that is served by anything but what this module made."""
    if not GATE.is_open and isinstance(getattr(Runtime, "_instance", None), Runtime):
        st.error("This way the page would be open to everybody here. Start it with: posecheck app")
        st.stop()


def serve(port: int | None, open_browser: bool) -> None:
    """Serve the page until the program is stopped.

    Parameters
    ----------
    port
        on this machine; None for 8501 or the next that is free.
    open_browser
        open the page by itself, where there is a browser with windows.

    Raises
    ------
    OptionError
        the port is taken.
    """
    listening = _listening(port)
    bootstrap.load_config_options(settings(listening.getsockname()[1]))
    _opens.clear()
    if open_browser and _has_windows():
        _opens.append(GATE.opening)
    app = st.App(PAGE, **guarded())
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="websockets-sansio",
            ws_max_size=_LARGEST_MESSAGE,
            ws_per_message_deflate=False,  # raw pictures on the way to the same machine
            timeout_graceful_shutdown=2,
        )
    )
    with listening:
        server.run(sockets=[listening])


_opens: list[str] = []


@contextlib.asynccontextmanager
async def _announced(_app: st.App) -> AsyncIterator[Mapping[str, Any]]:
    """Say where the page is when it is there, and open it."""
    GATE.is_open = True
    scratch.sweep()
    print(f"The page is at {GATE.address}\nCtrl-C stops it.", file=sys.stderr, flush=True)
    for address in _opens:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    yield {}


def _listening(port: int | None) -> socket.socket:
    tried = range(PORT, PORT + _TRIED_PORTS) if port is None else (port,)
    for each in tried:
        listening = socket.socket()
        if os.name != "nt":  # there it would share the port of another program
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((_ADDRESS, each))
            listening.listen(100)
        except OSError:
            listening.close()
        else:
            return listening
    raise OptionError(
        f"Port {tried[0]} is taken, perhaps by a posecheck that runs already. "
        "Stop that, or name another with --port."
    )


def _has_windows() -> bool:
    """Say whether a browser may be opened: not one of a terminal, which would take it over."""
    shown = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return sys.platform in ("win32", "darwin") or any(os.environ.get(each) for each in shown)
