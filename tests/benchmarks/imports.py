"""How long a table of claims takes to come in.  Usage: python -m tests.benchmarks.imports [CLAIMS]

On each database, in one run: `manage.py import` of a CSV file, checked, with an event for each claim, indexed for search and
committed; beside the floor, which reads the same file with Python's csv module and inserts each line as one row of a key and
a text, in one transaction.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.seeding.content import Chance
from tests.benchmarks.serving import ROOT, database

CLAIMS = 100_000
HEADER = ("id", "claim", "speaker", "date", "topics")
FLOOR = """
import csv, sys, django
django.setup()
from django.db import connection, transaction
from factcheck.core.ids import uuid7
from tests.benchmarks.floors import TABLE
import time
began = time.perf_counter()
with open(sys.argv[1], newline="") as file, transaction.atomic(), connection.cursor() as cursor:
    cursor.execute(TABLE)
    rows = [(uuid7().hex, " ".join(line)) for line in csv.reader(file)]
    cursor.executemany("INSERT INTO floor_row (id, body) VALUES (%s, %s)", rows)
print(time.perf_counter() - began)
"""
PEOPLE = """
import django
django.setup()
from factcheck.desks.actors import Actor
from factcheck.desks.models import User
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import open_desk
from factcheck.desks.services.members import add_member
desk = open_desk(Actor.anonymous(), slug="bench", name="Bench")
add_member(Actor.operator(), desk, User.objects.create_user("edna", password=None), Role.EDITOR)
"""


def main() -> None:
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    print(f"{'':12} {'claims':>9} {'seconds':>8} {'floor':>8} {'of the floor':>13}", flush=True)
    for kind in os.environ.get("DATABASES", "SQLite PostgreSQL").split():
        with tempfile.TemporaryDirectory(prefix="factcheck-bench-") as place, database(kind) as url:
            file = Path(place) / "claims.csv"
            write_table(file, claims)
            seconds, floor = times_of(file, environment(place, url), claims)
        print(f"{kind:12} {claims:9,} {seconds:8.1f} {floor:8.2f} {100 * floor / seconds:11.1f} %", flush=True)


def write_table(file: Path, claims: int) -> None:
    chance = Chance(1)
    with file.open("w", newline="") as out:
        table = csv.writer(out)
        table.writerow(HEADER)
        for n in range(claims):
            day = f"20{n % 20:02}-{n % 12 + 1:02}-{n % 28 + 1:02}"
            table.writerow([n, f"{chance.sentence()} {n}", chance.claimant(), day, "; ".join(chance.topics())])


def environment(place: str, url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    kept |= {"DATA_DIR": place, "SECRET_KEY": "of no worth outside the benchmark, and long enough for all that"}
    kept |= {"DJANGO_SETTINGS_MODULE": "factcheck.settings", "PYTHONPATH": str(ROOT)}
    return kept | ({"DATABASE_URL": url} if url else {})


def times_of(file: Path, here: dict[str, str], claims: int) -> tuple[float, float]:
    """Seconds of the import and of the floor."""

    def run(*arguments: str) -> str:
        return subprocess.check_output([sys.executable, *arguments], cwd=ROOT, env=here, text=True)

    run("manage.py", "migrate", "-v0")
    run("-c", PEOPLE)
    began = time.perf_counter()
    told = run("manage.py", "import", str(file), "--format", "csv", "--desk", "bench", "--user", "edna")
    took = time.perf_counter() - began
    made = json.loads(told)["counts"]
    if f"{claims}" not in json.dumps(made):
        raise SystemExit(f"Not all of them came in: {made}")
    return took, float(run("-c", FLOOR, str(file)))


if __name__ == "__main__":
    main()
