"""What is measured of a served desk, each beside its floor, in turns."""

from __future__ import annotations

import http.client
import json
import os
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.benchmarks import asked
from tests.benchmarks.client import Asking, Told, ask
from tests.benchmarks.serving import Desk

SECONDS = float(os.environ.get("BENCH_SECONDS", "1.5"))
"""Of a round; there are ROUNDS of each operation and of its floor, in turns."""
ROUNDS = 3


@dataclass(frozen=True)
class Measured:
    """One line of the table."""

    operation: str
    connections: int
    rate: float
    floor: float
    unit: str
    bytes_alone: float | None
    """The rate at which the same bytes are answered from memory, where that is another floor."""
    p50: float
    """Milliseconds of one request, the middle one."""
    p95: float
    client: float
    """Microseconds of processor time that the client took for a request."""

    @property
    def ratio(self) -> float:
        return self.rate / self.floor


def measure(
    name: str, asking: Asking, floor: Asking, connections: int, *, times: int = 1, bytes_alone: Asking | None = None
) -> Measured:
    """Rounds in turns; `times` is how many things one request does."""
    floors = [floor] if bytes_alone is None else [floor, bytes_alone]
    rounds: list[tuple[Told, ...]] = []
    ask(asking, connections=connections, seconds=SECONDS / 3)
    for _ in range(ROUNDS):
        rounds += [tuple(ask(one, connections=connections, seconds=SECONDS) for one in (*floors, asking))]
    told = [turn[-1] for turn in rounds]
    took = sorted(one * 1000 for turn in told for one in turn.times)
    rates = [statistics.median(turn[place].rate for turn in rounds) for place in range(len(floors) + 1)]
    return Measured(
        name, connections, times * rates[-1], rates[0], "/s", rates[1] if bytes_alone else None,
        statistics.median(took), took[int(len(took) * 0.95)], 1e6 * sum(turn.client for turn in told) / len(took),
    )  # fmt: skip


def reads(desk: Desk, values: dict[str, Any]) -> Iterator[Measured]:
    """Reading over one and over eight connections, then lists, filters and pages over one."""
    one = first_that_is_there(desk, asked.CLAIM_WITH_CHILDREN.format(**values))
    many = first_that_is_there(desk, asked.CLAIMS_WITH_CHILDREN)
    for connections in (1, 8):
        yield _read(desk, f"one claim, {_told(one)}", one, connections, desk.headers)
        yield _read(desk, f"50 claims, {_told(many)}", many, connections, desk.headers)
    for address in asked.BENCHED:
        yield _read(desk, f"`{address}`", address.format(**values), 1, desk.headers)
    cookies = sign_in(desk, "everywhere")
    for address in asked.BENCHED_PAGES:
        yield _read(desk, f"page `{address}`", address.format(**values), 1, {"Cookie": cookies, "Accept": "text/html"})


def _told(address: str) -> str:
    return "with evidence and verdicts" if "expand=" in address else "as the list has them"


def first_that_is_there(desk: Desk, address: str) -> str:
    """The address, or the same without its query where the desk does not know that."""
    return address if fetch(desk, address, desk.headers)[0] == http.client.OK else address.partition("?")[0]


def fetch(desk: Desk, address: str, headers: dict[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=600)
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    found = response.status, response.read()
    connection.close()
    return found


_files = count()


def _read(desk: Desk, name: str, address: str, connections: int, headers: dict[str, str]) -> Measured:
    status, body = fetch(desk, address, headers)
    if status != http.client.OK:
        raise SystemExit(f"{address} answered {status}: {body[:300]!r}")
    file = desk.place / "floor" / f"bytes-{next(_files)}"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(body)
    in_memory = Asking(desk.port, "GET", f"/floor/read/{file.name}", headers)
    asking = Asking(desk.port, "GET", address, headers)
    if not body.startswith(b"{"):
        return measure(name, asking, in_memory, connections)
    written = Asking(desk.port, "GET", f"/floor/json/{file.name}", headers)
    if json.loads(fetch(desk, written.path, headers)[1]) != json.loads(body):
        raise SystemExit(f"The floor of {address} does not write the same JSON.")
    return measure(name, asking, written, connections, bytes_alone=in_memory)


def sign_in(desk: Desk, username: str) -> str:
    """The cookies of somebody who signed in."""
    made = f"""
from django.test import Client
from factcheck.desks.models import User
client = Client()
client.force_login(User.objects.get(username={username!r}), backend="django.contrib.auth.backends.ModelBackend")
print("; ".join(f"{{k}}={{m.value}}" for k, m in client.cookies.items()))
"""
    return desk.run("-c", f"import django; django.setup()\n{made}").strip()


def writes(desk: Desk, values: dict[str, Any]) -> Iterator[Measured]:
    """One annotation at a time beside one bare row, then a thousand in a request."""
    headers = {**desk.headers, "Content-Type": "application/json"}
    one = {"article": str(values["article"]), "selector": {"start": 0, "end": 12}, "comment": "This is to be checked."}
    body = json.dumps(one).encode()
    floor = Asking(desk.port, "POST", "/floor/insert/", headers, (body,), 201)
    for connections in (1, 8):
        asking = Asking(desk.port, "POST", "/api/v1/annotations/", headers, (body,), 201)
        yield measure("create one annotation", asking, floor, connections)
    thousand = json.dumps([one] * 1000).encode()
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=120)
    connection.request("POST", "/api/v1/annotations/", thousand, headers)
    response = connection.getresponse()
    response.read()
    if response.status in (200, 201, 207):
        asking = Asking(desk.port, "POST", "/api/v1/annotations/", headers, (thousand,), response.status)
        yield measure("create 1,000 annotations in a request", asking, floor, 1, times=1000)


def export(desk: Desk) -> tuple[Measured, str]:
    """All annotations of the largest desk as JSON Lines, beside the database's own way to write the same rows as JSON.

    And in words: the first byte, and the most memory that a worker of the server had meanwhile.
    """
    workers = children_of(desk.server)
    for worker in workers:
        Path(f"/proc/{worker}/clear_refs").write_text("5")
    before = {worker: peak_of(worker) for worker in workers}
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=3600)
    connection.request("GET", "/api/v1/export/annotations.jsonl", headers=desk.headers)
    response = connection.getresponse()
    first, lines = response.read(1), 0
    to_first = time.perf_counter() - began
    while chunk := response.read(262_144):
        lines += chunk.count(b"\n")
    took = time.perf_counter() - began
    memory = max(peak_of(worker) for worker in workers)
    grown = max(peak_of(worker) - before[worker] for worker in workers)
    floor_lines, floor_took = json.loads(desk.run("-m", "tests.benchmarks.export_floor"))
    found = Measured(
        f"export {lines:,} annotations as JSONL", 1, lines / took, floor_lines / floor_took, " rows/s", None,
        took * 1000, took * 1000, 0,
    )  # fmt: skip
    said = f"at most {memory:,} KiB in a worker, {grown:,} KiB more than before"
    return found, f"first byte {first!r} after {to_first * 1000:.0f} ms, {said}"


def children_of(process: int) -> list[int]:
    return [int(found) for found in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def peak_of(process: int) -> int:
    """KiB of memory that a process had at most since its mark was set back."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(found[1]) if found else 0
