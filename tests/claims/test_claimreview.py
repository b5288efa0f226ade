"""A published review as schema.org has it: what crawlers read is what readers see."""

from __future__ import annotations

import json
import re

import pytest

from claims.claimreview import as_script, claim_review_of
from claims.models import Claim, Evidence, Review
from claims.queries import rating_to_give, review_rows
from claims.services.claims import edit_claim
from claims.services.reviews import correct_review, draft_review, publish_review, retract_review
from claims.services.verdicts import submit_verdict
from tests.conftest import Person

BASE = "https://desk.example"


def published(ravi: Person, edna: Person, claim: Claim, evidence: Evidence, slug: str = "false") -> Review:
    rating = rating_to_give(claim.desk, slug)
    submit_verdict(ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    claim.refresh_from_db()
    draft = draft_review(edna.actor, claim, headline="It was 2001", summary="Not 2011.", author_name="Edna Editor")
    return publish_review(edna.actor, draft)


def markup_of(review: Review, person: Person) -> dict[str, object]:
    return claim_review_of(review_rows(person.actor).get(pk=review.pk), BASE)


def test_it_says_what_the_page_says(
    reviewer_ravi: Person, editor_edna: Person, claim: Claim, evidence: Evidence
) -> None:
    markup = markup_of(published(reviewer_ravi, editor_edna, claim, evidence), editor_edna)

    assert (markup["@context"], markup["@type"]) == ("https://schema.org", "ClaimReview")
    assert markup["url"] == "https://desk.example/reviews/it-was-2001/"
    assert markup["claimReviewed"] == claim.text
    assert markup["reviewRating"] == {
        "@type": "Rating", "alternateName": "False", "ratingExplanation": "Not 2011.", "ratingValue": 1, "worstRating": 1,
        "bestRating": 5,
    }  # fmt: skip
    assert "https://news.example/letter" in json.dumps(markup["itemReviewed"])
    assert "Imran Khan" in json.dumps(markup["itemReviewed"])


def test_a_rating_off_the_line_has_words_but_no_number(
    reviewer_ravi: Person, editor_edna: Person, claim: Claim, evidence: Evidence
) -> None:
    review = published(reviewer_ravi, editor_edna, claim, evidence, "not-enough-evidence")

    told = json.dumps(markup_of(review, editor_edna)["reviewRating"])
    assert "Not enough evidence" in told
    assert "ratingValue" not in told


def test_corrections_and_retractions_are_told_apart(
    reviewer_ravi: Person, editor_edna: Person, claim: Claim, evidence: Evidence
) -> None:
    review = published(reviewer_ravi, editor_edna, claim, evidence)
    assert "correction" not in markup_of(review, editor_edna)

    correct_review(editor_edna.actor, review, note="A comma.")
    retract_review(editor_edna.actor, review, reason="It was wrong.")

    markup = markup_of(review, editor_edna)
    assert "A comma." in json.dumps(markup["correction"])
    assert "It was wrong." not in json.dumps(markup["correction"])
    assert markup["creativeWorkStatus"] == "Retracted"


@pytest.mark.parametrize("words", ["</script><script>alert(1)</script>", "<!--", "]]>", "\u2028 & '\""])
def test_nobodys_words_end_the_script_they_stand_in(
    reviewer_ravi: Person, editor_edna: Person, claim: Claim, evidence: Evidence, words: str
) -> None:
    edit_claim(reviewer_ravi.actor, claim, text=words)
    markup = markup_of(published(reviewer_ravi, editor_edna, claim, evidence), editor_edna)

    script = as_script(markup)

    assert not re.search(r"[<>&]", script)
    assert json.loads(script) == json.loads(json.dumps(markup))
