"""The page of insights with something on it: it can be read by everybody, at every width, and says what its charts show."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from annotations.models import Article
from claims import queries
from claims.models import Claim
from claims.services.claims import NewAppearance, spot_claim
from claims.services.corrections import request_correction
from claims.services.verdicts import submit_verdict
from factcheck.core import clock
from factcheck.desks.models import Desk
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from tests.browser.test_pages import LOOKS
from tests.conftest import Person, join

pytestmark = pytest.mark.browser

QUOTES = ("no Pakistani was involved", "Pakistani was involved", "A letter to Islamabad")


@pytest.fixture
def busy_desk(
    demo_desk: Desk, admin_ada: Person, editor_edna: Person, reviewer_ravi: Person, reviewer_rosa: Person, article: Article
) -> Desk:  # fmt: skip
    """Four reviewers, twelve claims with two or three verdicts each, a correction request of each outcome."""
    edit_desk(admin_ada.actor, demo_desk, policy={"verdicts_needed": 2, "evidence_needed": 0})
    fourth = join(demo_desk, "maximiliana", "Maximiliana von Langenhagen-Unterhaching", Role.REVIEWER)
    people = (reviewer_ravi, reviewer_rosa, editor_edna, fourth)
    ratings = queries.ratings_to_give(demo_desk)
    for n in range(12):
        place = NewAppearance(article, {"exact": QUOTES[n % 3]})
        claim = spot_claim(people[n % 4].actor, demo_desk, text=f"Claim {n}.", appearances=[place])
        for rater in range(2):
            claim.refresh_from_db()
            rating = ratings[(n + (n % 3 == 0) * rater) % 7]
            submit_verdict(people[(n + rater) % 4].actor, claim, rating=rating, rationale="Because.")
    for claim, outcome in zip(
        Claim.objects.all(), ("pending", "corrected", "refused", "no_answer", "removed"), strict=False
    ):
        request_correction(
            reviewer_ravi.actor, claim, appearance=claim.appearances.get(), sent_to="The Herald", sent_at=clock.now(),
            outcome=outcome,
        )  # fmt: skip
    return demo_desk


@pytest.mark.parametrize("look", LOOKS)
def test_it_can_be_read_by_everybody(visit: Any, busy_desk: Desk, look: str) -> None:
    page = visit(**LOOKS[look]).sign_in("edna").go("/insights/")

    assert page.locator("svg.chart[role=img]").count() == 4
    assert page.locator("table").count() == 6
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_chart_says_what_its_table_says(visit: Any, busy_desk: Desk) -> None:
    page = visit().sign_in("edna").go("/insights/")
    chart = page.get_by_role("img", name="Verdicts by rating")
    table = page.get_by_role("region", name="Verdicts", exact=True).get_by_role("table")

    counted = table.locator("tbody td").all_inner_texts()

    assert sum(int(n) for n in counted) == 24
    assert chart.locator("text.number").all_text_contents() == counted


def test_the_filters_are_in_the_address(visit: Any, busy_desk: Desk) -> None:
    page = visit().sign_in("edna").go("/insights/")

    page.get_by_label("Topic").fill("no such topic")
    page.get_by_role("button", name="Filter").click()

    page.get_by_text("No claim here was judged by two reviewers.").wait_for()
    assert "topic=no+such+topic" in page.url
    matrix = page.get_by_role("link", name="Verdicts as CSV")
    assert matrix.get_attribute("href") == "/api/v1/export/agreement.csv?topic=no+such+topic"
