"""Sentences that an alignment tore apart, put together again where that costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from annotations.anchoring.pairing import Pairing
from annotations.anchoring.runs import Run

LONGEST = 40
"""Words of a torn end that are looked at."""

SLACK = 3
"""Changed words that may lie between the torn end and the rest of its sentence."""


class _Side(NamedTuple):
    """One text, with the words between two runs of the same words: `[gap_start, gap_end)`."""

    ids: list[int]
    closing: bytearray
    gap_start: int
    gap_end: int

    @property
    def gap(self) -> int:
        return self.gap_end - self.gap_start


def rejoin(pairing: Pairing) -> None:
    """Move the torn end of a sentence to the rest of it, where the same words stand there as well.

    When a sentence was put in before it or taken out, its first words may be those of the other one too, and a shortest
    alignment may well begin one sentence with the other's words.
    """
    runs = pairing.runs()
    for before, after in pairwise(runs):
        if before.new_end > after.new:
            continue
        old = _Side(pairing.old_ids, pairing.old.closing, before.old_end, after.old)
        new = _Side(pairing.new_ids, pairing.new.closing, before.new_end, after.new)
        for leaving, arriving in _moves(old, new, before, after):
            if all(pairing.partner[leaving.old + shift] == leaving.new + shift for shift in range(leaving.length)):
                pairing.part(leaving)
                pairing.join(arriving)
                break


def _moves(old: _Side, new: _Side, before: Run, after: Run) -> Iterator[tuple[Run, Run]]:
    """What may be moved, and where to: a beginning or an end, torn off in the old text or in the new one."""
    for whole, other, turned in ((old, new, False), (new, old, True)):
        if whole.gap > SLACK or other.gap <= whole.gap + SLACK:
            continue
        found = _torn_beginning(whole, other, before.length)
        if found:
            length, place = found
            yield (
                _run(whole.gap_start - length, other.gap_start - length, length, turned=turned),
                _run(whole.gap_start - length, place, length, turned=turned),
            )
        found = _torn_end(whole, other, after.length)
        if found:
            length, place = found
            yield (
                _run(whole.gap_end, other.gap_end, length, turned=turned),
                _run(whole.gap_end, place, length, turned=turned),
            )


def _run(whole: int, other: int, length: int, *, turned: bool) -> Run:
    return Run(other, whole, length) if turned else Run(whole, other, length)


def _torn_beginning(whole: _Side, other: _Side, most: int) -> tuple[int, int] | None:
    """How many words before the gap begin the sentence that goes on after it, and where they stand right before its rest."""
    length = _since_closing(whole, most)
    if not length or whole.closing.find(1, whole.gap_start, whole.gap_end) >= 0:
        return None
    wanted = whole.ids[whole.gap_start - length : whole.gap_start]
    for slack in range(whole.gap + 1):
        place = other.gap_end - slack - length
        if place >= other.gap_start and other.ids[place : place + length] == wanted:
            return length, place
    return None


def _torn_end(whole: _Side, other: _Side, most: int) -> tuple[int, int] | None:
    """How many words after the gap end the sentence that began before it, and where they stand right after its beginning."""
    length = _until_closing(whole, most)
    if not length or whole.closing.find(1, max(0, whole.gap_start - 1), whole.gap_end) >= 0:
        return None
    wanted = whole.ids[whole.gap_end : whole.gap_end + length]
    for slack in range(whole.gap + 1):
        place = other.gap_start + slack
        if place + length <= other.gap_end and other.ids[place : place + length] == wanted:
            return length, place
    return None


def _since_closing(side: _Side, most: int) -> int:
    """How many words before the gap belong to a sentence that begins within `most` words; 0 when none does."""
    for length in range(min(most, LONGEST, side.gap_start) + 1):
        start = side.gap_start - length
        if start == 0 or side.closing[start - 1]:
            return length
    return 0


def _until_closing(side: _Side, most: int) -> int:
    for length in range(1, min(most, LONGEST) + 1):
        if side.closing[side.gap_end + length - 1]:
            return length
    return 0
