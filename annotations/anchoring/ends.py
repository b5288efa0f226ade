"""Where a highlight begins and ends among new words, when its first or last words changed."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Indel, Levenshtein

from annotations.anchoring.pairing import NOWHERE, Pairing
from annotations.anchoring.runs import Run
from annotations.anchoring.spans import Span
from annotations.anchoring.wording import Wording

WIDEST = 40
"""Words of a gap that are looked at."""

LONGEST_WORD = 80
"""Letters of a word that are looked at."""

BESIDE = 4
"""Changed words that may lie between a highlight that was replaced and the nearest words that were not."""

ALIKE = 0.6
"""How alike a whole replaced highlight and its replacement must be, in letters, when they are more than a few words."""

FEW = 3


def start_in(pairing: Pairing, span: Span, words: range, first: Run) -> int:
    """The offset in the new text where a highlight begins of which `first` is the first part that is left."""
    lost = range(words.start, first.old)
    if lost:
        old_gap = _gap_before(pairing.partner, pairing.old, first.old)
        new_gap = _gap_before(pairing.partner_of_new, pairing.new, first.new, 2 * len(lost) + 2)
        inside = [pairing.old.keys[word] for word in lost[: -2 * WIDEST - 1 : -1]]
        outside = [pairing.old.keys[word] for word in range(lost.start - 1, old_gap.start - 1, -1)]
        offered = [pairing.new.keys[word] for word in reversed(new_gap)]
        begins = first.old == 0 or bool(pairing.old.closing[first.old - 1])
        taken = _share(inside, outside, offered, whole=begins)
    else:
        taken = _changed_places(pairing, words, range(first.new - 1, -1, -1))
    word = first.new - taken
    if bool(taken) != bool(lost):  # another word than the highlight's first one: where that was cut does not matter
        return pairing.new.span_of(word, word)[0]
    return _offset_in_word(pairing, span.start, words.start, word, closing=False)


def end_in(pairing: Pairing, span: Span, words: range, last: Run) -> int:
    """The offset in the new text where a highlight ends of which `last` is the last part that is left."""
    lost = range(last.old_end, words.stop)
    if lost:
        old_gap = _gap_after(pairing.partner, pairing.old, last.old_end)
        new_gap = _gap_after(pairing.partner_of_new, pairing.new, last.new_end, 2 * len(lost) + 2)
        inside = [pairing.old.keys[word] for word in lost[: 2 * WIDEST]]
        outside = [pairing.old.keys[word] for word in range(lost.stop, old_gap.stop)]
        offered = [pairing.new.keys[word] for word in new_gap]
        taken = _share(inside, outside, offered, whole=bool(pairing.old.closing[last.old_end - 1]))
    else:
        taken = _changed_places(pairing, words, range(last.new_end, len(pairing.new)))
    word = last.new_end - 1 + taken
    if bool(taken) != bool(lost):
        return pairing.new.span_of(word, word)[1]
    return _offset_in_word(pairing, span.end, words.stop - 1, word, closing=True)


def _changed_places(pairing: Pairing, words: range, beside: range) -> int:
    """How many new words right beside a highlight are words of it that changed places, as in 3 May and May 3."""
    taken = 0
    for place in beside[:FEW]:
        if pairing.partner_of_new[place] != NOWHERE:
            break
        key = pairing.new.keys[place]
        if any(pairing.old.keys[word] == key and pairing.partner[word] == NOWHERE for word in words[: 2 * WIDEST]):
            taken = abs(place - beside.start) + 1
    return taken


def replacement_of(pairing: Pairing, span: Span, words: range) -> Span | None:
    """What stands now where the words of a highlight were replaced, if its neighbours show the place.

    Full stops and commas at its ends may be left of it.
    """
    partner = pairing.partner
    start, stop = words.start, words.stop
    while stop > start and partner[stop - 1] != NOWHERE:
        stop -= 1
    while start < stop and partner[start] != NOWHERE:
        start += 1
    found = _replaced_within(pairing, range(start, stop)) if start < stop else None
    if found is None:
        return None
    first, last = found.start, found.stop - 1
    if start > words.start and partner[start - 1] == first - 1:
        first = partner[words.start] if partner[words.start] != NOWHERE else first
    if stop < words.stop and partner[stop] == last + 1:
        last = partner[words.stop - 1]
    place = Span(
        _offset_in_word(pairing, span.start, words.start, first, closing=False),
        _offset_in_word(pairing, span.end, words.stop - 1, last, closing=True),
    )
    return place if place.start < place.end else None


def _replaced_within(pairing: Pairing, words: range) -> range | None:
    before = _nearest(pairing, words.start - 1, -1)
    after = _nearest(pairing, words.stop, 1)
    if before is None or after is None or after[0] - before[0] > len(pairing.old):
        return None
    lost, gap = range(before[0] + 1, after[0]), range(before[1] + 1, after[1])
    if not 0 < len(gap) <= min(2 * len(lost) + 2, 2 * WIDEST) or any(
        pairing.partner_of_new[word] != NOWHERE for word in gap
    ):
        return None
    old, new = pairing.old.keys, pairing.new.keys
    offered = [new[word] for word in gap]
    left = _share(old[lost.start : words.start], old[words.start : lost.stop], offered)
    length = _share(old[words.start : words.stop], old[words.stop : lost.stop], offered[left:])
    found = range(gap.start + left, gap.start + left + length)
    if not found or pairing.new.closing.find(1, found.start, found.stop - 1) >= 0:
        return None
    was, now = _joined(old[words.start : words.stop]), _joined(new[found.start : found.stop])
    few = len(words) <= FEW and len(found) <= len(words) + 1
    return found if few or Indel.normalized_similarity(was, now) >= ALIKE else None


def _share(inside: Sequence[str], outside: Sequence[str], offered: Sequence[str], *, whole: bool = False) -> int:
    """How many of the offered words belong to the highlight: as many as make both sides of its end most alike.

    When what is to be replaced is a `whole` sentence, another sentence is not its replacement unless they are alike.
    """
    kept, left = _joined(inside), _joined(outside)
    costs = [
        Levenshtein.distance(kept, _joined(offered[:taken])) + Levenshtein.distance(left, _joined(offered[taken:]))
        for taken in range(len(offered) + 1)
    ]
    taken = costs.index(min(costs))
    if taken and not outside and inside[-1].isalnum() and len(offered) <= 2 * len(inside) + 1:
        taken = len(offered)
    if whole and Indel.normalized_similarity(kept, _joined(offered[:taken])) < ALIKE:
        return 0
    return taken


def _joined(words: Sequence[str]) -> str:
    """The words in a row, no more than can be compared quickly: texts may be one word of a million letters."""
    return " ".join(word[:LONGEST_WORD] for word in words[: 2 * WIDEST])


def _nearest(pairing: Pairing, start: int, step: int) -> tuple[int, int] | None:
    """The nearest paired words, or the beginning or end of both texts when that is as near."""
    for word in range(start, start + step * BESIDE, step):
        if word < 0:
            return -1, -1
        if word == len(pairing.old):
            return word, len(pairing.new)
        if pairing.partner[word] != NOWHERE:
            return word, pairing.partner[word]
    return None


def _gap_after(partner: Sequence[int], wording: Wording, start: int, most: int = WIDEST) -> range:
    """The free words from `start` on, to the end of the sentence at most."""
    at = start
    while at < len(partner) and partner[at] == NOWHERE and at - start < min(most, WIDEST):
        at += 1
        if wording.closing[at - 1]:
            break
    return range(start, at)


def _gap_before(partner: Sequence[int], wording: Wording, end: int, most: int = WIDEST) -> range:
    at = end
    while at > 0 and partner[at - 1] == NOWHERE and end - at < min(most, WIDEST) and not wording.closing[at - 1]:
        at -= 1
    return range(at, end)


def _offset_in_word(pairing: Pairing, offset: int, old_word: int, new_word: int, *, closing: bool) -> int:
    """The offset in the new text that is to `new_word` what `offset` is to `old_word`, inside the word or at its edge."""
    old_start, old_end = pairing.old.span_of(old_word, old_word)
    new_start, new_end = pairing.new.span_of(new_word, new_word)
    old, new = pairing.old.original, pairing.new.original
    if closing and offset >= old_end:
        margin = old[old_end:offset]
        return new_end + len(margin) * new.startswith(margin, new_end)
    if not closing and offset <= old_start:
        margin = old[offset:old_start]
        return new_start - len(margin) * new.endswith(margin, 0, new_start)
    return new_start + _split(old[old_start:old_end], new[new_start:new_end], offset - old_start)


def _split(old: str, new: str, at: int) -> int:
    """Where to cut the new form of a word so that both halves are most like those of the old form cut at `at`."""
    if old[:at] == new[:at]:
        return at
    if new.endswith(old[at:]):
        return len(new) - len(old) + at
    if max(len(old), len(new)) > LONGEST_WORD:
        return min(at, len(new))
    return min(
        range(len(new) + 1),
        key=lambda cut: Levenshtein.distance(old[:at], new[:cut]) + Levenshtein.distance(old[at:], new[cut:]),
    )
