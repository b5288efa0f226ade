"""What somebody asks for in `q`, taken apart.

All words have to be there, in any order. Words in quotation marks, or held together by something else than a space
(`covid-19`, `cdc.gov`), stand beside each other. A `*` behind a word makes it the beginning of one. What has a `-` before
it must not be there. Everything else is no word, and is passed over: nothing that can be typed is wrong but having no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from factcheck.core.problems import Invalid
from factcheck.core.words import is_unspaced, words_of

LONGEST_QUERY = 500
"""Code points."""

_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)
_PART = re.compile(r'(?P<minus>-?)(?:"(?P<quoted>[^"]*)(?:"(?P<star>\*?)|$)|(?P<plain>[^\s"]+))')


@dataclass(frozen=True)
class Term:
    """Words that stand beside each other, mostly one alone. `begins`: of the last word only the beginning is given."""

    words: tuple[str, ...]
    begins: bool = False
    excluded: bool = False

    @property
    def run(self) -> str:
        """As it stands in what is kept of a row; to be looked for only where there are several words."""
        return f" {' '.join(self.words)}{'' if self.begins else ' '}"


@dataclass(frozen=True)
class Wanted:
    """A query. `scopes`, where some are named, are the ones of which a row must be in one (`entries.py`)."""

    terms: tuple[Term, ...]
    scopes: tuple[str, ...] = ()

    def names(self, word: str) -> bool:
        """Whether a folded word is one of those that are looked for."""
        return any(
            word == one or (term.begins and one == term.words[-1] and word.startswith(one))
            for term in self.terms
            if not term.excluded
            for one in term.words
        )

    @property
    def runs(self) -> list[Term]:
        """Terms that an index of single words cannot answer whole."""
        return [term for term in self.terms if len(term.words) > 1]


def wanted(query: str) -> Wanted:
    """Take a query apart. Raises Invalid at `/q` when there is no word in it, or it is too long."""
    if len(query) > LONGEST_QUERY:
        said = _("A search may have %(most)d characters; this one has %(given)d.")
        raise Invalid.at("/q", said % {"most": LONGEST_QUERY, "given": len(query)})
    terms = tuple(dict.fromkeys(_terms(query.translate(_QUOTES))))
    if not terms:
        raise Invalid.at("/q", _("There is no word or number in %(q)s to search for.") % {"q": repr(query[:100])})
    return Wanted(terms)


def _terms(query: str) -> Iterator[Term]:
    for part in _PART.finditer(query):
        said = part["quoted"] if part["plain"] is None else part["plain"]
        starred = part["star"] == "*" or (part["plain"] is not None and said.endswith("*"))
        words = words_of(said)
        if words:
            words, open_ended = _without_loose_end(words)
            yield Term(tuple(words), begins=starred or open_ended, excluded=part["minus"] == "-")


def _without_loose_end(words: list[str]) -> tuple[list[str], bool]:
    """In scripts without spaces the last character stands for itself only where a text ends; here it goes on.

    The words to look for, and whether the last of them is only the beginning of one.
    """
    last = words[-1]
    if len(last) > 1 or not is_unspaced(last):
        return words, False
    if len(words) > 1 and len(words[-2]) > 1 and is_unspaced(words[-2]) and words[-2][-1] == last:
        return words[:-1], False
    return words, True
