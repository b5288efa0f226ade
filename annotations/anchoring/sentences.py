"""Sentences that stand word for word in both texts, once in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotations.anchoring.pairing import NOWHERE, Pairing
from annotations.anchoring.runs import Run
from annotations.anchoring.wording import Wording

LONE = 6
"""What a sentence must weigh to be paired by itself: a heading of two words."""


def claim_sentences_in_a_row(pairing: Pairing) -> None:
    """Pair sentences that stand once in each text when the next one or the one before does too, and still beside them.

    Two in a row are no quotation of one: they are the passage itself. (The idea is that of patience diff.)
    """
    unique = list(_unique_in_both(pairing))
    for index, run in enumerate(unique):
        before = unique[index - 1] if index else Run(0, 0, 0)
        after = unique[index + 1] if index + 1 < len(unique) else Run(len(pairing.old), len(pairing.new), 0)
        follows = (before.old_end, before.new_end) == (run.old, run.new)
        if follows or (after.old, after.new) == (run.old_end, run.new_end):
            pairing.join(run)


def claim_lone_sentences(pairing: Pairing) -> None:
    """Pair short lines and sentences that are still free and stand once in each text, wherever they went."""
    for run in _unique_in_both(pairing):
        if pairing.weigh(run) >= LONE:
            pairing.join(run)


def _unique_in_both(pairing: Pairing) -> Iterator[Run]:
    """The free sentences that stand once in each text, in order of the old one."""
    old = _free_sentences(pairing.old, pairing.old_ids, pairing.partner)
    new = _free_sentences(pairing.new, pairing.new_ids, pairing.partner_of_new)
    for words, place in old.items():
        there = new.get(words, NOWHERE)
        if place != NOWHERE and there != NOWHERE:
            yield Run(place, there, len(words))


def _free_sentences(wording: Wording, ids: Sequence[int], partner: Sequence[int]) -> dict[tuple[int, ...], int]:
    """Where each sentence stands of which no word is paired; NOWHERE if it stands twice."""
    places: dict[tuple[int, ...], int] = {}
    start = 0
    while start < len(ids):
        end = wording.closing.find(1, start) + 1 or len(ids)
        if partner[start] == NOWHERE and all(other == NOWHERE for other in partner[start:end]):
            words = tuple(ids[start:end])
            places[words] = NOWHERE if words in places else start
        start = end
    return places
