"""JSON Lines (https://jsonlines.org): one of the API's objects a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from factcheck.exchange.exports.selection import Selection, line_blocks, lines_in
from factcheck.exchange.formats.form import Format
from factcheck.exchange.resources import RESOURCES

MEDIA_TYPE = "application/x-ndjson"


def write(blocks: Iterable[bytes], selection: Selection | None = None) -> Iterator[bytes]:
    return iter(blocks)


FORMAT = Format(
    "jsonl", "JSON Lines", MEDIA_TYPE, "jsonl", dict.fromkeys(RESOURCES, line_blocks), write, takes_tombstones=True,
    rows_in=lines_in,
)  # fmt: skip
