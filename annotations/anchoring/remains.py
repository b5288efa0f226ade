"""What is left of a stretch of the old text in the new one, and which of it belongs together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from annotations.anchoring.islands import in_order, islands
from annotations.anchoring.pairing import NOWHERE, Pairing
from annotations.anchoring.runs import Run

APART = 0.03
"""What a word that was put in between costs when parts are taken together, against one that is there."""

LOOK_BACK = 50
"""Parts before a part that are tried as the one it goes on from."""

MANY = 200
"""Parts from which on only those are taken that did not move at all, so that long highlights cost no more than short ones."""


@dataclass(frozen=True)
class Remains:
    """The first and the last run of what is left, in the old text and in the new one, and the weight of it all."""

    first: Run
    last: Run
    weight: int


class Finder:
    """Answers for many stretches of one pairing."""

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing
        self._runs = pairing.runs()
        self._stayed = [run for island in in_order(islands(pairing)) for run in island.runs]
        self._weights = list(accumulate(map(pairing.weigh, self._stayed), initial=0))

    def remains_of(self, words: range) -> Remains | None:
        """What is left of these old words, in order: the heaviest parts that did not move away from one another."""
        first, stop = _overlapping(self._runs, words)
        if stop - first > MANY:
            return self._stayed_of(words)
        parts = [_within(run, words) for run in self._runs[first:stop]]
        together = _heaviest_together(self._pairing, parts)
        if not together:
            return None
        return Remains(together[0], together[-1], sum(map(self._pairing.weigh, together)))

    def _stayed_of(self, words: range) -> Remains | None:
        first, stop = _overlapping(self._stayed, words)
        if first == stop:
            return None
        return Remains(
            _within(self._stayed[first], words),
            _within(self._stayed[stop - 1], words),
            self._weights[stop] - self._weights[first],
        )


def _overlapping(runs: Sequence[Run], words: range) -> tuple[int, int]:
    first = bisect_right(runs, words.start, key=lambda run: run.old_end)
    return first, max(first, bisect_left(runs, words.stop, key=lambda run: run.old))


def _within(run: Run, words: range) -> Run:
    return run.part(max(0, words.start - run.old), min(run.length, words.stop - run.old))


def _heaviest_together(pairing: Pairing, parts: Sequence[Run]) -> list[Run]:
    best: list[float] = []
    before: list[int] = []
    for index, part in enumerate(parts):
        most, came_from = 0.0, NOWHERE
        for earlier in range(max(0, index - LOOK_BACK), index):
            end = parts[earlier].new_end
            if end <= part.new:
                gain = best[earlier] - APART * (pairing.new.weight_until[part.new] - pairing.new.weight_until[end])
                if gain > most:
                    most, came_from = gain, earlier
        best.append(most + pairing.weigh(part))
        before.append(came_from)
    together: list[Run] = []
    at = max(range(len(best)), key=best.__getitem__, default=NOWHERE)
    while at != NOWHERE:
        together.append(parts[at])
        at = before[at]
    return together[::-1]
