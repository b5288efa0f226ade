"""What the world reads may be kept by whoever carries it, and is asked for again when it changed."""

from __future__ import annotations

import pytest

from claims.models import Claim, Evidence, Review
from claims.queries import rating_to_give
from claims.services.reviews import draft_review, publish_review, retract_review
from claims.services.verdicts import submit_verdict
from tests.conftest import Person


@pytest.fixture
def review(reviewer_ravi: Person, editor_edna: Person, claim: Claim, evidence: Evidence) -> Review:
    rating = rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])
    claim.refresh_from_db()
    return publish_review(editor_edna.actor, draft_review(editor_edna.actor, claim, headline="It was 2001"))


def paths(review: Review) -> list[str]:
    evidence = review.claim.evidence.get()
    return ["/reviews/", f"/reviews/{review.slug}/", f"/reviews/{review.slug}/evidence/{evidence.pk}/"]


def test_a_copy_that_still_holds_is_not_sent_again(review: Review, reader: Person) -> None:
    for path in paths(review):
        first = reader.browser.get(path)
        assert first["Cache-Control"] == "public, no-cache"
        assert "Cookie" in first["Vary"]

        again = reader.browser.get(path, headers={"if-none-match": first["ETag"]})

        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert not first["ETag"].startswith("W/")


def test_a_retraction_is_seen_at_once(review: Review, reader: Person, editor_edna: Person) -> None:
    path = f"/reviews/{review.slug}/"
    known = reader.browser.get(path)["ETag"]

    retract_review(editor_edna.actor, review, reason="It was wrong.")

    page = reader.browser.get(path, headers={"if-none-match": known})
    assert page.status_code == 200
    assert "It was wrong." in page.content.decode()


def test_a_page_with_a_name_on_it_is_kept_by_nobody_else(review: Review, editor_edna: Person) -> None:
    for path in paths(review):
        page = editor_edna.browser.get(path)

        assert page["Cache-Control"] == "private, no-cache"
        assert "Edna Editor" in page.content.decode()
