"""What is selected in a real page becomes code points of the canonical text: the shared cases in Chromium."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotations.anchoring import blocks_of
from annotations.services.articles import add_article

pytestmark = pytest.mark.browser

CASES = json.loads((Path(__file__).resolve().parents[1] / "fixtures/anchoring/quotes.json").read_text(encoding="utf-8"))

ROUND_TRIPS = """async (spans) => {
  const { rangeOfSpan, spanOfRange, textOf } = await import(
    document.querySelector("script[type=module]").src.replace("main.js", "anchoring/selection.js"));
  const root = document.getElementById("article-text");
  return spans.map(([start, end]) => [spanOfRange(root, rangeOfSpan(root, start, end)), textOf(root, start, end)]);
}"""

EVERY_BLOCK = """async () => {
  const { spanOfRange } = await import(
    document.querySelector("script[type=module]").src.replace("main.js", "anchoring/selection.js"));
  const root = document.getElementById("article-text");
  const range = document.createRange();
  return [...root.querySelectorAll("[data-start]")].map((block, index, all) => {
    range.setStart(block, 0);
    if (all[index + 1]) range.setEnd(all[index + 1], 0); else range.setEnd(block, block.childNodes.length);
    return spanOfRange(root, range);
  });
}"""


def test_the_shared_cases_hold_in_the_page(visit, reviewer_ravi, demo_desk):
    """One article holds every text; each quote is selected by its code points and read back from the selection."""
    texts = list(dict.fromkeys(case["text"] for case in CASES))
    whole = "\n".join(texts)
    article = add_article(reviewer_ravi.actor, demo_desk, text=whole, title="Every text")
    spans = []
    for case in CASES:
        offset = whole.index(case["text"])
        spans += [[offset + start, offset + start + len(case["exact"])] for start in case["starts"]]
    page = visit().sign_in("ravi").go(f"/articles/{article.pk}/")

    answers = page.evaluate(ROUND_TRIPS, spans)

    for (start, end), (span, words) in zip(spans, answers, strict=True):
        assert words.replace("\n", "") == "".join(w for w in whole[start:end].split("\n") if w.strip()), (start, end)
        # A selection is widened to whole characters as people see them, never cut.
        assert span["start"] <= start
        assert span["end"] >= end
        widened = whole[span["start"] : span["end"]]
        assert len(widened) - (end - start) <= 8, widened


def test_a_triple_click_takes_its_block_alone(visit, reviewer_ravi, demo_desk):
    text = "First 👍 line \n\n  Second line\nThird"
    article = add_article(reviewer_ravi.actor, demo_desk, text=text, title="Lines")
    page = visit().sign_in("ravi").go(f"/articles/{article.pk}/")

    spans = page.evaluate(EVERY_BLOCK)

    words = [text[s["start"] : s["end"]] for s in spans]
    assert words == [text[b.start : b.end].strip() for b in blocks_of(text)]


def test_too_much_is_said_to_be_too_much(visit, reviewer_ravi, demo_desk):
    article = add_article(reviewer_ravi.actor, demo_desk, text="👍" * 20_001 + "\nShort.", title="Long")
    window = visit().sign_in("ravi")
    page = window.go(f"/articles/{article.pk}/")

    page.evaluate("getSelection().selectAllChildren(document.querySelector('[data-start]'))")
    page.get_by_role("button", name="Add claim").click()
    page.get_by_text("At most 20000 characters").wait_for()
    assert page.get_by_label("Claim", exact=True).input_value() == "👍" * 500
    page.get_by_role("button", name="Save claim").click()
    page.get_by_role("alert").get_by_text("At most 20000 characters").wait_for()

    assert not article.annotations.exists()
