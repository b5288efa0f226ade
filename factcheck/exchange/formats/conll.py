"""CoNLL: a token a line with its place and a BIO tag, an empty line between lines of the text, `-DOCSTART-` before each text.

The first column is the token and the last the tag, as readers of CoNLL-2003 expect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from factcheck.exchange.exports.marked import READERS, Mark, Marked
from factcheck.exchange.exports.selection import Selection
from factcheck.exchange.formats.brat import name_of
from factcheck.exchange.formats.form import Format

_TOKEN = re.compile(r"\w+|[^\w\s]|\n")


def write(texts: Iterable[Marked], selection: Selection) -> Iterator[bytes]:
    """Offsets in code points, half open."""
    for text in texts:
        yield f"-DOCSTART-\t{text.article.pk}\t{text.article.revision_id}\tO\n\n".encode()
        yield "".join(lines_of(text.text, side_by_side(text.marks))).encode() + b"\n"


def side_by_side(marks: Iterable[Mark]) -> list[Mark]:
    """The marks that can be told in one column: of those that overlap, the one that begins first, then the longest."""
    kept: list[Mark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def lines_of(text: str, marks: list[Mark]) -> Iterator[str]:
    """The lines of a text. Tokens end where a mark begins or ends, so that a tag covers just its words."""
    ends = sorted({0, len(text), *(end for mark in marks for end in (mark.start, mark.end))})
    by_start = {mark.start: mark for mark in marks}
    inside: Mark | None = None
    is_apart = True
    for begin, until in pairwise(ends):
        inside = by_start.get(begin) or (inside if inside and begin < inside.end else None)
        tag = "B-" if begin in by_start else "I-"
        for token in _TOKEN.finditer(text, begin, until):
            if token[0] == "\n":
                yield "" if is_apart else "\n"
                is_apart = True
                continue
            said = f"{tag}{name_of(inside.labels[0])}" if inside else "O"
            yield f"{token[0]}\t{token.start()}\t{token.end()}\t{said}\n"
            tag, is_apart = "I-", False
    yield "" if is_apart else "\n"


FORMAT = Format("conll", "CoNLL", "text/plain; charset=utf-8", "conll", READERS, write)
