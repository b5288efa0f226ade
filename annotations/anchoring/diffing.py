"""What changed from one revision of a text to the next, word by word, for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotations.anchoring.aligning import align
from annotations.anchoring.islands import in_order, islands
from annotations.anchoring.pairing import Pairing
from annotations.anchoring.runs import Run
from annotations.anchoring.stranding import part_stranded_words

OPERATIONS = ("equal", "replace", "insert", "delete")


@dataclass(frozen=True)
class Operation:
    """`old_text[start:end]` became `new_text[against_start:against_end]`; offsets are code points.

    `op` is equal (the same characters), replace, insert (nothing stood here: start = end) or delete (nothing stands here
    now: against_start = against_end).
    """

    op: str
    start: int
    end: int
    against_start: int
    against_end: int


def diff(old_text: str, new_text: str) -> list[Operation]:
    """The operations that lead from one text to the other: in order, covering both texts without gaps or overlap.

    Two neighbours never have the same `op`. Words are not cut, so that a changed letter replaces its word. What moved is
    deleted where it stood and inserted where it stands: of a passage that crosses another, one of the two has to be.
    """
    if old_text == new_text:
        return [Operation("equal", 0, len(old_text), 0, len(new_text))] if old_text else []
    pairing = align(old_text, new_text)
    part_stranded_words(pairing)
    stayed = (run for island in in_order(islands(pairing)) for run in island.runs)
    return list(_merged(old_text, new_text, _pieces(pairing, stayed)))


def _pieces(pairing: Pairing, stayed: Iterable[Run]) -> Iterator[tuple[int, int]]:
    """Offsets in both texts up to which they have been gone through: before and after each run, or each word of it."""
    old, new = pairing.old, pairing.new
    for run in stayed:
        old_start, old_end = old.span_of(run.old, run.old_end - 1)
        new_start, new_end = new.span_of(run.new, run.new_end - 1)
        if old.original[old_start:old_end] != new.original[new_start:new_end]:
            for word, other in zip(range(run.old, run.old_end), range(run.new, run.new_end), strict=True):
                yield from zip(old.span_of(word, word), new.span_of(other, other), strict=True)
        else:
            yield old_start, new_start
            yield old_end, new_end
    yield len(old.original), len(new.original)


def _merged(old: str, new: str, ends: Iterable[tuple[int, int]]) -> Iterator[Operation]:
    last: Operation | None = None
    for piece in _cut(old, new, ends):
        if last and last.op == piece.op:
            last = Operation(last.op, last.start, piece.end, last.against_start, piece.against_end)
        elif last and "equal" not in (last.op, piece.op):
            last = Operation("replace", last.start, piece.end, last.against_start, piece.against_end)
        else:
            if last:
                yield last
            last = piece
    if last:
        yield last


def _cut(old: str, new: str, ends: Iterable[tuple[int, int]]) -> Iterator[Operation]:
    """The pieces as operations; white space that a changed piece shares at its beginning or end is equal."""
    start = against = 0
    for end, against_end in ends:
        head, tail = _shared_space(old[start:end], new[against:against_end])
        yield from _operation(old, new, start, start + head, against, against + head)
        yield from _operation(old, new, start + head, end - tail, against + head, against_end - tail)
        yield from _operation(old, new, end - tail, end, against_end - tail, against_end)
        start, against = end, against_end


def _shared_space(was: str, now: str) -> tuple[int, int]:
    if was == now or (was.isspace() and now.isspace()):
        return 0, 0
    head = _common_space(was, now)
    tail = _common_space(was[head:][::-1], now[head:][::-1])
    return head, tail


def _common_space(was: str, now: str) -> int:
    for length, (a, b) in enumerate(zip(was, now, strict=False)):
        if a != b or not a.isspace():
            return length
    return min(len(was), len(now))


def _operation(old: str, new: str, start: int, end: int, against: int, against_end: int) -> Iterator[Operation]:
    if start == end and against == against_end:
        return
    if old[start:end] == new[against:against_end]:
        op = "equal"
    elif start == end:
        op = "insert"
    else:
        op = "delete" if against == against_end else "replace"
    yield Operation(op, start, end, against, against_end)
