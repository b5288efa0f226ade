"""CssSelector: parsed by cssselect, matched here one part after the other, so that the work grows with the page alone.

(As XPath, which is what cssselect would make of it, `div p` takes time with the square of the page; see `xpath`.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from cssselect import SelectorError, parser
from lxml import etree

from annotations.webannotation.places.markup import Markup, Run
from annotations.webannotation.values import Steps, refuse

LONGEST = 1000
TAKEN = "names, #ids, .classes, [attributes], :first-child, :nth-child(2), :nth-of-type(2), and how these lie: `>`, `+`, `~`"
Elements = set[etree._Element]

_ATTRIBUTES: dict[str, Callable[[str, str], bool]] = {
    "=": lambda have, want: have == want,
    "~=": lambda have, want: want in have.split(),
    "|=": lambda have, want: have == want or have.startswith(f"{want}-"),
    "^=": lambda have, want: bool(want) and have.startswith(want),
    "$=": lambda have, want: bool(want) and have.endswith(want),
    "*=": lambda have, want: bool(want) and want in have,
}


class _NotTaken(Exception):
    """A part of CSS that is not matched here."""


def run_at(selector: str, markup: Markup, at: Steps) -> Run:
    """The words of the one element a selector matches."""
    if len(selector) > LONGEST:
        refuse(at, f"A CSS selector may have {LONGEST:,} characters.")
    try:
        [parsed] = parser.parse(selector)
        found = _Matching(markup).matches(parsed.parsed_tree)
    except SelectorError as problem:
        refuse(at, f"This is no CSS selector: {problem}.")
    except (_NotTaken, ValueError, RecursionError):
        refuse(at, f"One simple CSS selector is matched: {TAKEN}.")
    if len(found) != 1:
        many = len(found)
        refuse(at, f"It matches {many or 'no'} element{'s' * (many != 1)} of the stored page; it should match one.")
    return markup.run_of(found.pop())


@dataclass(frozen=True)
class _Place:
    """A number, from 1, among an element's siblings, or among those of its name; perhaps counted from the last."""

    number: int
    by_type: bool = False
    from_end: bool = False


class _Matching:
    """Matching in one page."""

    def __init__(self, markup: Markup) -> None:
        self.elements = markup.elements
        self.positions: dict[tuple[bool, bool], dict[etree._Element, int]] = {}

    def matches(self, tree: parser.Tree) -> Elements:
        """The elements that a parsed selector, or a part of one, matches."""
        match tree:
            case parser.CombinedSelector():
                return self._combined(tree)
            case parser.Element():
                name = tree.element
                return {e for e in self.elements if name is None or e.tag == name.lower()}
            case parser.Pseudo():
                return self._counted(tree.selector, _PSEUDO.get(tree.ident))
            case parser.Function():
                return self._counted(tree.selector, _counting(tree))
            case parser.Hash() | parser.Class() | parser.Attrib():
                return {e for e in self.matches(tree.selector) if _has(e, tree)}
            case _:
                raise _NotTaken

    def _combined(self, tree: parser.CombinedSelector) -> Elements:
        left, right = self.matches(tree.selector), self.matches(tree.subselector)
        match tree.combinator:
            case ">":
                return {e for e in right if e.getparent() in left}
            case "+":
                return {e for e in right if _before(e) in left}
            case "~":
                return right & self._reached(left, _before)
            case " ":
                return right & self._reached(left, etree._Element.getparent)
            case _:
                raise _NotTaken

    def _reached(self, origins: Elements, step: Callable[[etree._Element], etree._Element | None]) -> Elements:
        """The elements from which some of `origins` are reached by steps; in document order, each is one step on."""
        found: Elements = set()
        for element in self.elements:
            towards = step(element)
            if towards is not None and (towards in origins or towards in found):
                found.add(element)
        return found

    def _counted(self, selector: parser.Tree, place: _Place | None) -> Elements:
        if place is None:
            raise _NotTaken
        among = (place.by_type, place.from_end)
        if among not in self.positions:
            self.positions[among] = self._positions(by_type=place.by_type, from_end=place.from_end)
        return {e for e in self.matches(selector) if self.positions[among][e] == place.number}

    def _positions(self, *, by_type: bool, from_end: bool) -> dict[etree._Element, int]:
        """Each element's number, from 1, among its siblings, or among those of its name."""
        counts: Counter[tuple[etree._Element | None, object]] = Counter()
        found: dict[etree._Element, int] = {}
        for element in reversed(self.elements) if from_end else self.elements:
            key = (element.getparent(), element.tag if by_type else None)
            counts[key] += 1
            found[element] = counts[key]
        return found


_PSEUDO = {
    "first-child": _Place(1),
    "last-child": _Place(1, from_end=True),
    "first-of-type": _Place(1, by_type=True),
    "last-of-type": _Place(1, by_type=True, from_end=True),
}
_FUNCTIONS = {
    "nth-child": _Place(0),
    "nth-last-child": _Place(0, from_end=True),
    "nth-of-type": _Place(0, by_type=True),
    "nth-last-of-type": _Place(0, by_type=True, from_end=True),
}


def _counting(function: parser.Function) -> _Place | None:
    """`:nth-child(2)`; not `(2n+1)`, which is to match many."""
    place = _FUNCTIONS.get(function.name)
    if place is None or [argument.type for argument in function.arguments] != ["NUMBER"]:
        return None
    return replace(place, number=int(function.arguments[0].value or 0))


def _before(element: etree._Element) -> etree._Element | None:
    """The element before this one, over comments."""
    before = element.getprevious()
    while before is not None and not isinstance(before.tag, str):
        before = before.getprevious()
    return before


def _has(element: etree._Element, wanted: parser.Hash | parser.Class | parser.Attrib) -> bool:
    if isinstance(wanted, parser.Hash):
        return bool(element.get("id") == wanted.id)
    if isinstance(wanted, parser.Class):
        return wanted.class_name in (element.get("class") or "").split()
    have = element.get(wanted.attrib.lower())
    if wanted.operator == "exists":
        return have is not None
    if wanted.operator not in _ATTRIBUTES or wanted.value is None:
        raise _NotTaken
    return have is not None and _ATTRIBUTES[wanted.operator](have, wanted.value.value or "")
