"""Which word of one text is which word of another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from annotations.anchoring.runs import Run
from annotations.anchoring.wording import Wording

NOWHERE = -1


class Pairing:
    """The words of two texts and for each its partner in the other text, or NOWHERE. A word has one partner at most."""

    def __init__(self, old: Wording, new: Wording) -> None:
        self.old = old
        self.new = new
        numbers: dict[str, int] = {}
        self.old_ids = [numbers.setdefault(key, len(numbers)) for key in old.keys]
        self.new_ids = [numbers.setdefault(key, len(numbers)) for key in new.keys]
        self.partner = [NOWHERE] * len(old)
        self.partner_of_new = [NOWHERE] * len(new)

    def weigh(self, run: Run) -> int:
        return self.old.weight_until[run.old_end] - self.old.weight_until[run.old]

    def free_parts(self, run: Run) -> Iterator[Run]:
        """The parts of a run of which no word has a partner yet."""
        start = None
        for shift in range(run.length + 1):
            free = (
                shift < run.length
                and self.partner[run.old + shift] == NOWHERE
                and self.partner_of_new[run.new + shift] == NOWHERE
            )
            if free and start is None:
                start = shift
            elif not free and start is not None:
                yield run.part(start, shift)
                start = None

    def join(self, run: Run) -> None:
        self.partner[run.old : run.old_end] = range(run.new, run.new_end)
        self.partner_of_new[run.new : run.new_end] = range(run.old, run.old_end)

    def part(self, run: Run) -> None:
        self.partner[run.old : run.old_end] = [NOWHERE] * run.length
        self.partner_of_new[run.new : run.new_end] = [NOWHERE] * run.length

    def runs(self) -> list[Run]:
        """What is paired, as the longest runs, in order of the old text."""
        partner = self.partner
        breaks = [
            place for place, (one, other) in enumerate(pairwise(partner), start=1) if one == NOWHERE or other != one + 1
        ]
        return [
            Run(start, partner[start], end - start)
            for start, end in zip([0, *breaks], [*breaks, len(partner)], strict=True)
            if end > start and partner[start] != NOWHERE
        ]
