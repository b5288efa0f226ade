"""The article inside a page: its words, block by block, and what the page says about itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

import trafilatura
from lxml import etree
from trafilatura.settings import Document

from annotations.anchoring.blocks import Block
from factcheck.core.text import canonical_text

KINDS = {"head": "heading", "p": "paragraph", "item": "list_item", "quote": "quote", "cell": "paragraph"}


@dataclass(frozen=True)
class ExtractedArticle:
    """Canonical text with its blocks joined by a blank line, and the page's own particulars where it gives them."""

    text: str
    blocks: list[Block]
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published_on: date | None = None
    language: str | None = None
    canonical_url: str | None = None


def extract_html(html: str, *, url: str | None = None) -> ExtractedArticle:
    """Take the article out of a page. Without an article in it, all its words are taken; perhaps there are none."""
    source = canonical_text(html)
    extracted = trafilatura.bare_extraction(
        source, url=url, include_comments=False, include_tables=True, favor_recall=True, with_metadata=True
    )
    found = cast("Document | None", extracted)  # a dict is given only to who asks for one
    pieces = list(_pieces(found.body)) if found is not None and found.body is not None else []
    if not pieces:
        pieces = [(line, "paragraph") for line in trafilatura.html2txt(source).split("\n") if line.strip()]
    text, blocks = _join(pieces)
    if found is None:
        return ExtractedArticle(text, blocks)
    return ExtractedArticle(
        text, blocks, title=found.title, authors=tuple(a.strip() for a in (found.author or "").split(";") if a.strip()),
        publisher=found.sitename, published_on=_date(found.date), language=found.language, canonical_url=found.url,
    )  # fmt: skip


def _pieces(body: etree._Element) -> Iterator[tuple[str, str]]:
    """Each innermost block element as one line and its kind."""
    for element in body.iter(*KINDS):
        inside = any(True for _ in element.iterdescendants(*KINDS))
        words = " ".join((element.text or "" if inside else "".join(element.itertext())).split())
        if words:
            yield words, KINDS[element.tag]


def _join(pieces: list[tuple[str, str]]) -> tuple[str, list[Block]]:
    blocks: list[Block] = []
    at = 0
    for words, kind in pieces:
        blocks.append(Block(at, at + len(words), kind))
        at += len(words) + 2
    return "\n\n".join(words for words, _ in pieces), blocks


def _date(found: str | None) -> date | None:
    try:
        return date.fromisoformat((found or "")[:10])
    except ValueError:
        return None
