"""Two reviewers disagree at a blind desk, side by side in two browsers; an editor decides, and both see it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim, Decision, Evidence
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.verifying import verify
from tests.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.story]

HIS, HERS = "Every word of it is wrong.", "Only the year is wrong."


def judge(page: Page, rating: str, rationale: str) -> None:
    page.get_by_role("radiogroup", name="Rating").get_by_role("radio", name=rating, exact=True).check()
    page.get_by_label("Rationale").fill(rationale)
    page.get_by_role("checkbox", name=re.compile("September 11 attacks")).check()
    page.get_by_role("button", name="Submit verdict").click()
    expect(page.get_by_role("status").first).to_contain_text("saved")


def say(page: Page, words: str) -> None:
    page.get_by_role("form", name="New comment").get_by_label("Comment").fill(words)
    page.get_by_role("button", name="Add comment").click()
    expect(page.get_by_role("status").first).to_contain_text("saved")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_disagree_one_decides(
    visit: Any, admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person, claim: Claim,
    evidence: Evidence, javascript: bool,
) -> None:  # fmt: skip
    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True, "verdicts_needed": 2})
    there = f"/claims/{claim.pk}/"
    ravi, rosa, edna = (
        visit(java_script_enabled=javascript).sign_in(name).go(there) for name in ("ravi", "rosa", "edna")
    )

    # Neither sees the other's words before giving theirs.
    judge(ravi, "False", HIS)
    say(ravi, "I am sure, @rosa.")
    rosa.reload()
    expect(rosa.locator("main")).to_contain_text("This desk judges blind")
    for words in (HIS, "I am sure"):
        expect(rosa.locator("body")).not_to_contain_text(words)
    expect(rosa.get_by_role("link", name="Notices", exact=True)).to_be_attached()
    judge(rosa, "Misleading", HERS)
    expect(rosa.get_by_text(HIS)).to_be_visible()
    expect(rosa.get_by_text("Disputed", exact=True)).to_be_visible()

    # Now she reads what he said to her, and the notice leads to it.
    rosa.get_by_role("link", name="1 new notice").click()
    rosa.get_by_role("link", name="You were mentioned").click()
    expect(rosa.locator(":target")).to_contain_text("I am sure, @rosa.")

    # The editor is told, weighs the two side by side and decides.
    edna.reload()
    edna.get_by_role("link", name="1 new notice").click()
    edna.get_by_role("link", name="Verdicts differ").click()
    edna.get_by_role("button", name="Decide").click()
    parted = edna.get_by_role("region", name="What they disagree on")
    expect(parted).to_contain_text("Ravi Reviewer")
    left, right = (edna.get_by_role("article", name=f"Verdict by {name}") for name in ("Ravi", "Rosa"))
    expect(left).to_contain_text(HIS)
    expect(right).to_contain_text(HERS)
    edna.get_by_role("radiogroup", name="Decision").get_by_role("radio", name="Misleading", exact=True).check()
    edna.get_by_label("Reason").fill("The quote is right, the year is not.")
    edna.get_by_label("What they differed on").select_option("rating_definition")
    edna.get_by_role("button", name="Record decision").click()
    expect(edna.get_by_role("status").first).to_contain_text("recorded")

    # Both see it.
    for page in (ravi, rosa):
        page.goto(page.url.split("/claims/")[0] + "/notices/")
        page.get_by_role("link", name="A claim you judged is decided").click()
        decision = page.get_by_role("region", name="Decision")
        expect(decision).to_contain_text("The quote is right, the year is not.")
        expect(decision).to_contain_text("The rating was understood differently")
        expect(decision).to_contain_text("Edna Editor")
    assert Decision.objects.get(claim=claim).reason_code == "rating_definition"
    assert verify(claim.desk).faults == []
