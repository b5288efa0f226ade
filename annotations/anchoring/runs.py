"""Runs of the same words in two texts: found by what is rare in both, chained where they keep order and stay close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

RARE = 3
"""A group of words that stands more often than this in either text says nothing about where it belongs."""

NEAR = 200
"""Words that may lie between two runs of one chain."""

LOOK_BACK = 24
"""Runs before a run that are tried as the one it goes on from."""


class Run(NamedTuple):
    """`length` words that are the same from `old` and from `new` on."""

    old: int
    new: int
    length: int

    @property
    def old_end(self) -> int:
        return self.old + self.length

    @property
    def new_end(self) -> int:
        return self.new + self.length

    def part(self, start: int, end: int) -> Run:
        return Run(self.old + start, self.new + start, end - start)


def common_runs(old: Sequence[int], new: Sequence[int], size: int, rare: int = RARE) -> list[Run]:
    """The longest runs of the same words around each group of `size` words that is rare in both texts, in order of `old`.

    At most `rare`² runs cover a word, so that the work is linear in the texts.
    """
    places = _rare_places(new, size, rare)
    counts: dict[tuple[int, ...], int] = {}
    groups = list(_groups(old, size))
    for group in groups:
        if group in places:
            counts[group] = counts.get(group, 0) + 1
    found: list[Run] = []
    reached: dict[int, int] = {}
    for at, group in enumerate(groups):
        if counts.get(group, rare + 1) > rare:
            continue
        for place in places[group]:
            covered = reached.get(at - place, 0)
            if covered <= at:
                run = _widen(old, new, at, place, size, covered)
                reached[at - place] = run.old_end
                found.append(run)
    return sorted(found)


def _groups(words: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    return zip(*(words[shift:] for shift in range(size)), strict=False)


def _rare_places(words: Sequence[int], size: int, rare: int) -> dict[tuple[int, ...], list[int]]:
    places: dict[tuple[int, ...], list[int]] = {}
    for at, group in enumerate(_groups(words, size)):
        known = places.setdefault(group, [])
        if len(known) <= rare:
            known.append(at)
    return {group: known for group, known in places.items() if len(known) <= rare}


def _widen(old: Sequence[int], new: Sequence[int], at: int, place: int, size: int, floor: int) -> Run:
    start, end = 0, size
    while at + start > floor and place + start > 0 and old[at + start - 1] == new[place + start - 1]:
        start -= 1
    most = min(len(old) - at, len(new) - place)
    while end < most and old[at + end] == new[place + end]:
        end += 1
    return Run(at + start, place + start, end - start)


TORN = 2
"""What it costs to go on elsewhere in the middle of a sentence."""


class Chain(NamedTuple):
    """Runs that follow one another closely in both texts, and what they weigh less the words between them."""

    weight: float
    runs: list[Run]


def chains(runs: Sequence[Run], weight_until: Sequence[int], closing: bytes | bytearray) -> list[Chain]:
    """Join runs into chains, each run in one chain, the heaviest chain first.

    This is the chaining of Li, Minimap2 (Bioinformatics 34, 2018), section 2.1: dynamic programming over the runs before
    each run, then taking off the best chain again and again. `weight_until[n]` is the weight of the first n old words,
    `closing` tells those that end a sentence: a chain goes on elsewhere between sentences rather than within one.
    """
    best: list[float] = []
    before: list[int] = []
    for index, run in enumerate(runs):
        own = weight_until[run.old_end] - weight_until[run.old]
        most, came_from = 0.0, -1
        for earlier in range(index - 1, max(-1, index - 1 - LOOK_BACK), -1):
            gain = best[earlier] - _distance(runs[earlier], run, own)
            if not closing[run.old - 1]:
                gain -= TORN
            if gain > most:
                most, came_from = gain, earlier
        best.append(own + most)
        before.append(came_from)
    return list(_taken_apart(runs, best, before))


def _distance(earlier: Run, run: Run, own: float) -> float:
    """What it costs to go on from one run to the next: nothing side by side, more the more words lie between."""
    old_gap, new_gap = run.old - earlier.old_end, run.new - earlier.new_end
    if old_gap > NEAR or new_gap > NEAR:
        return float("inf")
    overlap = -min(old_gap, new_gap, 0)
    if overlap >= min(run.length, earlier.length):
        return float("inf")
    wide = max(old_gap, new_gap, 0)
    return own * overlap / run.length + min(0.6 * wide, 12 + 0.12 * wide) + 0.2 * max(0, min(old_gap, new_gap))


def _taken_apart(runs: Sequence[Run], best: Sequence[float], before: Sequence[int]) -> Iterator[Chain]:
    used = bytearray(len(runs))
    for last in sorted(range(len(runs)), key=lambda index: -best[index]):
        if used[last]:
            continue
        chain: list[Run] = []
        at = last
        while at >= 0 and not used[at]:
            used[at] = 1
            chain.append(runs[at])
            at = before[at]
        yield Chain(best[last] - (best[at] if at >= 0 else 0.0), chain[::-1])
