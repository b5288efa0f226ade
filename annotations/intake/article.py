"""What intake makes of a document: canonical text, its blocks, and what the document says about itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from annotations.anchoring.blocks import Block
from factcheck.core.problems import Invalid
from factcheck.core.text import canonical_text

LONGEST_TEXT = 5_000_000
"""Code points of one text; a long book has a million."""

LARGEST_FILE = 16 * 1024 * 1024
"""Bytes of one file: what the API takes as a body, and a fetch as a page."""


@dataclass(frozen=True)
class Piece:
    """One block's words on one line, without white space around them, and its kind (see anchoring.blocks.KINDS)."""

    words: str
    kind: str = "paragraph"


@dataclass(frozen=True)
class Particulars:
    """What a document says about itself; None or empty where it does not, or says nonsense."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published_on: date | None = None
    language: str | None = None
    canonical_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class ExtractedArticle(Particulars):
    """Canonical text with its blocks (of text from markup joined by a blank line), beside the document's own particulars.

    `media_type` and `charset` are what it was read as; `copied_at` is when the copy was made, if that is known; `html` is
    the markup it was read from, if it was any.
    """

    text: str
    blocks: list[Block] = field(default_factory=list)
    media_type: str = ""
    charset: str = ""
    copied_at: datetime | None = None
    html: str = ""


def assemble(pieces: Iterable[Piece], about: Particulars, *, media_type: str) -> ExtractedArticle:
    """Join blocks by a blank line. Raises Invalid when the text is longer than is taken."""
    blocks: list[Block] = []
    lines: list[str] = []
    at = 0
    for piece in pieces:
        words = canonical_text(" ".join(piece.words.split("\n")))
        if not words.strip():
            continue
        blocks.append(Block(at, at + len(words), piece.kind))
        lines.append(words)
        at += len(words) + 2
        require_length(at)
    return ExtractedArticle(text="\n\n".join(lines), blocks=blocks, media_type=media_type, **vars(about))


def require_length(length: int) -> None:
    """Raises Invalid when a text has more code points than are taken."""
    if length > LONGEST_TEXT:
        raise unreadable(f"Its text has more than {LONGEST_TEXT:,} characters. Take in the part that you need.")


def unreadable(detail: str) -> Invalid:
    """The problem to raise when a file cannot be read: what is wrong with it, and what to do."""
    return Invalid.at("/file", detail)
