"""Carrying highlights from one revision of a text to the next."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import Indel

from annotations.anchoring.aligning import align
from annotations.anchoring.ends import end_in, replacement_of, start_in
from annotations.anchoring.folding import fold
from annotations.anchoring.pairing import Pairing
from annotations.anchoring.remains import Finder, Remains
from annotations.anchoring.spans import ORPHAN, Placement, Span
from annotations.anchoring.terms import with_whole_terms
from factcheck.core.problems import Invalid

ENOUGH = 0.4
"""How much of a highlight's words, by weight, must be there for it to have a place of its own."""

LONG = 2000
"""Characters, old and new together, from which on a score is counted in words."""

ALL_BUT_THE_SAME = 0.99
"""The score when only the form changed: quotes, dashes, spaces, capitals, composed or decomposed letters."""

NOTHING_IN_COMMON = 0.01
"""The score when all was replaced, and the neighbours alone say where; 0 is for what has no place."""


def carry(old_text: str, new_text: str, spans: Iterable[Span | tuple[int, int]]) -> list[Placement]:
    """Where each span of the old text stands in the new one, in the order given.

    `exact`: the same characters at the same offsets; `moved`: the same characters elsewhere; both score 1. `changed`: other
    characters stand in its place; the score is how alike they are, below 1. `orphaned`: it is gone, or too little of it is
    left to say where it is. A highlight of nothing but white space has no place of its own: unless the texts are the same,
    it is orphaned.

    Raises Invalid when a span is empty or reaches beyond the old text. Time grows linearly with the texts.
    """
    asked = [_checked(old_text, span) for span in spans]
    if old_text == new_text:
        return [Placement(span.start, span.end, "exact", 1.0) for span in asked]
    pairing = align(old_text, new_text)
    finder = Finder(pairing)
    return [_carry_one(pairing, finder, span) for span in asked]


def _checked(text: str, span: Span | tuple[int, int]) -> Span:
    start, end = (span.start, span.end) if isinstance(span, Span) else span
    if not 0 <= start < end <= len(text):
        raise Invalid.at(
            "/spans",
            f"[{start}, {end}) is no span of the old text. A span has 0 <= start < end <= {len(text)} code points.",
        )
    return Span(start, end)


def _carry_one(pairing: Pairing, finder: Finder, span: Span) -> Placement:
    words = pairing.old.touched_by(span.start, span.end)
    if not words:
        return ORPHAN
    remains = finder.remains_of(words)
    if remains and remains.weight >= ENOUGH * pairing.old.weight_of(words):
        place: Span | None = _place_of(pairing, span, words, remains)
    else:
        place = replacement_of(pairing, span, words)
    if place is None:
        return ORPHAN
    place = _within_a_line(pairing, span, place)
    place = with_whole_terms(pairing.new.original, place, pairing.old.original, span)
    return _placed(pairing, span, place, remains.weight if remains else 0)


def _place_of(pairing: Pairing, span: Span, words: range, remains: Remains) -> Span:
    start = start_in(pairing, span, words, remains.first)
    end = end_in(pairing, span, words, remains.last)
    if start < end:
        return Span(start, end)
    # A part of a letter that is one character now, as the accent of a decomposed é: the letter is its place.
    return Span(*pairing.new.span_of(remains.first.new, remains.last.new_end - 1))


def _within_a_line(pairing: Pairing, span: Span, place: Span) -> Span:
    """The line of the place that is more like the highlight than all of it, if the highlight was of one line.

    Rows are alike, and the words of one may have been paired with those of the row before.
    """
    was, now = pairing.old.original[span.start : span.end], pairing.new.original[place.start : place.end]
    if "\n" in was or "\n" not in now or len(was) + len(now) > LONG:
        return place
    best, likeness, start = place, _alike(was, now), place.start
    for line in now.split("\n"):
        if _alike(was, line) > likeness:
            best, likeness = Span(start, start + len(line)), _alike(was, line)
        start += len(line) + 1
    return best


def _alike(was: str, now: str) -> float:
    return Indel.normalized_similarity(fold(was).caseless, fold(now).caseless)


def _placed(pairing: Pairing, span: Span, place: Span, weight: int) -> Placement:
    was, now = pairing.old.original[span.start : span.end], pairing.new.original[place.start : place.end]
    if was == now:
        return Placement(place.start, place.end, "exact" if place == span else "moved", 1.0)
    if len(was) + len(now) > LONG:
        before = pairing.old.weight_of(pairing.old.touched_by(span.start, span.end))
        after = pairing.new.weight_of(pairing.new.touched_by(place.start, place.end))
        score = 2 * weight / (before + after)
    else:
        score = _alike(was, now)
    return Placement(place.start, place.end, "changed", max(NOTHING_IN_COMMON, min(score, ALL_BUT_THE_SAME)))
