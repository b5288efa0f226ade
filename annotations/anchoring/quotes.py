"""Finding a quote in a text: all its places, and the one its context means."""

from __future__ import annotations

from annotations.anchoring.spans import CONTEXT, Quote, Span

MOST_PLACES = 1000
"""Past this many places a quote says nothing about where it is meant."""


def find(text: str, exact: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The places in `[start, end)` where these very words stand, in order, also overlapping; the first 1,000."""
    found: list[Span] = []
    at = text.find(exact, start, end) if exact else -1
    while at >= 0 and len(found) < MOST_PLACES:
        found.append(Span(at, at + len(exact)))
        at = text.find(exact, at + 1, end)
    return found


def best(text: str, quote: Quote, places: list[Span]) -> list[Span]:
    """Those of the places that agree best with the quote's context; one, if the context tells them apart.

    A place that agrees with all of the context beats any that does not; otherwise the longest agreement wins.
    """
    if not (quote.prefix or quote.suffix):
        return places
    scores = [_agreement(text, quote, place) for place in places]
    most = max(scores, default=0)
    return [place for place, score in zip(places, scores, strict=True) if score == most]


def _agreement(text: str, quote: Quote, place: Span) -> int:
    """How many code points of the context agree, counted outwards from the place."""
    before, after = quote.prefix[-CONTEXT * 4 :], quote.suffix[: CONTEXT * 4]
    here_before = text[max(0, place.start - len(before)) : place.start]
    here_after = text[place.end : place.end + len(after)]
    return _common(before[::-1], here_before[::-1]) + _common(after, here_after)


def _common(a: str, b: str) -> int:
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count
