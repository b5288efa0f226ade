"""From printed lines to paragraphs: where a new one begins, what is a heading, and which hyphens are only the printer's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from .article import Piece

GAP = 1.35
"""Lines further apart than this many times the usual distance belong to different paragraphs."""

LARGER = 1.12
"""Letters this many times the size of the running text are a heading's."""

_BULLET = re.compile(r"[•◦▪‣●○■]\s+")
_ENDS = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_REST = re.compile(r"[^\W\d_]+")
_OPEN = re.compile(r"\w-$")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")
"""Letters of scripts that put no spaces between words."""


@dataclass(frozen=True)
class PrintedLine:
    """A line of a page: pages count from 0, size and place are in points, `y` grows upwards."""

    page: int
    words: str
    size: float
    x: float
    y: float


def paragraphs(lines: Sequence[PrintedLine], *, keep_everything: bool = False) -> list[Piece]:
    """Put lines together. Running heads and page numbers are left out unless `keep_everything`."""
    printed = list(lines) if keep_everything else _without_running_heads(lines)
    if not printed:
        return []
    measure = _Measure(printed)
    groups: list[list[PrintedLine]] = [[printed[0]]]
    for before, line in pairwise(printed):
        if measure.begins_paragraph(before, line):
            groups.append([line])
        else:
            groups[-1].append(line)
    known = Counter(word.casefold() for line in printed for word in _WORD.findall(_hyphens(line.words)))
    return [Piece(_joined(group, known), measure.kind(group)) for group in groups]


class _Measure:
    """The usual size, line distance and line length of a document."""

    def __init__(self, lines: Sequence[PrintedLine]) -> None:
        letters: Counter[float] = Counter()
        for line in lines:
            letters[line.size] += len(line.words)
        self.size = letters.most_common(1)[0][0] or 10.0
        body = [line for line in lines if line.size == self.size]
        gaps = Counter(
            round((above.y - below.y) * 2) / 2
            for above, below in pairwise(body)
            if 0 < above.y - below.y < 3 * self.size
        )
        self.distance = gaps.most_common(1)[0][0] if gaps else 1.2 * self.size
        lengths = sorted(len(line.words) for line in body) or [0]
        self.length = lengths[len(lengths) * 3 // 4]

    def begins_paragraph(self, before: PrintedLine, line: PrintedLine) -> bool:
        if abs(before.size - line.size) > 0.06 * self.size or _BULLET.match(line.words):
            return True
        ended = bool(_ENDS.search(before.words))
        fall = before.y - line.y
        if before.page != line.page or fall < 0:
            return ended or not line.words[0].islower()
        if fall > GAP * max(self.distance, 1.2 * line.size if line.size > self.size else 0):
            return True
        return ended and (len(before.words) < 0.75 * self.length or line.x - before.x > 0.7 * self.size)

    def kind(self, group: Sequence[PrintedLine]) -> str:
        if _BULLET.match(group[0].words):
            return "list_item"
        short = sum(len(line.words) for line in group) < 250
        return "heading" if short and group[0].size > LARGER * self.size else "paragraph"


def _without_running_heads(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Leave out what stands at the very top or foot of most pages in the same words, numbers apart."""
    pages: dict[int, list[PrintedLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    seen = Counter(
        words for page in pages.values() for words in {_numberless(line) for line in (*page[:2], *page[-2:])}
    )
    often = {words for words, times in seen.items() if times >= max(2, len(pages) / 2)}
    return [
        line for page in pages.values() for line in page[_heads(page, often) : len(page) - _heads(page[::-1], often)]
    ]


def _heads(page: Sequence[PrintedLine], often: set[str]) -> int:
    """How many lines a page begins with, two at most, that are its running heads."""
    return sum(1 for _ in takewhile(lambda line: _numberless(line) in often, page[:2]))


def _numberless(line: PrintedLine) -> str:
    return _DIGITS.sub("#", line.words)


def _hyphens(words: str) -> str:
    """A soft hyphen that was printed is a hyphen."""
    return words.replace("\xad", "-")


def _joined(group: Sequence[PrintedLine], known: Counter[str]) -> str:
    said = _hyphens(group[0].words)
    for line in group[1:]:
        said = _join(said, _hyphens(line.words), known)
    return " ".join(_BULLET.sub("", said, count=1).split())


def _join(said: str, line: str, known: Counter[str]) -> str:
    """The printer's hyphen goes where the rest begins in lower case, unless the document writes the word with one elsewhere
    (or has one in it already, as state-of-the-art has). Any other hyphen is the word's own (Anglo-American, 2010-2011)."""
    broken, rest = _BROKEN.search(said), _REST.match(line)
    if broken is not None and rest is not None and rest[0][0].islower():
        with_hyphen, without = f"{broken[1]}-{rest[0]}".casefold(), f"{broken[1]}{rest[0]}".casefold()
        keeps = known[with_hyphen] > known[without] or "-" in broken[1]
        return (said if keeps else said[:-1]) + line
    unspaced = _UNSPACED.match(said[-1:]) and _UNSPACED.match(line)
    return said + ("" if unspaced or _OPEN.search(said) else " ") + line
