"""An article as selectors see it: its canonical text and, where it came as a page, its elements."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cached_property

from annotations.anchoring import Span, find
from annotations.anchoring.placing import matches_of
from annotations.anchoring.quotes import best
from annotations.anchoring.spans import CONTEXT, Quote
from annotations.webannotation.places.markup import Markup, Run
from annotations.webannotation.values import Steps, refuse
from factcheck.core.problems import AmbiguousQuote


@dataclass(frozen=True)
class Region:
    """A span of the canonical text; `raw` is the text of the elements it came from, in which refinements may count."""

    span: Span
    raw: str | None = None


class Document:
    """The canonical text of a revision, and the HTML it was taken from (empty for text that came as text)."""

    def __init__(self, text: str, html: str = "") -> None:
        self.text = text
        self.html = html

    @cached_property
    def markup(self) -> Markup:
        return Markup(self.html)

    def part(self, span: Span) -> Document:
        """The same page, with no more of its text than a span."""
        part = Document(self.text[span.start : span.end], self.html)
        if self.html:
            part.markup = self.markup
        return part

    @cached_property
    def _squeezed(self) -> tuple[str, array[int]]:
        """The text without white space, and for each character of that where it stands in the text."""
        kept = array("L", (index for index, character in enumerate(self.text) if not character.isspace()))
        return "".join(self.text.split()), kept

    def markup_for(self, kind: str, at: Steps) -> Markup:
        """The elements, or Invalid where the article has none."""
        if not self.html:
            refuse(
                at, f"This article came as plain text, which has no elements for a {kind}; send a TextQuoteSelector."
            )
        return self.markup

    def place_of(self, run: Run, at: Steps) -> Region:
        """Where the words of some elements stand in the canonical text.

        They are looked for without regard to white space, which extraction joins and splits, and told apart by the words
        around them. Raises Invalid when they are no part of the article, AmbiguousQuote when nothing tells which is meant.
        """
        words, offsets = self._squeezed
        around = self.markup.words
        exact = around[run.start : run.end]
        if not exact:
            refuse(at, "There are no words in what it selects.")
        quote = Quote(
            exact, around[max(0, run.start - CONTEXT * 4) : run.start], around[run.end : run.end + CONTEXT * 4]
        )
        found = [Span(offsets[s.start], offsets[s.end - 1] + 1) for s in best(words, quote, find(words, exact))]
        if not found:
            refuse(
                at, "The words of what it selects are no part of the article's text; they may be a menu or a footer."
            )
        if len(found) > 1:
            raise self._ambiguous(found)
        return Region(found[0], run.raw)

    def _ambiguous(self, places: list[Span]) -> AmbiguousQuote:
        said = f"The words it selects stand in {len(places)} places. Send a TextQuoteSelector with prefix and suffix."
        return AmbiguousQuote(said, errors=[], matches=matches_of(self.text, places))
