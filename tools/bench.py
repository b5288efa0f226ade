"""Time the desk's reads as a client meets them.  Usage: .venv/bin/python tools/bench.py

Serves the demo desk as `make run` does, on a free port and from a temporary directory, with fifty claims in the demo
article, and asks each address in turn, one request at a time, over one connection. Milliseconds, and how many times the
floor of the same run: /healthz, which asks nothing but the server itself. The first requests warm up and are not counted.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WARM_UP, COUNTED = 10, 100
PATIENCE = 60
CLAIMS = 50
FLOOR = "/healthz"
ADDRESSES = [
    FLOOR,
    "/login/",
    "/",
    "/articles/",
    "{article}",
    "/claims/",
    "{claim}",
    "/reviews/",
    "/api/v1/me/",
    "/api/v1/articles/",
    "/api/v1/annotations/",
    "/api/v1/claims/",
    "/api/v1{claim}",
    "/api/v1{claim}report.html",
    "/api/v1{claim}report.pdf",
    "/api/v1/export/claims.jsonl",
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


def sign_in(connection: http.client.HTTPConnection) -> str:
    """The cookies of the demo's reviewer."""
    cookies = SimpleCookie()
    for method, body in (("GET", None), ("POST", "username=reviewer&password=demo&csrfmiddlewaretoken={csrftoken}")):
        held = {name: morsel.value for name, morsel in cookies.items()}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in held.items())}
        connection.request(
            method,
            "/login/",
            body and body.format(**held),
            {**headers, "Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = connection.getresponse()
        answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            cookies.load(line)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())


def spot_claims(connection: http.client.HTTPConnection, token: str) -> dict[str, str]:
    """Fifty claims in the demo article; the paths of the article and of one of them."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("GET", "/api/v1/articles/", headers=headers)
    article = json.load(connection.getresponse())["results"][0]["id"]
    claim = ""
    for n in range(CLAIMS):
        place = {"article": article, "selector": {"start": n * 10, "end": n * 10 + 20}}
        body = {"text": f"Claim {n} about 2011.", "topics": ["dates"], "appearances": [place]}
        connection.request("POST", "/api/v1/claims/", json.dumps(body), headers)
        claim = json.load(connection.getresponse())["id"]
    return {"article": f"/articles/{article}/", "claim": f"/claims/{claim}/"}


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
            command = [sys.executable, "manage.py", "token", "--user", "reviewer", "--desk", "demo", "--scope", "write"]
            token = subprocess.check_output(command, cwd=ROOT, env=environment, text=True).split()[-1]
            paths, cookies = spot_claims(connection, token), sign_in(connection)
            print(f"\n{'ms':30} {'p50':>7} {'p95':>7} {'max':>7} {'× floor':>8}")
            floor = 0.0
            for address in ADDRESSES:
                kind = {"Authorization": f"Bearer {token}"} if address.startswith("/api/") else {"Cookie": cookies}
                times = milliseconds(connection, address.format(**paths), kind)
                p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
                floor = floor or p50
                print(f"{address:30} {p50:7.1f} {p95:7.1f} {max(times):7.1f} {p50 / floor:8.1f}", flush=True)


if __name__ == "__main__":
    main()
