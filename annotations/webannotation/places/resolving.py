"""What a selector of the model selects in a stored text (https://www.w3.org/TR/annotation-model/#selectors)."""

from __future__ import annotations

from typing import Any

from annotations.anchoring import Span, locate
from annotations.webannotation.places import css, fragments, xpath
from annotations.webannotation.places.document import Document, Region
from annotations.webannotation.terms import listed, pointer_of
from annotations.webannotation.values import Steps, refuse
from factcheck.core.problems import AmbiguousQuote, Conflict, Invalid

MOST = 50
"""Selectors of one target, with all that refine them; each may cost a walk through the text."""

Selector = dict[str, Any]


def resolve(selector: object, document: Document, at: Steps) -> Span:
    """The words a target's `selector` selects. It has passed `shapes.check_selector`.

    Of several selectors each is to select the same. A quote among them is believed before all others, for it proves itself;
    else the first that leads somewhere counts. Raises Invalid when none does, and AmbiguousQuote when one leads to several
    places and the others do not tell which.
    """
    if _count(selector) > MOST:
        refuse(at, f"At most {MOST} selectors are followed.")
    return _resolve(selector, document, at).span


def _count(selector: object) -> int:
    if isinstance(selector, list):
        return sum(_count(one) for one in selector)
    if not isinstance(selector, dict):
        return 1
    return 1 + sum(_count(selector[n]) for n in ("startSelector", "endSelector", "refinedBy") if n in selector)


def _resolve(value: object, document: Document, at: Steps) -> Region:
    if not isinstance(value, list):
        return _refined(value, document, at)
    quotes = [n for n, one in enumerate(value) if isinstance(one, dict) and one["type"] == "TextQuoteSelector"]
    others = [n for n in range(len(value)) if n not in quotes]
    if not quotes:
        return _first_of(value, others, document, at)
    quote = value[quotes[0]]
    try:
        return _refined(quote, document, (*at, quotes[0]))
    except AmbiguousQuote:
        for index in others:
            region = _perhaps(value[index], document, (*at, index))
            if region and document.text[region.span.start : region.span.end] == quote["exact"]:
                return region
        raise


def _first_of(value: list[object], indices: list[int], document: Document, at: Steps) -> Region:
    problems: list[Conflict | Invalid] = []
    for index in indices:
        try:
            return _refined(value[index], document, (*at, index))
        except (AmbiguousQuote, Invalid) as problem:
            problems.append(problem)
    ambiguous = next((problem for problem in problems if isinstance(problem, AmbiguousQuote)), None)
    if ambiguous:
        raise ambiguous
    raise Invalid(problems[0].detail, errors=[error for problem in problems for error in problem.errors])


def _perhaps(value: object, document: Document, at: Steps) -> Region | None:
    try:
        return _refined(value, document, at)
    except (AmbiguousQuote, Invalid):
        return None


def _refined(value: object, document: Document, at: Steps) -> Region:
    """One selector, and inside what it selects, that which refines it."""
    if not isinstance(value, dict):
        refuse(at, "A selector that is kept elsewhere is not fetched; write it out here.")
    region = _select(value, document, at)
    refinements = [one for one in listed(value.get("refinedBy")) if not _is_state(one)]
    if not refinements:
        return region
    here = (*at, "refinedBy")
    refinement = refinements if len(refinements) > 1 else refinements[0]
    return _within(region, refinement, document, here)


def _is_state(value: object) -> bool:
    return isinstance(value, dict) and value.get("type") in ("TimeState", "HttpRequestState")


def _within(region: Region, refinement: object, document: Document, at: Steps) -> Region:
    """A refinement counts from the start of what it refines; in the text of an element, as the element has it."""
    outer = region.span
    one = refinement if isinstance(refinement, dict) else {}
    if region.raw is not None and one.get("type") == "TextPositionSelector":
        return Region(_in_raw(region.raw, one, document.text, outer, at))
    try:
        inner = _resolve(refinement, document.part(outer), at).span
    except AmbiguousQuote as problem:
        matches: Any = problem.facts["matches"]
        moved = [{**m, "start": m["start"] + outer.start, "end": m["end"] + outer.start} for m in matches]
        raise AmbiguousQuote(problem.detail, errors=problem.errors, matches=moved) from None
    return Region(Span(outer.start + inner.start, outer.start + inner.end))


def _in_raw(raw: str, position: Selector, text: str, outer: Span, at: Steps) -> Span:
    """A position in the text of an element, as a place in the canonical text, whose white space may differ."""
    start, end = position["start"], position["end"]
    if end > len(raw):
        refuse((*at, "end"), f"The text of the element ends at {len(raw)}; `end` is {end}.")
    before, inside = len("".join(raw[:start].split())), len("".join(raw[start:end].split()))
    if not inside:
        refuse(at, "There are no words in what it selects.")
    shown = [index for index in range(outer.start, outer.end) if not text[index].isspace()]
    return Span(shown[before], shown[before + inside - 1] + 1)


def _select(selector: Selector, document: Document, at: Steps) -> Region:
    kind = selector["type"]
    match kind:
        case "TextQuoteSelector":
            quote = {name: selector[name] for name in ("exact", "prefix", "suffix") if name in selector}
            return Region(locate(document.text, quote, pointer_of(at)))
        case "TextPositionSelector":
            position = {"start": selector["start"], "end": selector["end"]}
            return Region(locate(document.text, position, pointer_of(at)))
        case "RangeSelector":
            return _range(selector, document, at)
        case "FragmentSelector":
            return fragments.region_at(selector, document, at)
        case "XPathSelector" | "CssSelector":
            here = (*at, "value")
            follow = xpath.run_at if kind == "XPathSelector" else css.run_at
            run = follow(selector["value"], document.markup_for(kind, here), here)
            return document.place_of(run, here)
        case "DataPositionSelector":
            return _bytes(selector, document, at)
        case _:
            return refuse(
                (*at, "type"), "An SvgSelector selects a part of an image, and this is text; quote its words."
            )


def _range(selector: Selector, document: Document, at: Steps) -> Region:
    """From where the first selection starts to where the second does, without what only parts their elements."""
    first = _resolve(selector["startSelector"], document, (*at, "startSelector")).span
    last = _resolve(selector["endSelector"], document, (*at, "endSelector"))
    words = document.text[first.start : last.span.start]
    if last.raw is not None:
        words = words.rstrip()
    if not words:
        refuse((*at, "endSelector"), "The end of the range stands before its start, or at it.")
    return Region(Span(first.start, first.start + len(words)))


def _bytes(selector: Selector, document: Document, at: Steps) -> Region:
    """Bytes of the UTF-8 of a text that came as text; of a page only its words are kept, not its bytes."""
    if document.html:
        refuse((*at, "type"), "The bytes of this page are not kept; send a TextQuoteSelector.")
    encoded = document.text.encode()
    start, end = selector["start"], selector["end"]
    if end > len(encoded):
        refuse((*at, "end"), f"The text has {len(encoded):,} bytes of UTF-8; `end` is {end:,}.")
    try:
        before, inside = encoded[:start].decode(), encoded[start:end].decode()
    except UnicodeDecodeError:
        refuse(at, "It cuts through a character; the text is counted in bytes of UTF-8.")
    return Region(Span(len(before), len(before) + len(inside)))
