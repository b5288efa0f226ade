"""One search over claims, articles, annotations, sources and reviews."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.models import Article
from claims import queries
from claims.models import Claim, Evidence
from claims.services.reviews import draft_review, publish_review
from claims.services.verdicts import submit_verdict
from factcheck.desks.models import Desk
from factcheck.desks.services.desks import edit_desk
from tests.conftest import Person, json_of

pytestmark = pytest.mark.usefixtures("empty_index")
ADDRESS = "/api/v1/search/"


def found_by(person: Person, **asked: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json_of(person.api().get(ADDRESS, asked))["results"]
    return results


@pytest.fixture
def checked(reviewer_ravi: Person, claim: Claim, evidence: Evidence) -> Claim:
    """The story up to a draft of the review."""
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    claim.refresh_from_db()
    draft_review(reviewer_ravi.actor, claim, headline="The attacks were in 2001", body="Not in 2011.")
    return claim


def test_all_kinds_are_found_newest_first(checked: Claim, viewer_vera: Person) -> None:
    found = found_by(viewer_vera, q="attacks")

    assert [one["type"] for one in found] == ["review", "source", "annotation", "claim", "article"]
    assert [one["id"] for one in found] == sorted((one["id"] for one in found), reverse=True)
    for one in found:
        hits = [one["excerpt"]["text"][hit["start"] : hit["end"]].lower() for hit in one["excerpt"]["hits"]]
        assert set(hits) == {"attacks"}, one
        if one["html_url"]:
            assert viewer_vera.browser.get(one["html_url"].removeprefix("http://testserver")).status_code == 200
        assert json_of(viewer_vera.api().get(one["url"]))["id"] == one["id"]


def test_pages_go_through_all_kinds_and_back(checked: Claim, viewer_vera: Person) -> None:
    client = viewer_vera.api()
    whole = found_by(viewer_vera, q="attacks")
    page = json_of(client.get(ADDRESS, {"q": "attacks", "page_size": "2", "count": "1"}))
    seen = list(page["results"])
    assert page["count"] == len(whole)
    while page["next"]:
        page = json_of(client.get(page["next"]))
        seen += page["results"]

    assert seen == whole
    assert json_of(client.get(page["previous"]))["results"] == whole[2:4]


@pytest.mark.parametrize("kind", ["claim", "article", "annotation", "source", "review"])
def test_one_kind_may_be_asked_for(kind: str, checked: Claim, viewer_vera: Person) -> None:
    assert [one["type"] for one in found_by(viewer_vera, q="attacks", type=kind, desk="demo")] == [kind]


def test_another_desk_finds_nothing_also_of_what_is_published(
    checked: Claim, editor_edna: Person, stranger_stan: Person, reader: Person
) -> None:
    publish_review(editor_edna.actor, checked.reviews.get())

    assert found_by(stranger_stan, q="attacks") == []
    json_of(reader.api().get(ADDRESS, {"q": "attacks"}), 401)


def test_a_draft_that_would_tell_of_hidden_verdicts_is_not_found(
    checked: Claim, admin_ada: Person, editor_edna: Person, reviewer_rosa: Person, demo_desk: Desk
) -> None:
    from claims.services.transitions import move_claim

    edit_desk(admin_ada.actor, demo_desk, policy={"blind": True})
    move_claim(editor_edna.actor, checked, to="in_review", reason="Look again.")

    assert found_by(reviewer_rosa, q="attacks", type="review") == []


def test_without_words_it_is_everything(checked: Claim, article: Article, viewer_vera: Person) -> None:
    assert len(found_by(viewer_vera)) == len(found_by(viewer_vera, q=" ")) == 5
    assert all(one["excerpt"]["hits"] == [] for one in found_by(viewer_vera))
