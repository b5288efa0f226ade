"""What the desk's work shows when it is looked at as a whole: what verdicts differed on, and what publishers answer."""

from __future__ import annotations

import re
from typing import Any

import pytest

from annotations.models import Article
from annotations.services.revisions import add_revision
from claims import queries
from claims.models import Claim
from claims.services.claims import spot_claim
from claims.services.corrections import edit_correction_request, request_correction
from claims.services.transitions import move_claim
from claims.services.verdicts import submit_verdict
from factcheck.core import clock
from factcheck.desks.models import Desk
from factcheck.desks.services.desks import edit_desk
from tests.conftest import TEXT, WRONG_YEAR, Person, json_of


def page_of(person: Person, **asked: str) -> str:
    return str(person.browser.get("/insights/", asked).content.decode())


def rows_of(page: str, section: str) -> list[list[str]]:
    """The table of a section, a list of words for each row."""
    body = page.partition(f'aria-labelledby="{section}"')[2].partition("</section>")[0].partition("<tbody>")[2]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("</tr>") if "<t" in row]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in rows]


# What publishers answer ------------------------------------------------------------------------------------------


def test_requests_are_counted_by_publisher_and_by_what_came_of_them(
    reviewer_ravi: Person, article: Article, claim: Claim
) -> None:
    for _n in range(2):
        place = claim.appearances.get()
        asked = request_correction(
            reviewer_ravi.actor, claim, appearance=place, sent_to="The Herald", sent_at=clock.now()
        )
    edit_correction_request(reviewer_ravi.actor, asked, outcome="refused")
    article.refresh_from_db()
    publisher = article.publisher or "No publisher named"

    assert rows_of(page_of(reviewer_ravi), "corrections") == [[publisher, "2", "1", "0", "1", "0", "0", "0"]]

    add_revision(reviewer_ravi.actor, article, text=TEXT.replace(WRONG_YEAR, "attacks of Sep. 11, 2001"))

    [[_publisher, asked_for, *_outcomes, reworded]] = rows_of(page_of(reviewer_ravi), "corrections")
    assert (asked_for, reworded) == ("2", "2")


# What verdicts differed on ---------------------------------------------------------------------------------------


@pytest.fixture
def disputed(admin_ada: Person, demo_desk: Desk, reviewer_ravi: Person, reviewer_rosa: Person) -> list[Claim]:
    """Four claims on which Ravi and Rosa differ; the first two are of the topic “war”."""
    edit_desk(admin_ada.actor, demo_desk, policy={"verdicts_needed": 2, "evidence_needed": 0, "blind": False})
    found = []
    for n in range(4):
        claim = spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.", topics=["war"] if n < 2 else [])
        for person, slug in ((reviewer_ravi, "true"), (reviewer_rosa, "false")):
            claim = Claim.objects.select_related("desk__policy").get(pk=claim.pk)
            rating = queries.rating_to_give(demo_desk, slug)
            submit_verdict(person.actor, claim, rating=rating, rationale="Because.")
        found.append(Claim.objects.get(pk=claim.pk))
    return found


def decide(person: Person, claim: Claim, code: str | None) -> None:
    rating = queries.rating_to_give(claim.desk, "false")
    move_claim(person.actor, claim, to="decided", rating=rating, reason="So it is.", reason_code=code)


def told(person: Person, **asked: str) -> Any:
    return json_of(person.api().get("/api/v1/agreement/", asked))["reason_codes"]


def test_what_verdicts_differed_on_is_counted_most_frequent_first(
    disputed: list[Claim], editor_edna: Person, viewer_vera: Person, stranger_stan: Person
) -> None:
    assert told(viewer_vera) == []
    assert "No decision here says what the verdicts differed on." in page_of(viewer_vera)

    for claim, code in zip(disputed, ("rating_definition", "error", "error", None), strict=True):
        decide(editor_edna, claim, code)

    assert told(viewer_vera) == [{"code": "error", "n": 2}, {"code": "rating_definition", "n": 1}]
    assert rows_of(page_of(viewer_vera), "differed") == [
        ["A mistake was made", "2"],
        ["The rating was understood differently", "1"],
    ]
    assert "A mistake was made: 2</title>" in page_of(viewer_vera), "and shown as a bar"
    one_of_each = [{"code": "rating_definition", "n": 1}, {"code": "error", "n": 1}]
    assert told(viewer_vera, topic="war") == one_of_each, "the filters of claims narrow it"
    assert len(rows_of(page_of(viewer_vera, topic="war"), "differed")) == 2
    assert told(stranger_stan) == [], "another desk is told nothing"


def test_a_decision_that_was_set_aside_counts_no_more(disputed: list[Claim], editor_edna: Person) -> None:
    decide(editor_edna, disputed[0], "error")

    move_claim(editor_edna.actor, Claim.objects.get(pk=disputed[0].pk), to="in_review", reason="A new source.")

    assert told(editor_edna) == []
