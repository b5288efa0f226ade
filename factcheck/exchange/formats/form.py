"""What a format is: a module with one `FORMAT`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from factcheck.exchange.exports.selection import Selection

Reader = Callable[[Selection], Generator[Any]]
"""To be closed before the view of the database ends in which it reads: PostgreSQL may still be copying."""
"""What is written of a selection, one thing after another, with only a few in memory."""
Writer = Callable[[Iterable[Any], Selection], Iterator[bytes]]


def one_row(_thing: Any) -> int:
    return 1


@dataclass(frozen=True)
class Format:
    """`readers` says which resources it suits, and what it makes of each: the API's objects, or something of its own;
    `rows_in` says how many rows are in one of those.

    `write` yields as it goes, so that the first bytes leave before the last row is read.
    """

    name: str
    title: str
    media_type: str
    extension: str
    readers: Mapping[str, Reader]
    write: Writer
    takes_tombstones: bool = False
    rows_in: Callable[[Any], int] = one_row

    def filename(self, resource: str) -> str:
        """The name of a file: `claims.csv`, `articles.doccano.jsonl`."""
        ending = self.name if self.name == self.extension else f"{self.name}.{self.extension}"
        return f"{resource}.{ending}"
