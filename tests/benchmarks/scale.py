"""What grows with the number of claims.  Usage: python -m tests.benchmarks.scale SMALL LARGE, two folders

Each folder is a DATA_DIR whose database was filled by `tests.benchmarks.seeding`, with its DATABASE_URL in the file
`database_url` where that is PostgreSQL. Every list, filter, ordering and page is asked for in a process for each, in turns;
the medians are printed beside each other, the largest ratio first. Exits with 1 when anything that is bounded
takes over twice as long.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

TIMES = 3
TWICE = 2.0
LITTLE = 5.0
"""Milliseconds below which a difference is noise."""


def main() -> None:
    if len(sys.argv) == 2:
        return answer()
    small, large = (Asked(Path(folder)) for folder in sys.argv[1:3])
    rows = []
    for address in small.addresses:
        times: dict[Asked, list[float]] = {small: [], large: []}
        for _ in range(TIMES):
            for asked, found in times.items():
                found.append(asked.milliseconds(address))
        before, after = (statistics.median(found[1:]) for found in times.values())
        rows.append((after / before, before, after, address))
        print(f"{before:8.1f} {after:8.1f} {after / before:6.2f}  {address}", flush=True)
    slow = [row for row in sorted(rows, reverse=True) if row[0] > TWICE and row[2] - row[1] > LITTLE]
    print(f"\n{len(rows)} addresses; over twice as long:")
    for ratio, before, after, address in slow:
        print(f"{before:8.1f} {after:8.1f} {ratio:6.2f}  {address}")
    from tests.benchmarks.asked import UNBOUNDED

    sys.exit(any(address.split()[-1] not in UNBOUNDED for *_figures, address in slow))


class Asked:
    """A process that asks one database."""

    def __init__(self, folder: Path) -> None:
        url = folder / "database_url"
        environment = {**os.environ, "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "factcheck.settings"}
        environment.pop("DATABASE_URL", None)
        if url.exists():
            environment["DATABASE_URL"] = url.read_text().strip()
        command = [sys.executable, "-m", "tests.benchmarks.scale", "answer"]
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.addresses: list[str] = json.loads(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def milliseconds(self, address: str) -> float:
        assert self._process.stdin is not None
        print(address, file=self._process.stdin, flush=True)
        return float(self._line())


def answer() -> None:
    """Name the addresses; then, for each that comes in a line, how many milliseconds it takes."""
    import django

    django.setup()
    from django.test import Client

    from factcheck.desks.models import User
    from tests.benchmarks import asked
    from tests.benchmarks.values import middle_cursor, values_there

    values = values_there()
    everybody, clients = Client(SERVER_NAME="127.0.0.1"), {}
    editors, reviewer = ("herald-0", "everywhere"), "herald-3"
    for name in (*editors, reviewer):
        clients[name] = Client(SERVER_NAME="127.0.0.1")
        clients[name].force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    own = [*asked.lists(), *asked.OTHERS, *asked.PAGES, *asked.UNBOUNDED]
    told = [f"{who} {address}" for who in editors for address in own]
    told += [f"{reviewer} {address}" for address in asked.OF_A_REVIEWER]
    told += [f"world {address}" for address in asked.PUBLIC]
    told += [f"{who} deep {address}" for who in editors for address in asked.deep()]
    print(json.dumps(told), flush=True)
    places: dict[str, str] = {}
    for line in sys.stdin:
        who, *rest = line.strip().split(" ", 1)
        client, address = clients.get(who, everybody), rest[0]
        if line not in places:
            plain = asked.filled(address.removeprefix("deep "), values)
            places[line] = f"{plain}&cursor={middle_cursor(plain)}" if address.startswith("deep ") else plain
        began = time.perf_counter()
        response = client.get(places[line])
        _read(response)
        print((time.perf_counter() - began) * 1000, flush=True)


def _read(response: Any) -> None:
    if response.status_code != 200:
        raise SystemExit(f"{response.request['PATH_INFO']} answered {response.status_code}: {response.content[:300]!r}")


if __name__ == "__main__":
    main()
