"""Time the desk's reads as a client meets them.  Usage: .venv/bin/python tools/bench.py

Serves the demo desk as `make run` does, on a free port and from a temporary directory, and asks each address in turn,
one request at a time, over one connection. Milliseconds; the first requests warm up and are not counted.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WARM_UP, COUNTED = 10, 100
PATIENCE = 60
ADDRESSES = [
    "/healthz",
    "/login/",
    "/api/v1/me/",
    "/api/v1/articles/",
    "/api/v1/annotations/",
    "/api/v1/claims/",
    "/api/v1/sources/",
    "/api/v1/rating-scales/",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[http.client.HTTPConnection]:
    """A connection to the demo desk, which ends with the block."""
    server = subprocess.Popen([sys.executable, "tools/serve.py", "run"], cwd=ROOT, env=environment)
    connection = http.client.HTTPConnection("127.0.0.1", int(environment["PORT"]), timeout=10)
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(connection):
            if server.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("The desk did not come up; its words are above.")
            time.sleep(0.1)
        yield connection
    finally:
        connection.close()
        server.terminate()
        server.wait(timeout=20)


def answers(connection: http.client.HTTPConnection) -> bool:
    try:
        return ask(connection, "/readyz", {}) == http.client.OK
    except OSError:
        connection.close()
        return False


def ask(connection: http.client.HTTPConnection, address: str, headers: Mapping[str, str]) -> int:
    connection.request("GET", address, headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    return answer.status


def milliseconds(connection: http.client.HTTPConnection, address: str, headers: Mapping[str, str]) -> list[float]:
    times = []
    for _ in range(WARM_UP + COUNTED):
        began = time.perf_counter()
        status = ask(connection, address, headers)
        times.append((time.perf_counter() - began) * 1000)
        if status != http.client.OK:
            raise SystemExit(f"{address} answered {status}.")
    return times[WARM_UP:]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="factcheck-bench-", ignore_cleanup_errors=True) as place:
        environment = {**os.environ, "DATA_DIR": place, "PORT": str(free_port())}
        with served(environment) as connection:
            command = [sys.executable, "manage.py", "token", "--user", "reviewer", "--desk", "demo", "--scope", "read"]
            token = subprocess.check_output(command, cwd=ROOT, env=environment, text=True).split()[-1]
            print(f"\n{'ms':26} {'p50':>7} {'p95':>7} {'max':>7}")
            for address in ADDRESSES:
                times = milliseconds(connection, address, {"Authorization": f"Bearer {token}"})
                p95 = statistics.quantiles(times, n=20)[-1]
                print(f"{address:26} {statistics.median(times):7.1f} {p95:7.1f} {max(times):7.1f}", flush=True)


if __name__ == "__main__":
    main()
