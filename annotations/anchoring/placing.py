"""From selectors to a place: strictly when a person marks words, forgivingly when a text has changed."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.anchoring.quotes import best, find
from annotations.anchoring.searching import search, stands_elsewhere, suggestions
from annotations.anchoring.selectors import Selection, read_selector
from annotations.anchoring.spans import ORPHAN, Placement, Span, describe
from annotations.anchoring.terms import is_whole
from factcheck.core.problems import AmbiguousQuote, Invalid

SHOWN = 20
"""Places of an ambiguous quote that are told."""


def locate(text: str, selector: object, pointer: str = "/selector") -> Span:
    """The one place a selector means in the text it was made on.

    Raises Invalid when it is malformed, out of range or leads nowhere, AmbiguousQuote (with `matches`) when the words
    stand in several places that the context does not tell apart.
    """
    selection = read_selector(selector, pointer)
    if selection.position is not None:
        return _locate_position(text, selection, selection.position, pointer)
    quote = selection.quote
    if quote is None:  # read_selector gives one or the other
        raise Invalid.at(pointer, "Say where.")
    places = find(text, quote.exact)
    if not places:
        raise Invalid.at(f"{pointer}/exact", "These words do not stand in the text. Quote it to the letter.")
    meant = best(text, quote, places)
    if len(meant) > 1:
        raise AmbiguousQuote(
            f"These words stand in {len(meant)} places. Send `prefix` and `suffix`, or `start` and `end`.",
            errors=[],
            matches=matches_of(text, meant),
        )
    return meant[0]


def _locate_position(text: str, selection: Selection, position: Span, pointer: str) -> Span:
    if position.end > len(text):
        raise Invalid.at(f"{pointer}/end", f"The text ends at {len(text)}; `end` is {position.end}.")
    if selection.quote is not None and text[position.start : position.end] != selection.quote.exact:
        raise Invalid.at(
            f"{pointer}/exact",
            "Other words stand at this place. Was it marked on another revision? Read the text again.",
        )
    return position


def matches_of(text: str, places: Sequence[Span]) -> list[dict[str, int | str]]:
    """The places of an ambiguous quote, as its problem tells them."""
    found = [(place, describe(text, place.start, place.end)) for place in places[:SHOWN]]
    return [{"start": p.start, "end": p.end, "prefix": quote.prefix, "suffix": quote.suffix} for p, quote in found]


def anchor(text: str, selectors: object) -> Placement:
    """Where selectors made on another text lead in this one.

    `exact`: the same characters where the position says, or found where no position is given; `moved`: the same characters
    elsewhere; `changed`: other characters that stand for them, from a full stop to half the words, with a score below 1;
    `orphaned`: they are gone, or nothing tells which of several places is meant. Malformed selectors raise Invalid.
    Takes time linear in the text.
    """
    selection = read_selector(selectors, "")
    position, quote = selection.position, selection.quote
    if quote is None:
        inside = position is not None and position.end <= len(text)
        return Placement(position.start, position.end, "exact", 1.0) if position and inside else ORPHAN
    if position is not None and text[position.start : position.end] == quote.exact and is_whole(text, position, quote):
        here = Placement(position.start, position.end, "exact", 1.0)
        return stands_elsewhere(text, quote, position) or here
    return search(text, quote, position)


def suggest(text: str, selectors: object, *, limit: int = 5) -> list[Placement]:
    """The places in a text that are most like what selectors lead to, the likeliest first, with how sure each is.

    For words that `anchor` found orphaned: here a person decides. Malformed selectors raise Invalid.
    """
    selection = read_selector(selectors, "")
    return suggestions(text, selection.quote, selection.position, limit) if selection.quote else []
