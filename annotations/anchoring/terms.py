"""What says something else than a part of it: 500 of 500,000, war of anti-war, guilty of not guilty."""

from __future__ import annotations

import re

from annotations.anchoring.meaning import denial_after, denial_before
from annotations.anchoring.spans import Quote, Span
from annotations.anchoring.words import cuts_a_word

LONGEST = 40
"""Characters on either side that are looked at; what is longer is no number and no word."""

_GAP = "[ \u00a0\u2009\u202f'’]"
_FIGURE = re.compile(
    r"(?:(?<![\w%)\]])[-+±−])?"  # a sign, not the dash of a range
    rf"(?:\d{{1,3}}(?:{_GAP}\d{{3}})+(?!\d)|\d+)"
    r"(?:[.,:/⁄–−-]\d+)*[½⅓⅔¼¾⅛⅜⅝⅞]?"  # decimals, thousands, times, fractions, ranges
)
_COMPOUND = re.compile(r"\w+(?:[-‐‑'’]\w+)+")
_APOSTROPHES = "'’"
_WITHIN = frozenset("_ \u00a0\u2009\u202f'’.,:/⁄–−-‐‑+±")


def cuts_a_term(text: str, at: int) -> bool:
    """Whether a span that begins or ends at `at` has a part of a word, of a number or of a hyphenated compound."""
    if not 0 < at < len(text) or (text[at - 1].isspace() and text[at].isspace()):
        return False
    return cuts_a_word(text, at) or _term_cut_at(text, at) is not None


def _term_cut_at(text: str, at: int) -> Span | None:
    """The number or compound that stands on both sides of `at`, if one does. An elided article or a genitive is no part."""
    if not 0 < at < len(text) or not (_may_join(text[at - 1]) and _may_join(text[at])):
        return None
    if (text[at - 1].isspace() and not text[at].isdigit()) or (text[at].isspace() and not text[at - 1].isdigit()):
        return None
    low, high = max(0, at - LONGEST), min(len(text), at + LONGEST)
    for pattern in (_FIGURE, _COMPOUND):
        for match in pattern.finditer(text, low, high):
            if match.start() < at < match.end() and not _is_elided(text, at):
                return Span(match.start(), match.end())
    return None


def _may_join(character: str) -> bool:
    """Whether a number or a compound may have this character in it: a quick first look, since most places have none."""
    return character.isalnum() or character in _WITHIN


def _is_elided(text: str, at: int) -> bool:
    return any(
        mark in _APOSTROPHES and not beside.isdigit()
        for mark, beside in ((text[at], text[at - 1]), (text[at - 1], text[at]))
    )


def is_whole(text: str, place: Span, quote: Quote) -> bool:
    """Whether a quote's words stand there whole, or cut as they were when they were quoted."""
    return grown(text, place, quote) == place and _cuts(text, place) == _cuts(*_quoted(quote))


def grown(text: str, place: Span, quote: Quote) -> Span:
    """The place, grown to whole numbers and compounds where the quote cut none."""
    return with_whole_terms(text, place, *_quoted(quote))


def _quoted(quote: Quote) -> tuple[str, Span]:
    start = len(quote.prefix)
    return quote.prefix + quote.exact + quote.suffix, Span(start, start + len(quote.exact))


def _cuts(text: str, place: Span) -> tuple[bool, bool]:
    return cuts_a_term(text, place.start), cuts_a_term(text, place.end)


def with_whole_terms(text: str, place: Span, was: str, marked: Span) -> Span:
    """The place, grown to what it says now, where `marked`, the span of `was` that it stands for, said something else.

    To whole numbers and compounds if none was cut there, and to a denial that was put in right beside it.
    """
    start, end = place.start, place.end
    if not cuts_a_term(was, marked.start) and (term := _term_cut_at(text, start)):
        start = term.start
    if not cuts_a_term(was, marked.end) and (term := _term_cut_at(text, end)):
        end = term.end
    before, after = text[max(0, start - LONGEST) : start], text[end : end + LONGEST]
    denied = denial_before(before)
    if denied is not None and denial_before(was[max(0, marked.start - LONGEST) : marked.start]) is None:
        start -= len(before) - denied
    denied = denial_after(after)
    if denied is not None and denial_after(was[marked.end : marked.end + LONGEST]) is None:
        end += denied
    return Span(start, end)
