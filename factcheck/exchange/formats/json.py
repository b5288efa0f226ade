"""JSON: one array of the API's objects, each on a line of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from factcheck.exchange.exports.selection import Selection, lines
from factcheck.exchange.formats.form import Format
from factcheck.exchange.resources import RESOURCES

MEDIA_TYPE = "application/json"


def write(rows: Iterable[bytes], selection: Selection | None = None) -> Iterator[bytes]:
    """An array, begun before its first row is there."""
    before = b"[\n"
    for row in rows:
        yield before + row.removesuffix(b"\n")
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


FORMAT = Format("json", "JSON", MEDIA_TYPE, "json", dict.fromkeys(RESOURCES, lines), write, takes_tombstones=True)
