"""A stored page as a tree of elements, with where the words of each stand among the words of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree, html

WORDLESS = frozenset({"script", "style", "noscript", "template", "head"})


@dataclass(frozen=True)
class Run:
    """The words of an element or a text node: `[start, end)` in `Markup.words`; `raw` is its text with all white space."""

    start: int
    end: int
    raw: str


class Markup:
    """The elements of a page, in the order of the document."""

    def __init__(self, source: str) -> None:
        parser = html.HTMLParser(encoding="utf-8", no_network=True)
        self.root: etree._Element = html.document_fromstring((source or "<p></p>").encode(), parser=parser)

    @cached_property
    def elements(self) -> list[etree._Element]:
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def _places(self) -> tuple[str, dict[etree._Element, tuple[int, int]]]:
        """All words without white space, and where those of each element are among them."""
        pieces: list[str] = []
        length = 0
        silent = 0
        starts: dict[etree._Element, int] = {}
        places: dict[etree._Element, tuple[int, int]] = {}
        for event, element in etree.iterwalk(self.root, events=("start", "end", "comment", "pi")):
            wordless = element.tag in WORDLESS
            text = element.tail if event != "start" else element.text
            if event == "start":
                starts[element] = length
                silent += wordless
            elif event == "end":
                places[element] = (starts[element], length)
                silent -= wordless
            if text and not silent:
                pieces.append("".join(text.split()))
                length += len(pieces[-1])
        return "".join(pieces), places

    @property
    def words(self) -> str:
        """Every word of the page that is shown, without white space."""
        return self._places[0]

    def run_of(self, element: etree._Element) -> Run:
        """The words of an element with all it contains."""
        start, end = self._places[1][element]
        return Run(start, end, "".join(_shown(element)))

    def run_of_text(self, element: etree._Element, *, tail: bool) -> Run:
        """The words of a text node: the one that begins an element, or its `tail`, which follows it."""
        start, end = self._places[1][element]
        raw = (element.tail if tail else element.text) or ""
        begin = end if tail else start
        return Run(begin, begin + len("".join(raw.split())), raw)

    def with_id(self, name: str) -> list[etree._Element]:
        return [element for element in self.elements if name in (element.get("id"), element.get("name"))]


def _shown(element: etree._Element) -> Iterator[str]:
    """The text nodes inside an element, but those that no reader sees."""
    silent = 0
    for event, inner in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        wordless = inner.tag in WORDLESS
        silent += wordless * {"start": 1, "end": -1}.get(event, 0)
        text = inner.text if event == "start" else inner.tail
        if text and not silent and not (event != "start" and inner is element):
            yield text
