"""A few words that an alignment kept of a sentence that is gone."""

from __future__ import annotations

from itertools import pairwise

from annotations.anchoring.pairing import Pairing
from annotations.anchoring.runs import Run

LONGEST = 6
"""Words that can be stranded; more are a change of the sentence."""

FAINT = 3
"""How many times more the words beside them must weigh, in both texts."""


def part_stranded_words(pairing: Pairing) -> None:
    """Part the first or last words of a sentence when all else of it was replaced by other sentences.

    A full stop or an article is the same in both by chance; to keep it would tear the new sentence in what people read.
    """
    runs = pairing.runs()
    for before, after in pairwise(runs):
        if before.new_end > after.new:
            continue
        old, new = range(before.old_end, after.old), range(before.new_end, after.new)
        lost = min(pairing.old.weight_of(old), pairing.new.weight_of(new))
        if lost and _hold_an_end(pairing, old, new):
            _part_if_faint(pairing, _beginning(pairing, before), lost)
        if lost and _hold_an_end(pairing, range(old.start - 1, old.stop), range(new.start - 1, new.stop)):
            _part_if_faint(pairing, _end(pairing, after), lost)


def _hold_an_end(pairing: Pairing, old: range, new: range) -> bool:
    """Whether a sentence ends within these words, in both texts."""
    return (
        pairing.old.closing.find(1, old.start, old.stop) >= 0 and pairing.new.closing.find(1, new.start, new.stop) >= 0
    )


def _part_if_faint(pairing: Pairing, stranded: Run | None, lost: int) -> None:
    if stranded and FAINT * pairing.weigh(stranded) <= lost:
        pairing.part(stranded)


def _beginning(pairing: Pairing, run: Run) -> Run | None:
    """The words at the end of a run that begin a sentence in both texts."""
    for length in range(1, min(run.length - 1, LONGEST) + 1):
        if pairing.old.closing[run.old_end - length] and pairing.new.closing[run.new_end - length]:
            return None
        if pairing.old.closing[run.old_end - length - 1] and pairing.new.closing[run.new_end - length - 1]:
            return run.part(run.length - length, run.length)
    return None


def _end(pairing: Pairing, run: Run) -> Run | None:
    """The words at the beginning of a run that end a sentence in both texts."""
    for length in range(1, min(run.length, LONGEST) + 1):
        if pairing.old.closing[run.old + length - 1] or pairing.new.closing[run.new + length - 1]:
            return run.part(0, length)
    return None
