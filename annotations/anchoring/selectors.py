"""W3C selectors as people and programs send them, read strictly (https://www.w3.org/TR/annotation-model/#selectors)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from annotations.anchoring.spans import Quote, Span
from factcheck.core.problems import Invalid

TAKEN = (
    "A selector is {start, end} in code points, {exact, prefix?, suffix?}, or a list with a TextQuoteSelector "
    "or a TextPositionSelector."
)

NOT_READ = (
    "CssSelector", "DataPositionSelector", "FragmentSelector", "RangeSelector", "SvgSelector", "XPathSelector",
)  # fmt: skip
"""The W3C's other kinds: they point into a document's elements, bytes or pixels, of which a text has none."""


@dataclass(frozen=True)
class Selection:
    """What a selector says: a quote, a position, or both."""

    quote: Quote | None
    position: Span | None


def read_selector(given: object, pointer: str = "/selector") -> Selection:
    """Read a selector in any of the forms that are taken. Raises Invalid at the part that is wrong.

    In a list, the W3C's other kinds of selector are passed over, as long as one that is read stands beside them.
    """
    if isinstance(given, list):
        return _read_list(given, pointer)
    if not isinstance(given, dict):
        _refuse(pointer, TAKEN)
    return _read_one(given, pointer)


def _read_one(given: dict[str, Any], pointer: str) -> Selection:
    kind = given.get("type")
    if kind not in (None, "TextQuoteSelector", "TextPositionSelector"):
        _refuse(f"{pointer}/type", f"{kind!r} is not taken here. {TAKEN}")
    unknown = sorted(given.keys() - {"type", "exact", "prefix", "suffix", "start", "end"}, key=str)
    if unknown:
        _refuse(f"{pointer}/{unknown[0]}", f"A selector has no {unknown[0]!r}. {TAKEN}")
    for name in ("exact", "prefix", "suffix"):
        if not isinstance(given.get(name, ""), str):
            _refuse(f"{pointer}/{name}", f"`{name}` is a string.")
    quote = _read_quote(given, pointer) if "exact" in given else None
    position = _read_position(given, pointer) if "start" in given or "end" in given else None
    if quote is None and position is None:
        _refuse(pointer, TAKEN)
    return Selection(quote, position)


def _read_list(given: list[Any], pointer: str) -> Selection:
    if not 1 <= len(given) <= 10:
        _refuse(pointer, f"Give one to ten selectors. {TAKEN}")
    quote: Quote | None = None
    position: Span | None = None
    for index, one in enumerate(given):
        if not isinstance(one, dict):
            _refuse(f"{pointer}/{index}", TAKEN)
        if one.get("type") in NOT_READ or "refinedBy" in one:  # refined, it selects other words than it says
            continue
        read = _read_one(one, f"{pointer}/{index}")
        quote, position = quote or read.quote, position or read.position
    if quote is None and position is None:
        _refuse(pointer, f"None of these selectors says where in a text. {TAKEN}")
    return Selection(quote, position)


def _read_quote(given: dict[str, Any], pointer: str) -> Quote:
    if not given["exact"]:
        _refuse(f"{pointer}/exact", "The quote is empty; quote at least one character.")
    return Quote(given["exact"], given.get("prefix", ""), given.get("suffix", ""))


def _read_position(given: dict[str, Any], pointer: str) -> Span:
    for name in ("start", "end"):
        value = given.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            _refuse(f"{pointer}/{name}", f"`{name}` is a whole number of code points.")
        if value < 0:
            _refuse(f"{pointer}/{name}", f"`{name}` counts from 0.")
    if given["end"] <= given["start"]:
        _refuse(f"{pointer}/end", "`end` is greater than `start`; a selection has at least one character.")
    return Span(given["start"], given["end"])


def _refuse(pointer: str, detail: str) -> NoReturn:
    raise Invalid.at(pointer, detail)
