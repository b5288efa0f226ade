"""A long text in parts, each of which is one page: ranges of its blocks, so that no page grows with a book."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotations.anchoring import Block, Span

MOST_BLOCKS = 5_000
MOST_CHARACTERS = 500_000
"""Blocks and code points of one part; a block is never cut, so a longer one is a part by itself."""

Rows = Sequence[Sequence[Any]]
"""The blocks of a revision as it keeps them: `[start, end, kind]`."""


@dataclass(frozen=True)
class Part:
    """The blocks of one part; `number` counts from 1 up to `count`."""

    blocks: list[Block]
    number: int = 1
    count: int = 1

    def holds(self, end: int) -> bool:
        """Whether what ends at this offset ends in the part. True of all texts that are in one part."""
        return self.count == 1 or (bool(self.blocks) and self.blocks[0].start < end <= self.blocks[-1].end)

    def touches(self, span: Span) -> bool:
        """Whether some of the span stands in the part."""
        return bool(self.blocks) and span.start < self.blocks[-1].end and span.end > self.blocks[0].start


class Parts:
    """The parts of a text: where each begins, and the blocks of one of them."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._firsts = _firsts(rows)

    def numbered(self, number: int) -> Part:
        """The part of this number, or the nearest that there is."""
        count = max(1, len(self._firsts))
        number = min(max(number, 1), count)
        ends = [*self._firsts, len(self._rows)]
        rows = self._rows[ends[number - 1] : ends[number]] if self._firsts else []
        return Part([Block(*row) for row in rows], number, count)

    def at(self, offset: int) -> Part:
        """The part with the character at this offset."""
        return self.numbered(bisect_right([self._rows[first][0] for first in self._firsts], offset))


def _firsts(rows: Rows) -> list[int]:
    """The index of the first block of each part."""
    firsts: list[int] = []
    begun = 0
    for index, (start, end, _kind) in enumerate(rows):
        if not firsts or index - firsts[-1] >= MOST_BLOCKS or end - begun > MOST_CHARACTERS:
            firsts.append(index)
            begun = start
    return firsts
