"""Two texts of an article beside each other, or one in the other: rows of lines, each made of pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, NamedTuple

from annotations.anchoring import Operation

Kind = Literal["same", "gone", "new"]
AROUND = 1
"""Unchanged lines shown on each side of a change; the rest is folded away."""

MOST_ROWS = 1_000
"""Rows of one page. Where there are more, unchanged lines are left out until they are asked for."""


class Piece(NamedTuple):
    """Words of a line; a book has a million of these."""

    kind: Kind
    text: str


Line = list[Piece]


class Row(NamedTuple):
    """A line of the older text and the line of the newer one beside it; either may be missing."""

    old: Line
    new: Line

    @property
    def is_same(self) -> bool:
        return all(piece.kind == "same" for piece in (*self.old, *self.new))

    @property
    def merged(self) -> Line:
        """The two lines in one, for narrow screens: what is the same once, what is gone and what is new in their places."""
        line: Line = []
        new = list(self.new)
        for piece in self.old:
            if piece.kind == "same" and piece in new:
                at = new.index(piece)
                line += new[:at]
                new = new[at + 1 :]
            line.append(piece)
        return line + new


@dataclass(frozen=True)
class Part:
    """Rows in order; `is_folded` for a run of unchanged ones that is shown only when asked for. `left_out` counts those that
    are not even there."""

    rows: list[Row] = field(default_factory=list)
    is_folded: bool = False
    left_out: int = 0


def beside(old: str, new: str, operations: Sequence[Operation]) -> list[Part]:
    """The older text on the left, the newer on the right, line by line."""
    left: list[Line] = [[]]
    right: list[Line] = [[]]
    for operation in operations:
        gone, come = old[operation.start : operation.end], new[operation.against_start : operation.against_end]
        if operation.op == "equal":
            if not _told(left[-1]) and not _told(right[-1]):
                _level(left, right, more=0)  # after whole lines that only one side has
            for number, words in enumerate(come.split("\n")):
                if number:
                    _level(left, right)
                left[-1].append(Piece("same", words))
                right[-1].append(Piece("same", words))
        else:
            _write(left, "gone", gone)
            _write(right, "new", come)
    _level(left, right, more=0)
    rows = [Row(_told(a), _told(b)) for a, b in zip(left, right, strict=True)]
    return list(_folded([row for row in rows if row.old or row.new]))


def inline(old: str, new: str, operations: Sequence[Operation]) -> list[Part]:
    """One text, with what is gone and what is new in their places."""
    lines: list[Line] = [[]]
    for operation in operations:
        gone, come = old[operation.start : operation.end], new[operation.against_start : operation.against_end]
        if operation.op == "equal":
            _write(lines, "same", come)
        else:
            _write(lines, "gone", gone)
            _write(lines, "new", come)
    rows = [Row([], _told(line)) for line in lines]
    return list(_folded([row for row in rows if row.new]))


def is_long(parts: Sequence[Part]) -> bool:
    """Whether there are more rows than fit on one page."""
    return sum(len(part.rows) for part in parts) > MOST_ROWS


def row_by_row(parts: Sequence[Part], *, everything: bool) -> list[Part]:
    """Parts of a row each, to be put on pages; folded ones are left out unless `everything` is asked for."""
    told: list[Part] = []
    for part in parts:
        if part.is_folded and not everything:
            told.append(Part(left_out=len(part.rows)))
        else:
            told += (Part([row]) for row in part.rows)
    return told


def _write(lines: list[Line], kind: Kind, words: str) -> None:
    for number, part in enumerate(words.split("\n")):
        if number:
            lines.append([])
        lines[-1].append(Piece(kind, part))


def _level(left: list[Line], right: list[Line], more: int = 1) -> None:
    """Bring both sides to the same height, and begin so many new lines there."""
    height = max(len(left), len(right)) + more
    for side in (left, right):
        side.extend([] for _ in range(height - len(side)))


def _told(line: Line) -> Line:
    return [piece for piece in line if piece.text]


def _folded(rows: list[Row]) -> Iterator[Part]:
    for is_same, run in groupby(rows, key=lambda row: row.is_same):
        found = list(run)
        if not is_same or len(found) <= 2 * AROUND + 1:
            yield Part(found)
            continue
        yield Part(found[:AROUND])
        yield Part(found[AROUND:-AROUND], is_folded=True)
        yield Part(found[-AROUND:])
