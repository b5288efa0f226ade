"""Words as long as people can make them break; nothing scrolls sideways, and long texts keep their links."""

from __future__ import annotations

import pytest

from annotations.services.articles import add_article
from claims.services.claims import NewAppearance, spot_claim
from claims.services.evidence import add_evidence
from claims.services.sources import NewSource

pytestmark = pytest.mark.browser

ENDLESS = "w" * 190
TOO_WIDE = """() => [...document.querySelectorAll("main, main *")]
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    || (/auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1))
  .map((e) => `${e.tagName} ${e.className}`).slice(0, 5)"""


@pytest.mark.parametrize("width", [320, 390])
def test_endless_words_break(visit, editor_edna, demo_desk, width):
    article = add_article(
        editor_edna.actor, demo_desk, text=f"Words. {ENDLESS}", title=ENDLESS * 2, publisher=ENDLESS, tags=[ENDLESS[:50]]
    )  # fmt: skip
    claim = spot_claim(
        editor_edna.actor, demo_desk, text=ENDLESS * 3, claimant_name=ENDLESS, topics=[ENDLESS[:50]],
        appearances=[NewAppearance(article, {"start": 0, "end": 6})],
    )  # fmt: skip
    source = NewSource(title=ENDLESS, url=f"https://reference.example/{ENDLESS}", kind="reference", text=ENDLESS)
    evidence = add_evidence(editor_edna.actor, claim, stance="refutes", quote=ENDLESS, note=ENDLESS, source=source)
    window = visit(viewport={"width": width, "height": 800}).sign_in("edna")

    wide = {}
    for path in (
        "/", "/articles/", f"/articles/{article.pk}/", "/claims/", f"/claims/{claim.pk}/", f"/sources/{evidence.source_id}/",
    ):  # fmt: skip
        page = window.go(path)
        wide[path] = page.evaluate(TOO_WIDE)

    assert {path: found for path, found in wide.items() if found} == {}


def test_a_link_to_words_of_a_long_text_leads_to_its_part(visit, editor_edna, demo_desk):
    book = "\n".join(f"Line {n} of the book." for n in range(6_000))
    article = add_article(editor_edna.actor, demo_desk, text=book, title="A book")
    start = book.index("Line 5500")
    span = NewAppearance(article, {"start": start, "end": start + 9})
    spot_claim(editor_edna.actor, demo_desk, text="It is line 5500.", appearances=[span])
    mark = article.annotations.get().pk
    window = visit().sign_in("edna")

    window.go(f"/articles/{article.pk}/#ref-{mark}").locator(f"mark[data-a='{mark}']").wait_for()
    page = window.go(f"/articles/{article.pk}/")
    page.get_by_role("link", name="claim 1 in the text").click()
    page.locator(f"mark[data-a='{mark}']").wait_for()

    assert page.locator(f"#ref-{mark}").evaluate("e => e.getBoundingClientRect().top >= 0")
    page.get_by_role("link", name="Previous").first.click()
    page.get_by_text("Line 0 of the book.").wait_for()
