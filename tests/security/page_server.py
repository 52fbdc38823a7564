"""`posecheck app` as a program of its own, and raw sockets to speak to it."""

import base64
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit


class PageServer:
    """A running page with a data folder of its own; use it in a `with` block.

    Attributes
    ----------
    address : what the terminal shows, with the token.
    port : on this machine.
    prefix : path of the page, with a slash at both ends.
    """

    def __init__(self, home: Path, *before: str, port: int = 0) -> None:
        if not port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
        self.port = port
        command = [sys.executable, "-m", "posecheck", "app", "--no-browser", "--port", str(port)]
        self.process = subprocess.Popen(
            [*before, *command],
            env=os.environ | {"XDG_DATA_HOME": str(home), "POSECHECK_DB": str(home / "h.db")},
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        for line in self.process.stderr:
            self.said += line
            if line.startswith("The page is at "):
                self.address = line.split()[-1]
                break
        else:
            self.process.communicate()
            raise AssertionError(self.said)
        self.prefix = urlsplit(self.address).path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal to this one process and return its exit code."""
        self.process.send_signal(number)
        self.said += self.process.communicate()[1]
        return self.process.returncode

    def ask(self, path: str, *headers: str, method: str = "GET", host: str | None = None) -> str:
        """Send one request over a raw socket and return everything that comes back."""
        host = f"127.0.0.1:{self.port}" if host is None else host
        lines = [f"{method} {path} HTTP/1.1", *([f"Host: {host}"] if host else []), *headers]
        return self._say("\r\n".join([*lines, "Connection: close", "", ""]).encode())

    def knock(self, path: str, *headers: str, host: str | None = None) -> str:
        """Ask for a web socket and return the first bytes of the answer."""
        host = f"127.0.0.1:{self.port}" if host is None else host
        key = base64.b64encode(b"0123456789abcdef").decode()
        upgrade = (
            f"GET {path} HTTP/1.1",
            f"Host: {host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            *headers,
        )
        return self._say("\r\n".join([*upgrade, "", ""]).encode(), 4000)

    def _say(self, content: bytes, most: int = 10**7) -> str:
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(content)
            answer = b""
            while len(answer) < most and (part := connection.recv(65536)):
                answer += part
                if most == 4000 and b"\r\n\r\n" in answer:
                    break
        return answer.decode("latin-1")


def status(answer: str) -> int:
    """Return the status of an answer; 0 where there is none."""
    return int(answer.split(" ", 2)[1]) if answer.startswith("HTTP/") else 0
