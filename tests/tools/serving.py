"""Starting the desk as `make` does, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "ALLOW_DEMO", "DEBUG")
PATIENCE = 180


@dataclass(frozen=True)
class Desk:
    """A running desk: where it answers, and what `manage.py` needs beside it."""

    address: str
    place: Path
    environment: Mapping[str, str]
    output: Path

    @property
    def words(self) -> str:
        """What it said so far."""
        return self.output.read_text(encoding="utf-8")


def environment(place: Path) -> dict[str, str]:
    """The environment without what other tests put into it."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**clean, "DATA_DIR": str(place), "WEB_CONCURRENCY": "1"}


def start(
    way: str, place: Path, variables: Mapping[str, str], *, output: IO[str] | int = subprocess.PIPE
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "tools/serve.py", way], cwd=ROOT, env={**environment(place), **variables},
        stdout=output, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@contextmanager
def running(place: Path, **variables: str) -> Iterator[Desk]:
    """What `make run` serves, once it answers; at the end it has ended, whatever became of the test."""
    port = free_port()
    desk = Desk(f"http://127.0.0.1:{port}", place, {**environment(place), **variables}, place / "output")
    with desk.output.open("w", encoding="utf-8") as output:
        server = start("run", place, {"PORT": port, **variables}, output=output)
    try:
        deadline = time.monotonic() + PATIENCE * 2
        while ask(f"{desk.address}/readyz")[0] != 200 and server.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
        yield desk
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def ask(address: str, **headers: str) -> tuple[int, Message, str]:
    """Status, headers and content; status 0 where nobody answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()
    except OSError:
        return 0, Message(), ""
