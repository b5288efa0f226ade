"""JSON Lines (https://jsonlines.org): one of the API's objects a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from factcheck.exchange.exports.selection import Selection, lines
from factcheck.exchange.formats.form import Format
from factcheck.exchange.resources import RESOURCES

MEDIA_TYPE = "application/x-ndjson"


def write(rows: Iterable[bytes], selection: Selection | None = None) -> Iterator[bytes]:
    return iter(rows)


FORMAT = Format(
    "jsonl", "JSON Lines", MEDIA_TYPE, "jsonl", dict.fromkeys(RESOURCES, lines), write, takes_tombstones=True
)
