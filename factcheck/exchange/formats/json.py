"""JSON: one array of the API's objects, each on a line of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from factcheck.exchange.exports.selection import Selection, line_blocks, lines_in
from factcheck.exchange.formats.form import Format
from factcheck.exchange.resources import RESOURCES

MEDIA_TYPE = "application/json"


def write(blocks: Iterable[bytes], selection: Selection | None = None) -> Iterator[bytes]:
    """An array, begun before its first row is there."""
    before = b"[\n"
    for block in blocks:
        yield before + block.removesuffix(b"\n").replace(b"\n", b",\n")
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


FORMAT = Format(
    "json", "JSON", MEDIA_TYPE, "json", dict.fromkeys(RESOURCES, line_blocks), write, takes_tombstones=True,
    rows_in=lines_in,
)  # fmt: skip
