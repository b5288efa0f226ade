"""The publisher corrects the year: the highlight follows its words, the claim is told, the request has its outcome."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from annotations.services.revisions import add_revision
from claims.services.corrections import request_correction
from factcheck.core import clock
from factcheck.desks.roles import Scope
from tests.conftest import TEXT, WRONG_YEAR, json_of

API = "/api/v1"
CORRECTED = TEXT.replace("2011", "2001")
NOW = "attacks of Sep. 11, 2001"


def test_over_the_api(reviewer_ravi, article, claim, capsys):
    api = reviewer_ravi.api(Scope.WRITE)
    place = json_of(api.get(f"{API}/claims/{claim.pk}/"))["appearances"][0]
    sent = (clock.now() - timedelta(days=2)).isoformat()
    asked = json_of(
        api.post(
            f"{API}/claims/{claim.pk}/correction-requests/",
            {"appearance": place["id"], "sent_to": "The Example Herald", "sent_at": sent, "channel": "email"},
            content_type="application/json",
        ),
        201,
    )
    assert (asked["outcome"], asked["outcome_revision"], asked["days"]) == ("pending", None, None)

    path = f"{API}/articles/{article.pk}/revisions/"
    revision = json_of(api.post(path, {"text": CORRECTED}, content_type="application/json"), 201)
    same = json_of(api.post(path, {"text": CORRECTED}, content_type="application/json"), 200)

    assert revision["reanchoring"] == {"exact": 0, "moved": 0, "changed": 1, "orphaned": 0}
    assert same["id"] == revision["id"]
    [now] = json_of(api.get(f"{API}/claims/{claim.pk}/"))["appearances"]
    assert now["exact"] == WRONG_YEAR
    assert (now["anchor"]["status"], now["anchor"]["exact"]) == ("changed", NOW)
    operations = json_of(api.get(f"{API}/revisions/{revision['id']}/diff/"))["operations"]
    [changed] = [o for o in operations if o["op"] != "equal"]
    assert CORRECTED[changed["start"] : changed["end"]] == "2001"
    assert TEXT[changed["against_start"] : changed["against_end"]] == "2011"
    asked = json_of(api.get(asked["url"]))
    assert (asked["outcome_revision"], asked["days"]) == (revision["id"], 2)
    events = json_of(api.get(f"{API}/claims/{claim.pk}/events/"))["results"]
    [told] = [e["changes"]["words"] for e in events if e["verb"] == "appearance.words_changed"]
    assert told == [WRONG_YEAR, NOW]
    call_command("verify_history")
    assert "unbroken" in capsys.readouterr().out


@pytest.mark.browser
@pytest.mark.story
def test_in_the_browser(visit, reviewer_ravi, article, claim):
    request_correction(
        reviewer_ravi.actor,
        claim,
        appearance=claim.appearances.get(),
        sent_to="The Example Herald",
        sent_at=clock.now(),
    )
    page = visit().sign_in("ravi").go(f"/articles/{article.pk}/")
    page.get_by_text("Revisions", exact=True).first.click()
    page.get_by_role("link", name="Take in a new text").click()
    page.get_by_label("Paste text").fill(CORRECTED)
    page.get_by_role("button", name="Take in the new text").click()

    expect(page.get_by_role("status")).to_contain_text("1 with other words")
    expect(page.locator("del")).to_have_text("2011")
    expect(page.locator("ins")).to_have_text("2001")
    page.get_by_role("link", name="Queue").click()
    news = page.get_by_role("region", name="The publisher changed this")
    expect(news.locator("del")).to_have_text(WRONG_YEAR)
    expect(news.locator("ins")).to_have_text(NOW)
    news.get_by_role("link", name="The publisher changed claim 1").click()
    expect(page.get_by_role("region", name="Correction requests")).to_contain_text("the words changed")
    page.get_by_role("button", name="We have seen it").click()
    page.get_by_role("link", name="Queue").click()
    expect(page.get_by_role("heading", name="Your queue")).to_be_visible()
    expect(page.get_by_role("region", name="The publisher changed this")).to_have_count(0)


@pytest.mark.browser
def test_a_lost_highlight_is_put_back_in_the_browser(visit, reviewer_ravi, article, claim):
    rewritten = "A letter to Islamabad\n\nHe spoke of the attacks on New York and Washington, ten years earlier."
    add_revision(reviewer_ravi.actor, article, text=rewritten)
    page = visit().sign_in("ravi").go(f"/articles/{article.pk}/")
    page.get_by_role("link", name="Lost highlights").click()
    page.get_by_label("These words of the text").fill("attacks on New York")
    page.get_by_role("button", name="Put it there").click()

    expect(page.get_by_role("status")).to_contain_text("has its place again")
    page.get_by_role("link", name=article.title).click()
    expect(page.locator("mark")).to_have_text("attacks on New York")
