"""Sentences that stand word for word in both texts, once in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from annotations.anchoring.pairing import NOWHERE, Pairing
from annotations.anchoring.runs import Run
from annotations.anchoring.wording import Wording

LONE = 6
"""What a sentence must weigh to be paired by itself: a heading of two words."""

NEAR = 120
"""Words around a sentence in which its place is looked for."""

ALIKE = 0.5
"""How much of their words two sentences share, in order, of which one may be the other corrected."""


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


def claim_sentences_that_moved(pairing: Pairing) -> None:
    """Pair sentences that stand once in each text where nothing like them stands where they were.

    In a list that was sorted anew each row is like the next; what is the same to the letter goes before what is alike. But
    where a sentence was corrected in its place, the same words elsewhere are a quotation of what it said before.
    """
    unique = {run.old: run for run in _unique_in_both(pairing) if pairing.weigh(run) >= LONE}
    known_in_new = {run.new for run in unique.values()}
    for run in unique.values():
        if not any(_is_like(pairing, run, other) for other in _instead_of(pairing, run, known_in_new)):
            pairing.join(run)


def _instead_of(pairing: Pairing, run: Run, known: set[int]) -> Iterator[range]:
    """The sentences that stand where one stood: after what came before it, or before what came after, and are new."""
    before = _nearest_partner(pairing, run.old - 1, -1)
    after = _nearest_partner(pairing, run.old_end, 1)
    if before is not None:
        yield from _new_sentences(pairing, before + 1, known, 1)
    if after is not None:
        yield from _new_sentences(pairing, after - 1, known, -1)


def _nearest_partner(pairing: Pairing, start: int, step: int) -> int | None:
    """The partner of the nearest word that has one, or the edge of the new text."""
    for word in range(start, start + step * NEAR, step):
        if word < 0:
            return -1
        if word == len(pairing.old):
            return len(pairing.new)
        if pairing.partner[word] != NOWHERE:
            return pairing.partner[word]
    return None


def _new_sentences(pairing: Pairing, start: int, known: set[int], step: int) -> Iterator[range]:
    """The sentences from a word on that have no partner and are no old ones that moved, as far as the next that has one."""
    at, closing = start, pairing.new.closing
    while 0 <= at < len(pairing.new) and abs(at - start) < NEAR and pairing.partner_of_new[at] == NOWHERE:
        first = at if step > 0 else closing.rfind(1, 0, at) + 1
        stop = (closing.find(1, at) + 1 or len(pairing.new)) if step > 0 else at + 1
        if first not in known:
            yield range(first, stop)
        at = stop if step > 0 else first - 1


def _is_like(pairing: Pairing, run: Run, sentence: range) -> bool:
    was, now = pairing.old_ids[run.old : run.old_end], pairing.new_ids[sentence.start : sentence.stop]
    return Indel.normalized_similarity(was, now) >= ALIKE


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
