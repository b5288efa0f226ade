"""What is looked for: a quote with its context, folded as one text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from annotations.anchoring.folding import fold
from annotations.anchoring.forms import caseless
from annotations.anchoring.spans import CONTEXT, Quote


@dataclass(frozen=True)
class Wanted:
    """A quote as it is looked for: `text[start:end]` are its words, what stands around them is their context.

    `text` is folded. `opens` and `closes` say that the quote stood at the very beginning or end of its text (as far as its
    context tells).
    """

    text: str
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        return self.text[: self.start]

    @property
    def after(self) -> str:
        return self.text[self.end :]

    @cached_property
    def caseless(self) -> str:
        """`text` in lower case, at the same offsets."""
        return caseless(self.text)


def fold_quote(quote: Quote) -> Wanted:
    """Fold the words together with their context, so that neither cuts a cluster of the other."""
    before, after = quote.prefix[-CONTEXT * 2 :], quote.suffix[: CONTEXT * 2]
    folded = fold(before + quote.exact + after)
    start, end = folded.folded_span(len(before), len(before) + len(quote.exact))
    return Wanted(folded.text, start, end)
