"""The part of a text in which words that were looked for stand, and where they stand there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from factcheck.core.text import from_a_word, to_a_word
from factcheck.core.words import places_of, words_of

LENGTH = 200
"""Code points of an excerpt, about."""
BEFORE = 60
"""Code points before the first hit."""

_PIECE = re.compile(r"\S+")


@dataclass(frozen=True)
class Excerpt:
    """`hits` are `[start, end)` in code points of `text`."""

    text: str
    hits: tuple[tuple[int, int], ...]


def excerpt(text: str, is_wanted: Callable[[str], bool]) -> Excerpt:
    """The words around the first that is wanted (a folded word is asked about), else the beginning of the text."""
    first = next((start for piece in _PIECE.finditer(text) for start, _end in _hits(piece, is_wanted)), 0)
    start = max(0, first - BEFORE)
    part = text[start : start + LENGTH]
    if start:
        part = from_a_word(part)
    if start + LENGTH < len(text):
        part = to_a_word(part)
    part = " ".join(part.split())
    return Excerpt(part, tuple(hit for piece in _PIECE.finditer(part) for hit in _hits(piece, is_wanted)))


def _hits(piece: re.Match[str], is_wanted: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Where wanted words are in a piece of text without blanks, apart from each other."""
    found: list[tuple[int, int]] = []
    for start, end, word in places_of(piece[0]) if any(map(is_wanted, words_of(piece[0]))) else ():
        if is_wanted(word):
            begun = found.pop()[0] if found and piece.start() + start < found[-1][1] else piece.start() + start
            found.append((begun, piece.start() + end))
    return found
