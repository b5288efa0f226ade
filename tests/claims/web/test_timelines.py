"""What happened to a record, as people read it: who, when, why, and the words before and after."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.models import Article
from annotations.services.articles import edit_article
from annotations.services.revisions import add_revision
from claims import queries
from claims.models import Claim, Evidence, Review
from claims.services.claims import edit_claim
from claims.services.comments import add_comment
from claims.services.reviews import correct_review, draft_review, edit_review, publish_review
from claims.services.sources import edit_source
from claims.services.transitions import move_claim
from claims.services.verdicts import submit_verdict
from factcheck.desks.services.desks import edit_desk
from tests.conftest import TEXT, WRONG_YEAR, Person


def words(person: Person, path: str) -> str:
    """The words of a page, each run of white space as one space."""
    answer: Any = person.browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return " ".join(answer.content.decode().split())


@pytest.fixture
def published(reviewer_ravi: Person, editor_edna: Person, claim: Claim, evidence: Evidence) -> Review:
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])
    claim.refresh_from_db()
    review = draft_review(editor_edna.actor, claim, headline="It was 2001", summary="Not 2011.")
    return publish_review(editor_edna.actor, edit_review(editor_edna.actor, review, summary="Not 2011, but 2001."))


def test_the_words_of_a_claim_are_compared(reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim) -> None:
    edit_claim(reviewer_rosa.actor, claim, text=claim.text.replace("2011", "2001"), assignees=[reviewer_ravi.user])

    for path in (f"/claims/{claim.pk}/", f"/claims/{claim.pk}/history/"):
        told = words(reviewer_ravi, path)
        assert "Sep. 11, <del>2011</del><ins>2001</ins>." in told, path
        assert "<strong>Claim changed</strong> · Rosa Reviewer" in told
        assert '<dt>Assignees</dt><dd class="words">Ravi Reviewer</dd>' in told


def test_ratings_are_told_by_name_and_steps_with_their_reason(
    published: Review, editor_edna: Person, claim: Claim
) -> None:
    told = words(editor_edna, f"/claims/{claim.pk}/history/")

    assert '<dt>Rating</dt><dd class="words">False</dd>' in told
    assert '<dt>Rationale</dt><dd class="words">It was 2001.</dd>' in told
    assert "<strong>Claim’s review published</strong> · Edna Editor" in told


def test_articles_sources_and_reviews_have_theirs(
    published: Review, editor_edna: Person, reviewer_ravi: Person, article: Article, evidence: Evidence
) -> None:
    edit_article(reviewer_ravi.actor, article, publisher="The Example Tribune")
    add_revision(reviewer_ravi.actor, article, text=TEXT.replace(WRONG_YEAR, "attacks of Sep. 11, 2001"))
    assert evidence.source is not None
    edit_source(reviewer_ravi.actor, evidence.source, interests="None that we know of.")
    correct_review(editor_edna.actor, published, note="A comma.", summary="Not 2011 but 2001.")

    told = words(reviewer_ravi, f"/articles/{article.pk}/history/")
    assert "The Example <del>Herald</del><ins>Tribune</ins>" in told
    assert told.count("Text of the article taken in") == 2
    told = words(reviewer_ravi, f"/sources/{evidence.source_id}/history/")
    assert "None that we know of." in told
    told = words(reviewer_ravi, f"/reviews/{published.pk}/history/")
    assert "Not 2011<del>,</del> but 2001." in told
    assert "A comma." in told and "Not 2011<ins>, but 2001</ins>." in told


def test_a_long_history_comes_in_pages(reviewer_ravi: Person, claim: Claim) -> None:
    for number in range(50):
        edit_claim(reviewer_ravi.actor, claim, topics=[f"topic-{number}"])

    first, second = (words(reviewer_ravi, f"/claims/{claim.pk}/history/?page={n}") for n in (1, 2))

    assert "Page 1 of 2" in first and "topic-49" in first and "topic-2<" not in first
    assert "topic-2<" in second and "Claim spotted" in second
    page = words(reviewer_ravi, f"/claims/{claim.pk}/")
    assert f'href="/claims/{claim.pk}/history/"' in page and page.count("<strong>Claim changed</strong>") == 15


def test_what_is_hidden_is_not_in_a_timeline(
    admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True, "verdicts_needed": 2})
    claim.refresh_from_db()
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_rosa.actor, claim, rating=rating, rationale="Rosa’s reasons.", evidence=[evidence])
    add_comment(reviewer_rosa.actor, claim, text="Rosa’s reasons, once more.")

    assert "Rosa" not in words(reviewer_ravi, f"/claims/{claim.pk}/history/")
    assert "Rosa’s reasons, once more." in words(reviewer_rosa, f"/claims/{claim.pk}/history/")


def test_the_history_of_a_published_review_is_for_its_desk(
    published: Review, stranger_stan: Person, editor_edna: Person, claim: Claim
) -> None:
    assert stranger_stan.browser.get(f"/reviews/{published.pk}/history/").status_code == 404
    assert words(editor_edna, f"/reviews/{published.pk}/history/")


def test_a_dropped_claim_says_why(editor_edna: Person, claim: Claim) -> None:
    move_claim(editor_edna.actor, claim, to="dropped", reason="A <b>duplicate</b>.")

    assert '<p class="words">A &lt;b&gt;duplicate&lt;/b&gt;.</p>' in words(editor_edna, f"/claims/{claim.pk}/history/")
