"""A desk of a size, filled and served as `make serve` does, from a temporary directory that is gone after the block."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60
SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""PostgreSQL as it is where a desk is served, not as in tests."""


@dataclass(frozen=True)
class Desk:
    """A filled database and the server in front of it."""

    database: str
    claims: int
    environment: dict[str, str]
    seeded: dict[str, Any]
    server: int
    """The process id of gunicorn's master."""

    @property
    def port(self) -> int:
        return int(self.environment["PORT"])

    @property
    def place(self) -> Path:
        return Path(self.environment["DATA_DIR"])

    @property
    def headers(self) -> dict[str, str]:
        """Of an editor at the largest desk."""
        return {"Authorization": f"Bearer {self.seeded['tokens']['editor']}", "Accept": "application/json"}

    def run(self, *arguments: str) -> str:
        """What a Python of ours prints."""
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The DATABASE_URL of a new database; empty for SQLite, which is made in DATA_DIR."""
    if kind == "SQLite":
        yield ""
        return
    with patch.dict(postgres.FAST, SAFE), postgres.database() as url:
        yield url


@contextmanager
def filled_desk(kind: str, claims: int) -> Iterator[Desk]:
    place = tempfile.mkdtemp(prefix="factcheck-bench-")
    try:
        with database(kind) as url:
            environment = {**os.environ, "DATA_DIR": place, "PORT": str(free_port()), "PYTHONPATH": str(ROOT)}
            environment |= {"SECRET_KEY": "of no worth outside the benchmark, and long enough for all that"}
            environment |= {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings", "DATABASE_URL": url}
            if not url:
                environment.pop("DATABASE_URL")
            fill = [sys.executable, "-m", "tests.benchmarks.seeding", str(claims)]
            seeded = subprocess.check_output(fill, cwd=ROOT, env=environment, text=True)
            collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
            subprocess.run(collect, cwd=ROOT, env=environment, check=True)
            with _served(environment) as server:
                yield Desk(kind, claims, environment, json.loads(seeded.splitlines()[-1]), server)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[int]:
    server = subprocess.Popen([sys.executable, "-m", "gunicorn"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(int(environment["PORT"])):
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("The desk did not come up; its words are above.")
            time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=20)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
