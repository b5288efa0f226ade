"""The gap between two places that are sure: its words aligned one by one, and only where that is not chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel, Levenshtein

from annotations.anchoring.pairing import NOWHERE, Pairing
from annotations.anchoring.runs import Run
from annotations.anchoring.wording import Wording

LARGEST = 4_000_000
"""Pairs of words up to which a gap is aligned word by word; a larger one is cut at its equal sentences first."""

MOST_SENTENCES = 100_000_000
"""Pairs of sentences up to which equal ones are looked for: two million characters of one repeated line."""

LARGEST_WITH_MISSPELLINGS = 40_000
"""Pairs of words up to which misspelt words are recognised."""

MISSPELT = 0.74
"""How alike two words must be, in letters, to be the same one misspelt: one letter of four, two of eight."""

BY_CHANCE = 1.2
"""How many times a run's weight must be changed on both its sides for it to be chance."""


def fill(pairing: Pairing, old: range, new: range) -> None:
    """Pair the words of a gap that are still free, in order."""
    if not old or not new:
        return
    old_free = [word for word in old if pairing.partner[word] == NOWHERE]
    new_free = [word for word in new if pairing.partner_of_new[word] == NOWHERE]
    if not old_free or not new_free:
        return
    sentences = _sentences_in(pairing.old.closing, old_free) + _sentences_in(pairing.new.closing, new_free)
    if sentences > 2 or len(old_free) * len(new_free) > LARGEST:
        for old_part, new_part in _cut(pairing, old_free, new_free):
            _fill_words(pairing, old_part, new_part)
    else:
        _fill_words(pairing, old_free, new_free)


def _sentences_in(closing: bytearray, words: list[int]) -> int:
    return closing.count(1, words[0], words[-1]) + 1


def _fill_words(pairing: Pairing, old: list[int], new: list[int]) -> None:
    if not old or not new or len(old) * len(new) > LARGEST:
        return
    old_ids = [pairing.old_ids[word] for word in old]
    new_ids = _as_meant(pairing, old, new)
    for run in _worth_it(pairing, old, new, _same_words(old_ids, new_ids)):
        _join(pairing, old, new, run)


def _join(pairing: Pairing, old: Sequence[int], new: Sequence[int], run: Run) -> None:
    for shift in range(run.length):
        pairing.join(Run(old[run.old + shift], new[run.new + shift], 1))


def _cut(pairing: Pairing, old: list[int], new: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Pair what is the same at both ends and then the same sentences; yields the gaps that are left between them."""
    head = _same_length(pairing, old, new)
    _join(pairing, old, new, Run(0, 0, head))
    old, new = old[head:], new[head:]
    tail = _same_length(pairing, old[::-1], new[::-1])
    _join(pairing, old[len(old) - tail :], new[len(new) - tail :], Run(0, 0, tail))
    old, new = old[: len(old) - tail], new[: len(new) - tail]
    old_sentences = _sentences(pairing.old, pairing.old_ids, old)
    new_sentences = _sentences(pairing.new, pairing.new_ids, new)
    if len(old_sentences) * len(new_sentences) > MOST_SENTENCES:
        return
    old_at = new_at = old_word = new_word = 0
    numbers: dict[tuple[int, ...], int] = {}
    old_numbers = [numbers.setdefault(words, len(numbers)) for words in old_sentences]
    new_numbers = [numbers.setdefault(words, len(numbers)) for words in new_sentences]
    for op in Indel.opcodes(old_numbers, new_numbers):
        old_length = sum(map(len, old_sentences[op.src_start : op.src_end]))
        new_length = sum(map(len, new_sentences[op.dest_start : op.dest_end]))
        if op.tag == "equal":
            yield old[old_at:old_word], new[new_at:new_word]
            _join(pairing, old, new, Run(old_word, new_word, old_length))
            old_at, new_at = old_word + old_length, new_word + new_length
        old_word, new_word = old_word + old_length, new_word + new_length
    yield old[old_at:], new[new_at:]


def _same_length(pairing: Pairing, old: Sequence[int], new: Sequence[int]) -> int:
    for length, (a, b) in enumerate(zip(old, new, strict=False)):
        if pairing.old_ids[a] != pairing.new_ids[b]:
            return length
    return min(len(old), len(new))


def _sentences(wording: Wording, ids: Sequence[int], words: Sequence[int]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    start = 0
    for at, word in enumerate(words, start=1):
        if wording.closing[word] or at == len(words):
            found.append(tuple(ids[words[index]] for index in range(start, at)))
            start = at
    return found


def _as_meant(pairing: Pairing, old: list[int], new: list[int]) -> list[int]:
    """The numbers of the new words, a misspelt one as the old word that it is."""
    ids = [pairing.new_ids[word] for word in new]
    if len(old) * len(new) > LARGEST_WITH_MISSPELLINGS:
        return ids
    here = set(ids)
    missing = {
        pairing.old.keys[word]: pairing.old_ids[word]
        for word in old
        if pairing.old_ids[word] not in here and _can_be_misspelt(pairing.old.keys[word])
    }
    if not missing:
        return ids
    known = {pairing.old_ids[word] for word in old}
    meant: dict[int, int] = {}
    for word, number in zip(new, ids, strict=True):
        key = pairing.new.keys[word]
        if number not in known and number not in meant and _can_be_misspelt(key):
            hit = process.extractOne(key, missing.keys(), scorer=OSA.normalized_similarity, score_cutoff=MISSPELT)
            meant[number] = missing[hit[0]] if hit else number
    return [meant.get(number, number) for number in ids]


def _can_be_misspelt(key: str) -> bool:
    return 3 < len(key) < 40 and key.isalpha()


def _same_words(old: Sequence[int], new: Sequence[int]) -> list[Run]:
    return [
        Run(op.src_start, op.dest_start, op.src_end - op.src_start)
        for op in Levenshtein.opcodes(old, new)
        if op.tag == "equal"
    ]


def _worth_it(pairing: Pairing, old: Sequence[int], new: Sequence[int], runs: list[Run]) -> list[Run]:
    """Leave out runs lighter than what is different on both their sides: such words are the same by chance.

    The rule is that of Fraser, Diff Strategies (2006), semantic cleanup, but of neighbours the lighter run goes first,
    because what goes makes the change beside the other one greater.
    """
    old_sum = list(accumulate((pairing.old.weights[word] for word in old), initial=0))
    new_sum = list(accumulate((pairing.new.weights[word] for word in new), initial=0))
    kept = [Run(0, 0, 0), *runs, Run(len(old), len(new), 0)]
    while True:
        changes = [
            max(old_sum[after.old] - old_sum[before.old_end], new_sum[after.new] - new_sum[before.new_end])
            for before, after in pairwise(kept)
        ]
        weights = [old_sum[run.old_end] - old_sum[run.old] for run in kept]
        light = [
            0 < place < len(kept) - 1 and weight * BY_CHANCE <= min(changes[place - 1], changes[place])
            for place, weight in enumerate(weights)
        ]
        if not any(light):
            return kept[1:-1]
        kept = [
            run
            for place, run in enumerate(kept)
            if not light[place]
            or (light[place - 1] and weights[place - 1] <= weights[place])
            or (light[place + 1] and weights[place + 1] < weights[place])
        ]
