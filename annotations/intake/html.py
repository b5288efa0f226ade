"""The article inside a page: its words as they stand there, block by block, and what the page says about itself.

trafilatura finds which of the page's words are the article. Those blocks of the page are taken that hold such words, so that
no word is changed, together with what it leaves out and readers count in: the title, captions, and short lines in between.
"""

from __future__ import annotations

from collections.abc import Sequence

import trafilatura
from lxml import etree
from trafilatura.settings import Document

from factcheck.core.mediatypes import HTML

from .article import ExtractedArticle, Particulars, assemble
from .boilerplate import drop_boilerplate, is_between, is_linked, without_tail
from .metadata import particulars
from .pages import PageBlock, drop_wordless, page_blocks, parse_page

MOST_ELEMENTS = 10_000
DEEPEST = 200
"""trafilatura takes minutes for pages that are larger, and fails on some that are deeper; their blocks are taken without
asking it. Long articles have a thousand elements."""

GRAM = 4
"""Words in a row that show whether a block is of the article."""

Gram = tuple[str, ...]


def extract_html(markup: str, *, url: str | None = None, keep_everything: bool = False) -> ExtractedArticle:
    """Take the article out of a page; `url` is where it was, if known. Without an article in it, all its words are taken;
    perhaps there are none. With `keep_everything` they are taken anyway.

    Raises Invalid at /file for pages too large or too deep to be read.
    """
    tree = parse_page(markup)
    if tree is None:
        return assemble([], Particulars(), media_type=HTML)
    about = particulars(tree, url)
    drop_wordless(tree)
    everything = page_blocks(tree)
    chosen = everything if keep_everything else _article(tree, about.title) or everything
    return assemble(chosen, about, media_type=HTML)


def _article(tree: etree._Element, title: str | None) -> list[PageBlock]:
    drop_boilerplate(tree)
    blocks = [block for block in page_blocks(tree) if not is_between(block)]
    grams = _grams_of_article(tree)
    theirs = {at for at, block in enumerate(blocks) if _share(block, grams) >= 0.5}
    if not theirs:
        return without_tail([block for block in blocks if not is_linked(block)])
    first, last = min(theirs), max(theirs)
    inside = [block for at, block in enumerate(blocks[first : last + 1], first) if at in theirs or not is_linked(block)]
    return without_tail([*_opening(blocks[:first], title), *inside])


def _grams_of_article(tree: etree._Element) -> set[Gram]:
    """What trafilatura takes for the article, as all its runs of words; empty when it finds none."""
    if sum(1 for _ in tree.iter(etree.Element)) > MOST_ELEMENTS or _deeper_than(tree, DEEPEST):
        return set()
    found = trafilatura.bare_extraction(
        etree.tostring(tree, method="html", encoding="unicode"),
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        with_metadata=False,
    )
    if not isinstance(found, Document) or found.body is None:
        return set()
    rows = (" ".join(row.itertext()) for row in found.body.iter("row"))
    lines = [*found.body.itertext(), *rows, " ".join(found.body.itertext())]
    return {gram for line in lines for gram in _grams(line)}


def _grams(words: str) -> list[Gram]:
    folded = words.casefold().split()
    return [tuple(folded[at : at + GRAM]) for at in range(max(1, len(folded) - GRAM + 1))]


def _share(block: PageBlock, grams: set[Gram]) -> float:
    ours = _grams(block.words)
    return sum(gram in grams for gram in ours) / len(ours)


def _opening(before: Sequence[PageBlock], title: str | None) -> list[PageBlock]:
    """The title and what belongs to it, among the lines before the first paragraph: subtitles, captions, a standfirst."""
    titles = [at for at, block in enumerate(before) if block.tag == "h1" or block.words == title]
    if not titles:
        return []
    start = titles[-1]
    return [
        block
        for at, block in enumerate(before[start:], start)
        if at == start or (not is_linked(block) and (block.kind != "paragraph" or len(block.words.split()) >= 10))
    ]


def _deeper_than(tree: etree._Element, limit: int) -> bool:
    depth = 0
    for event, _element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            return True
    return False
