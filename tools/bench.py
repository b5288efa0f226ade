"""Measure what the desk's API and pages reach, beside their floors.  Usage: .venv/bin/python tools/bench.py [CLAIMS …]

For each number of claims (SIZE, else 1,000 and 100,000) and each database (DATABASES, else SQLite and PostgreSQL) a desk is
filled in a temporary directory and served as `make serve` does. The tables are printed and written into docs/performance.md.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.benchmarks import operations, report  # noqa: E402  # the path to the project comes first
from tests.benchmarks.serving import Desk, filled_desk  # noqa: E402  # the same

PREPARE = """
import django, json
django.setup()
from django.db import connection
from tests.benchmarks.floors import TABLE
from tests.benchmarks.values import values_there
with connection.cursor() as cursor:
    cursor.execute(TABLE)
version = connection.pg_version if connection.vendor == "postgresql" else 0
print(json.dumps([{k: str(v) for k, v in values_there().items()}, version]))
"""


def main() -> None:
    sizes = [int(one) for one in sys.argv[1:] or os.environ.get("SIZE", "1000 100000").split()]
    kinds = os.environ.get("DATABASES", "SQLite PostgreSQL").split()
    for claims in sizes:
        told = [measure(kind, claims) for kind in kinds]
        if len(kinds) > 1:
            report.put_in_document(f"{claims:,}", "\n\n".join(told))


def measure(kind: str, claims: int) -> str:
    """The table of one desk, printed line by line."""
    print(f"\nFilling {kind} with {claims:,} claims …", flush=True)
    with filled_desk(kind, claims) as desk:
        seeded = desk.seeded
        filled = f"Filled in {seeded['seconds']:,.0f} s, {seeded['bytes'] / 2**20:,.0f} MiB on disk."
        print(f"{filled}\n{report.HEAD}", flush=True)
        rows, notes, version = measured(desk)
        said = report.conditions(report.database_version(kind, f"{version // 10000}.{version % 10000}"))
        print(*notes, said, sep="\n", flush=True)
        return report.table(f"{claims:,} claims, {kind}", rows, [filled, *notes, said])


def measured(desk: Desk) -> tuple[list[operations.Measured], list[str], int]:
    found, version = json.loads(desk.run("-c", PREPARE))
    values = {name: quote(value) for name, value in found.items()}
    rows = []
    for part in (operations.reads, operations.writes):
        for row in part(desk, values):
            rows.append(row)
            print(report.line(row), flush=True)
    row, note = operations.export(desk)
    print(report.line(row), flush=True)
    return [*rows, row], [f"Export: {note}."], version


if __name__ == "__main__":
    main()
