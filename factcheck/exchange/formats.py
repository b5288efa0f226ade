"""Rows as lines: one generator for each format, from the API's objects to bytes."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

Row = dict[str, Any]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these is run as a formula by spreadsheet programs."""


def jsonl(rows: Iterable[Row]) -> Iterator[bytes]:
    """JSON Lines: one object a line (https://jsonlines.org)."""
    for row in rows:
        yield orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def csv_lines(rows: Iterable[Row], columns: tuple[str, ...]) -> Iterator[bytes]:
    """CSV (RFC 4180) with a header line; a column is a path such as `claimant.name`, lists and objects are JSON."""
    writer = csv.writer(_Echo())
    yield _line(writer.writerow(columns))
    for row in rows:
        yield _line(writer.writerow([_cell(_reach(row, column)) for column in columns]))


class _Echo:
    """Where `csv.writer` writes to: hands each line back."""

    def write(self, line: str) -> str:
        return line


def _line(written: Any) -> bytes:
    return str(written).encode()


def _reach(row: Row, path: str) -> Any:
    value: Any = row
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return "'" + text if isinstance(value, str) and text.startswith(FORMULA) else text


MEDIA_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}

Writer = Callable[[Iterable[Row]], Iterator[bytes]]
