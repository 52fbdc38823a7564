"""`posecheck app`: open the page."""

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from posecheck.cli.source import model_or_download

_THEME = {
    "base": "light",
    "primaryColor": "#0072b2",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f1f5f9",
    "textColor": "#0f172a",
}


def app(
    port: Annotated[int, typer.Option(min=1024, max=65535, help="Port on this machine.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the browser by itself.")] = True,
    model: Annotated[
        Path | None, typer.Option(help="The pose model's file, where it is not the installed one.")
    ] = None,
) -> None:
    """Open the page in your browser; it is served to this machine only."""
    model_or_download(model)
    environment = dict(os.environ)
    if model is not None:
        environment["POSECHECK_MODEL"] = str(model.resolve())
    console = Console(stderr=True)
    console.print(f"The page is at http://127.0.0.1:{port}. Ctrl-C stops it.")
    with subprocess.Popen(command(port, browser), env=environment) as server:
        try:
            code = server.wait()
        except KeyboardInterrupt:
            code = server.wait()
            console.print("posecheck has stopped. A take that had begun is kept for next time.")
    if code > 0:
        raise typer.Exit(code)


def command(port: int, browser: bool) -> list[str]:
    """Return the command that serves the page: on loopback only, without usage statistics."""
    settings = {
        "server.address": "127.0.0.1",
        "server.port": port,
        "server.headless": not browser,
        "server.showEmailPrompt": False,
        "server.fileWatcherType": "none",
        "server.maxUploadSize": 2000,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        **{f"theme.{name}": value for name, value in _THEME.items()},
    }
    flags = [f"--{name}={str(value).lower()}" for name, value in settings.items()]
    script = str(files("posecheck.app").joinpath("server.py"))
    return [sys.executable, "-m", "streamlit", "run", script, *flags]
