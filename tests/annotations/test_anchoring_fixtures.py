"""The shared cases in Python; tests/js and tests/browser run the same file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotations.anchoring import describe, find, locate

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures/anchoring/quotes.json"
CASES = json.loads(FIXTURES.read_text(encoding="utf-8"))


def _names(case: dict[str, Any]) -> str:
    return f"{case['name']}: {case['exact'][:20]!r}"


@pytest.mark.parametrize("case", CASES, ids=_names)
def test_a_quote_is_found_at_its_code_points(case):
    assert [span.start for span in find(case["text"], case["exact"])] == case["starts"]


@pytest.mark.parametrize("case", CASES, ids=_names)
def test_a_place_is_described_by_its_words_and_what_is_around_them(case):
    start = case["starts"][0]

    quote = describe(case["text"], start, start + len(case["exact"]))

    assert (quote.exact, quote.prefix, quote.suffix) == (case["exact"], case["prefix"], case["suffix"])


@pytest.mark.parametrize("case", CASES, ids=_names)
def test_the_context_leads_back_to_the_place(case):
    selector = {name: case[name] for name in ("exact", "prefix", "suffix")}

    assert locate(case["text"], selector).start == case["starts"][0]
