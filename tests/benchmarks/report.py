"""The tables, at the terminal and in docs/performance.md."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.operations import Measured

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs/performance.md"
COLUMNS = (
    "operation",
    "connections",
    "rate",
    "floor",
    "of the floor",
    "of bytes alone",
    "p50 ms",
    "p95 ms",
    "client µs",
)
HEAD = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


def line(row: Measured) -> str:
    floor, ratio = f"{row.floor:,.0f}{row.unit}", f"{100 * row.ratio:.0f} %"
    alone = "" if row.bytes_alone is None else f"{100 * row.rate / row.bytes_alone:.0f} %"
    return (
        f"| {row.operation} | {row.connections} | {row.rate:,.1f}{row.unit} | {floor} | {ratio} | {alone} | {row.p50:,.1f} "
        f"| {row.p95:,.1f} | {row.client:.0f} |"
    )


def conditions(database: str) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "djangorestframework", "gunicorn", "psycopg"))
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores of {platform.machine()}, load {load:.1f} at the end, Python "
        f"{platform.python_version()}, {packages}, {database}."
    )


def database_version(kind: str, told: str) -> str:
    return f"SQLite {sqlite3.sqlite_version}" if kind == "SQLite" else f"PostgreSQL {told}"


def table(title: str, rows: Sequence[Measured], notes: Sequence[str]) -> str:
    return "\n\n".join([f"### {title}", "\n".join([HEAD, *map(line, rows)]), *notes])


def put_in_document(name: str, text: str) -> None:
    """Between the markers of this name, which have to be there."""
    begin, end = f"<!-- measured: {name} -->", "<!-- /measured -->"
    found = DOCUMENT.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(found):
        raise SystemExit(f"{DOCUMENT.name} has no {begin}.")
    DOCUMENT.write_text(pattern.sub(lambda _: f"{begin}\n{text}\n{end}", found), encoding="utf-8")
