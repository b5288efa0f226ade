"""Where the wanted words begin and end beside what was found: to the letter, even where the edge itself was edited."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from annotations.anchoring.seeds import Region
from annotations.anchoring.spans import Span
from annotations.anchoring.tracing import Block, pairs
from annotations.anchoring.wanted import Wanted
from annotations.anchoring.words import cuts_a_word, tokens

OUTSIDE = 0.7
"""An insertion at the edge is rather outside the words than inside: there it costs this much of what it costs inside."""
SAME_STOP = 3.0
"""What it is worth that an edge stands after the same full stop or opening mark as the wanted one."""
CUT = 3.0
"""What it costs to cut a word."""
FARTHEST = 400
"""Characters on either side of an edge that are compared in a gap."""
MOST_PLACES = 48
"""Word boundaries that are weighed in one gap."""


def span_of(wanted: Wanted, blocks: list[Block], text: str, region: Region) -> Span | None:
    """The characters of `text` that stand for the wanted words; None when there are none between their contexts."""
    start = _edge(wanted, wanted.start, blocks, text, region)
    end = _edge(wanted, wanted.end, blocks, text, region)
    return _without_spaces(wanted, start, end, text)


def between(wanted: Wanted, blocks: list[Block], text: str) -> Span | None:
    """All that stands between the two contexts, where both were found right up to the words; else None."""
    low = high = None
    for block in blocks:
        if block.wanted < wanted.start <= block.wanted_end + 1:
            low = block.found + min(block.length, wanted.start - block.wanted)
        if block.wanted - 1 <= wanted.end < block.wanted_end:
            high = block.found + max(0, wanted.end - block.wanted)
    return _without_spaces(wanted, low, high, text) if low is not None and high is not None else None


def _without_spaces(wanted: Wanted, start: int, end: int, text: str) -> Span | None:
    """The span without spaces at its edges, unless the wanted words have them; None if nothing is left."""
    if wanted.words[:1] != " ":
        while start < end and text[start] == " ":
            start += 1
    if wanted.words[-1:] != " ":
        while end > start and text[end - 1] == " ":
            end -= 1
    return Span(start, end) if start < end else None


def _edge(wanted: Wanted, at: int, blocks: list[Block], text: str, region: Region) -> int:
    """Where the edge `at` of the wanted text lies in `text`: in a shared block to the letter, else in the gap around it."""
    for before, after in pairs(blocks):
        if after is None or at <= after.wanted:
            return _edge_in_gap(wanted, at, before, after, text, region)
        if at < after.wanted_end:
            return after.found + at - after.wanted
    raise AssertionError("the last gap is open")  # pairs() ends with one


def _edge_in_gap(wanted: Wanted, at: int, before: Block | None, after: Block | None, text: str, region: Region) -> int:
    """Share out what stands in the gap: to the context and to the words, each gets what is most like what it lost."""
    pattern, opening = wanted.caseless, at == wanted.start
    left = pattern[before.wanted_end : at][-FARTHEST:].strip() if before else ""
    right = pattern[at : after.wanted][:FARTHEST].strip() if after else ""
    low = before.found_end if before else max(region.start, _first(after) - 2 * len(right) - 24)
    high = after.found if after else min(region.end, low + 2 * len(left) + 24)
    if not left and not right and (after if opening else before):
        return high if opening else low
    stop, whole = _stop_before(pattern, at), not cuts_a_word(pattern, at)
    takes_last = bool(left) and not opening
    best, best_cost = low, float("inf")
    for place in (
        _word_edges(text, low, high) if whole else _edges_within_words(pattern[at - 1 : at + 1], text, low, high)
    ):
        left_cost = Levenshtein.distance(left, text[max(low, place - FARTHEST) : place].strip()) if before else 0
        right_cost = Levenshtein.distance(right, text[place : min(high, place + FARTHEST)].strip()) if after else 0
        cost = left_cost * OUTSIDE + right_cost if opening else left_cost + right_cost * OUTSIDE
        if stop and stop == _stop_before(text, place):
            cost -= SAME_STOP
        if whole and cuts_a_word(text, place):
            cost += CUT
        if cost < best_cost or (cost == best_cost and (opening or takes_last)):
            best, best_cost = place, cost
    return best


def _first(block: Block | None) -> int:
    return block.found if block else 0


def _word_edges(text: str, low: int, high: int) -> list[int]:
    """The word boundaries from `low` to `high`; of very many, those near both ends."""
    found = tokens(text, low, high)
    places = sorted({low, high, *found.starts, *found.ends})
    if len(places) > MOST_PLACES:
        places = places[: MOST_PLACES // 2] + places[-MOST_PLACES // 2 :]
    return places


def _edges_within_words(around: str, text: str, low: int, high: int) -> Sequence[int]:
    """The places where a digit meets a letter as it does in `around` (21|st), if it does; else every place."""
    places = range(low, min(high, low + MOST_PLACES) + 1)
    kinds = [character.isdigit() for character in around]
    if len(set(kinds)) == 2:
        return [
            p for p in places if [character.isdigit() for character in text[max(0, p - 1) : p + 1]] == kinds
        ] or places
    return places


def _stop_before(text: str, at: int) -> str:
    """The mark that ends or opens something right before `at`, spaces aside."""
    before = text[max(0, at - 2) : at].rstrip()[-1:]
    return before if before in ".!?:;\"'(।" else ""
