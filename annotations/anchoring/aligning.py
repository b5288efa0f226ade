"""Two revisions of a text word by word: which word of the new one is which word of the old one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from annotations.anchoring.filling import fill
from annotations.anchoring.islands import part_what_is_doubtful
from annotations.anchoring.pairing import NOWHERE, Pairing
from annotations.anchoring.rejoining import rejoin
from annotations.anchoring.runs import Run, chains, common_runs
from annotations.anchoring.sentences import claim_lone_sentences, claim_sentences_in_a_row, claim_sentences_that_moved
from annotations.anchoring.wording import Wording, wording_of
from annotations.anchoring.words import is_written_without_spaces

OWN_PLACE = 24
"""What a chain must weigh to be believed away from its neighbours: four or five words."""

CONTEXT = 8
"""Paired words beside free ones that help to tell where those belong."""

LOOSE_END = 40
"""Words beside a run that moved which may belong to it."""

SIZES = ((5, 40), (3, OWN_PLACE))
"""Words that must be the same in a row to be looked at, and what a chain of such runs must weigh: first what is certain, then
what is left."""

SIZES_OF_CHARACTERS = ((8, 40), (5, OWN_PLACE))
"""The same for scripts without spaces, where a word is one character."""


def align(old_text: str, new_text: str) -> Pairing:
    """Align two texts of any kind and length, in time that grows linearly with them.

    What is unchanged is paired by sentences; what is left by runs of words that are rare in both texts, joined into chains;
    the gaps between them word by word. Then what was torn is rejoined and what is doubtful parted again.
    """
    pairing = Pairing(wording_of(old_text), wording_of(new_text))
    if not len(pairing.old) or not len(pairing.new):
        return pairing
    claim_sentences_in_a_row(pairing)
    claim_sentences_that_moved(pairing)
    spaceless = is_written_without_spaces(old_text)
    for size, least in SIZES_OF_CHARACTERS if spaceless else SIZES:
        _claim(pairing, size, least)
        _fill_gaps(pairing)
    claim_lone_sentences(pairing)
    _fill_loose_ends(pairing)
    rejoin(pairing)
    part_what_is_doubtful(pairing)
    return pairing


def _claim(pairing: Pairing, size: int, least: int) -> None:
    """Pair what chains of runs say, the heaviest first: it has the most context to tell twins apart."""
    old, old_origin = _still_free(pairing.old_ids, pairing.partner, between=-1)
    new, new_origin = _still_free(pairing.new_ids, pairing.partner_of_new, between=-2)
    runs = [Run(old_origin[run.old], new_origin[run.new], run.length) for run in common_runs(old, new, size)]
    for chain in chains(runs, pairing.old.weight_until, pairing.old.closing):
        if chain.weight < least:
            continue
        parts = [part for run in chain.runs for part in pairing.free_parts(run)]
        if sum(map(pairing.weigh, parts)) < least:
            continue
        joined = _join_in_order(pairing, parts)
        for before, after in pairwise(joined):
            fill(pairing, range(before.old_end, after.old), range(before.new_end, after.new))


def _still_free(ids: Sequence[int], partner: Sequence[int], between: int) -> tuple[list[int], list[int]]:
    """The words that have no partner yet with a few beside them as their context, and where each stands.

    `between` stands for what is left out.
    """
    words: list[int] = []
    origin: list[int] = []
    reached = 0
    for start, stop in _free_stretches(partner):
        first, last = max(reached, start - CONTEXT), min(len(ids), stop + CONTEXT)
        if first > reached:
            words.append(between)
            origin.append(NOWHERE)
        words.extend(ids[first:last])
        origin.extend(range(first, last))
        reached = max(reached, last)
    return words, origin


def _free_stretches(partner: Sequence[int]) -> Iterator[tuple[int, int]]:
    free = [word for word, other in enumerate(partner) if other == NOWHERE]
    start = 0
    for at in range(1, len(free) + 1):
        if at == len(free) or free[at] != free[at - 1] + 1:
            yield free[start], free[at - 1] + 1
            start = at


def _join_in_order(pairing: Pairing, parts: Iterable[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in parts:
        for part in pairing.free_parts(run):
            pairing.join(part)
            joined.append(part)
    return joined


def _fill_gaps(pairing: Pairing) -> None:
    """Align what lies between runs that follow one another in both texts, and before the first and after the last."""
    for before, after in _neighbours(pairing):
        fill(pairing, range(before.old_end, after.old), range(before.new_end, after.new))


def _neighbours(pairing: Pairing) -> Iterator[tuple[Run, Run]]:
    old_length, new_length = len(pairing.old), len(pairing.new)
    known = [Run(0, 0, 0), *pairing.runs(), Run(old_length, new_length, 0)]
    order = {run.new: place for place, run in enumerate(sorted(known[1:-1], key=lambda run: run.new), start=1)}
    order[new_length] = len(known) - 1
    for place, (before, after) in enumerate(pairwise(known)):
        here = 0 if place == 0 else order[before.new]
        if order[after.new] == here + 1:
            yield before, after


def _fill_loose_ends(pairing: Pairing) -> None:
    """Align what follows and what precedes a run that moved, to the end of its sentence."""
    for run in pairing.runs():
        old = _free_stretch(pairing.partner, pairing.old, run.old_end, 1)
        new = _free_stretch(pairing.partner_of_new, pairing.new, run.new_end, 1)
        fill(pairing, old, new)
        old = _free_stretch(pairing.partner, pairing.old, run.old - 1, -1)
        new = _free_stretch(pairing.partner_of_new, pairing.new, run.new - 1, -1)
        fill(pairing, old, new)


def _free_stretch(partner: Sequence[int], wording: Wording, start: int, step: int) -> range:
    at = start
    while 0 <= at < len(partner) and partner[at] == NOWHERE and abs(at - start) < LOOSE_END:
        if step < 0 and wording.closing[at]:
            break
        at += step
        if step > 0 and wording.closing[at - 1]:
            break
    return range(start, at) if step > 0 else range(at + 1, start + 1)
