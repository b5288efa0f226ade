"""Selectors as other people's programs send them: what is not for texts is passed over, what says where is read."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.anchoring import Quote, Span, locate, read_selector
from factcheck.core.problems import Invalid

TEXT = "The Taliban said nothing. The Taliban wait."
QUOTE: dict[str, Any] = {"type": "TextQuoteSelector", "exact": "nothing", "prefix": "said ", "suffix": ". The"}
POSITION: dict[str, Any] = {"type": "TextPositionSelector", "start": 17, "end": 24}
OTHERS: list[dict[str, Any]] = [
    {
        "type": "RangeSelector",
        "startSelector": {"type": "XPathSelector", "value": "/div[1]/p[1]"},
        "endSelector": {"type": "XPathSelector", "value": "/div[1]/p[2]"},
    },
    {"type": "XPathSelector", "value": "/html/body/p[1]"},
    {"type": "CssSelector", "value": "#text > p"},
    {"type": "FragmentSelector", "conformsTo": "http://tools.ietf.org/rfc/rfc3236", "value": "letter"},
    {
        "type": "FragmentSelector",
        "value": "letter",
        "refinedBy": {"type": "TextPositionSelector", "start": 0, "end": 1},
    },
    {"type": "DataPositionSelector", "start": 4096, "end": 4104},
    {"type": "SvgSelector", "value": "<svg/>"},
]


@pytest.mark.parametrize("other", OTHERS, ids=lambda one: one["type"])
def test_what_is_not_for_texts_is_passed_over(other: dict[str, Any]) -> None:
    for given in ([other, QUOTE], [POSITION, other], [other, POSITION, QUOTE]):
        assert locate(TEXT, given) == Span(17, 24)


def test_what_is_refined_selects_other_words_than_it_says() -> None:
    whole = {"type": "TextQuoteSelector", "exact": "The Taliban said nothing.", "refinedBy": POSITION}

    assert read_selector([whole, QUOTE]).quote == Quote("nothing", "said ", ". The")


@pytest.mark.parametrize("given", [[OTHERS[0]], OTHERS, [{**QUOTE, "refinedBy": POSITION}], OTHERS[1]])
def test_without_one_that_is_read_nothing_is_marked(given: object) -> None:
    with pytest.raises(Invalid, match="TextQuoteSelector"):
        locate(TEXT, given)


@pytest.mark.parametrize("given", [[{"type": "HolySelector", "value": "x"}, QUOTE], [{**QUOTE, "colour": "red"}]])
def test_what_no_standard_knows_is_named(given: list[Any]) -> None:
    with pytest.raises(Invalid) as problem:
        locate(TEXT, given)

    assert problem.value.errors[0].pointer in ("/selector/0/type", "/selector/0/colour")
