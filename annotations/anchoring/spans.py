"""Places in a text, counted in Unicode code points, half open: `[start, end)`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CONTEXT = 32
"""Code points of prefix and suffix that are kept beside a quote."""


@dataclass(frozen=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True)
class Quote:
    """A W3C TextQuoteSelector: the words, and what stands before and after them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Placement:
    """Where selectors lead in a text. `status` is exact, moved, changed or orphaned; an orphan has no place."""

    start: int | None
    end: int | None
    status: str
    score: float


ORPHAN = Placement(None, None, "orphaned", 0.0)


def selectors_of(quote: Quote, span: Span) -> list[dict[str, Any]]:
    """The W3C selectors of a place: its words with their context, and its position in code points."""
    return [
        {"type": "TextQuoteSelector", "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix},
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]


def describe(text: str, start: int, end: int) -> Quote:
    """The quote at a place, with up to 32 code points of context on each side."""
    return Quote(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])
