"""What stayed in order between two texts, what moved, and what of it is to be believed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.anchoring.pairing import NOWHERE, Pairing
from annotations.anchoring.runs import Run

NEAR = 60
"""Words between two runs of one island."""

ENOUGH_APART = 0.8
"""How much of the sentences of an island must be there when it stands apart from all that surrounded it."""

ENOUGH_IN_ORDER = 0.35

WHOLE = 0.95
"""How much of one sentence must be there for its island to be believed anywhere."""

FIRM = 24
"""What that sentence must weigh at least: four or five words."""

SENTENCE = 40
"""Words of a sentence that are looked at around an island."""


@dataclass(frozen=True)
class Island:
    """Runs that stayed together: in order and near each other in both texts."""

    runs: tuple[Run, ...]
    weight: int


def islands(pairing: Pairing) -> list[Island]:
    """All that is paired, as islands, in order of the old text."""
    found: list[Island] = []
    runs: list[Run] = []
    for run in pairing.runs():
        if runs and not (0 <= run.new - runs[-1].new_end <= NEAR and run.old - runs[-1].old_end <= NEAR):
            found.append(Island(tuple(runs), sum(map(pairing.weigh, runs))))
            runs = []
        runs.append(run)
    if runs:
        found.append(Island(tuple(runs), sum(map(pairing.weigh, runs))))
    return found


def in_order(found: Sequence[Island]) -> list[Island]:
    """The heaviest islands that stand in the same order in both texts: what did not move."""
    ends = sorted(island.runs[-1].new_end for island in found)
    best = _Heaviest(len(found))
    before: list[int] = []
    for index, island in enumerate(found):
        weight, previous = best.below(bisect_right(ends, island.runs[0].new))
        before.append(previous)
        best.add(bisect_left(ends, island.runs[-1].new_end), weight + island.weight, index)
    chain: list[Island] = []
    at = best.below(len(found))[1]
    while at >= 0:
        chain.append(found[at])
        at = before[at]
    return chain[::-1]


class _Heaviest:
    """The heaviest entry among those of lower rank, in logarithmic time.

    Fenwick, A New Data Structure for Cumulative Frequency Tables (Software: Practice and Experience 24, 1994).
    """

    def __init__(self, size: int) -> None:
        self._tree: list[tuple[int, int]] = [(0, -1)] * (size + 1)

    def below(self, rank: int) -> tuple[int, int]:
        found = (0, -1)
        while rank > 0:
            found = max(found, self._tree[rank])
            rank &= rank - 1
        return found

    def add(self, rank: int, weight: int, index: int) -> None:
        rank += 1
        while rank < len(self._tree):
            self._tree[rank] = max(self._tree[rank], (weight, index))
            rank += rank & -rank


def part_what_is_doubtful(pairing: Pairing) -> None:
    """Part again the islands of which too little is there: another sentence that happens to use the same words.

    A sentence that stands apart from all that surrounded it, and with another number in it, is another sentence too: a
    twin, as reports of one event are full of.
    """
    found = islands(pairing)
    stayed = {id(island) for island in in_order(found)}
    for island in found:
        apart = id(island) not in stayed
        if (apart and _is_numbered_otherwise(pairing, island)) or not _is_enough(pairing, island, apart=apart):
            for run in island.runs:
                pairing.part(run)


def _is_enough(pairing: Pairing, island: Island, *, apart: bool) -> bool:
    shares = list(_shares_of_sentences(pairing, island))
    kept, whole = sum(kept for kept, _whole in shares), sum(whole for _kept, whole in shares)
    if kept >= (ENOUGH_APART if apart else ENOUGH_IN_ORDER) * whole:
        return True
    return any(kept >= max(WHOLE * whole, FIRM) for kept, whole in shares)


def _is_numbered_otherwise(pairing: Pairing, island: Island) -> bool:
    """Whether an island is within one sentence of the old text, and a number in its gaps is not the same in the new one."""
    old = range(island.runs[0].old, island.runs[-1].old_end)
    new = range(island.runs[0].new, island.runs[-1].new_end)
    if pairing.old.closing.count(1, old.start, old.stop - 1) > 0:
        return False
    lost = [key for word in old if pairing.partner[word] == NOWHERE and (key := pairing.old.keys[word]).isdecimal()]
    won = [
        key for word in new if pairing.partner_of_new[word] == NOWHERE and (key := pairing.new.keys[word]).isdecimal()
    ]
    return bool(lost and won) and lost != won


def _shares_of_sentences(pairing: Pairing, island: Island) -> Iterator[tuple[int, int]]:
    """For each sentence an island touches, the weight of its words in the island, and of these with its free words."""
    closing, partner, weights = pairing.old.closing, pairing.partner, pairing.old.weights
    first, last = island.runs[0].old, island.runs[-1].old_end
    start = max(closing.rfind(1, max(0, first - SENTENCE), first) + 1, first - SENTENCE, 0)
    stop = closing.find(1, last - 1, last + SENTENCE) + 1 or min(last + SENTENCE, len(partner))
    low, high = island.runs[0].new, island.runs[-1].new_end
    while start < stop:
        end = min(closing.find(1, start, stop) + 1 or stop, stop)
        kept = sum(weights[word] for word in range(start, end) if low <= partner[word] < high)
        yield kept, kept + sum(weights[word] for word in range(start, end) if partner[word] == NOWHERE)
        start = end
