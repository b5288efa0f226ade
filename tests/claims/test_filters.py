"""What lists are narrowed by: what is known narrows, what is not is refused by name, as other desks' things are."""

from __future__ import annotations

from typing import Any

import pytest

from annotations.models import Article
from annotations.services.articles import add_article
from claims.models import Claim, Evidence
from claims.queries import rating_to_give
from claims.services.claims import NewAppearance, spot_claim
from claims.services.reviews import draft_review, publish_review
from claims.services.verdicts import submit_verdict
from factcheck.core.ids import uuid7
from factcheck.desks.models import Desk
from tests.conftest import TEXT, Person, json_of

API = "/api/v1"


@pytest.fixture
def published(reviewer_ravi: Person, editor_edna: Person, claim: Claim, evidence: Evidence) -> dict[str, Any]:
    """A claim that was rated false and published, and the ids of what hangs on it."""
    rating = rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    claim.refresh_from_db()
    review = publish_review(editor_edna.actor, draft_review(editor_edna.actor, claim, headline="It was 2001"))
    annotation = claim.appearances.get().annotation
    return {
        "claim": claim.pk, "article": annotation.article_id, "revision": annotation.revision_id,
        "source": evidence.source_id, "review": review.pk,
    }  # fmt: skip


@pytest.fixture
def theirs(stranger_stan: Person, other_desk: Desk) -> dict[str, Any]:
    """The same of another desk, which published nothing."""
    article = add_article(stranger_stan.actor, other_desk, text=TEXT)
    claim = spot_claim(
        stranger_stan.actor, other_desk, text="Theirs.", appearances=[NewAppearance(article, {"start": 0, "end": 8})]
    )
    return {"claim": claim.pk, "article": article.pk, "revision": article.revision_id, "source": uuid7()}


FOUND = [
    "claims/?rating=false", "claims/?article={article}", "claims/?reviewer=ravi", "claims/?desk=demo",
    "claims/{claim}/verdicts/?rating=false", "claims/{claim}/evidence/?source={source}", "reviews/?desk=demo",
    "reviews/?rating=false", "reviews/?claim={claim}", "annotations/?claim={claim}", "annotations/?article={article}",
    "annotations/?revision={revision}",
]  # fmt: skip
NOTHING = ["claims/?rating=true", "claims/{claim}/verdicts/?rating=mixed", "reviews/?rating=true"]
BY_ID = [address for address in FOUND if address.endswith("}")]
BY_NAME = [
    ("claims/?rating=nonsense", "mostly-true"), ("claims/{claim}/verdicts/?rating=nonsense", "mostly-true"),
    ("reviews/?rating=nonsense", "mostly-true"), ("reviews/?desk=nowhere", "demo"), ("claims/?desk=other", "demo"),
    ("reviews/?desk=other", "demo"),
]  # fmt: skip


@pytest.mark.parametrize("address", FOUND)
def test_what_is_known_is_found(address: str, published: dict[str, Any], reviewer_ravi: Person) -> None:
    [_one] = json_of(reviewer_ravi.api().get(f"{API}/{address.format(**published)}"))["results"]


@pytest.mark.parametrize("address", NOTHING)
def test_a_rating_nothing_was_given_is_no_error(address: str, published: dict[str, Any], reviewer_ravi: Person) -> None:
    assert json_of(reviewer_ravi.api().get(f"{API}/{address.format(**published)}"))["results"] == []


@pytest.mark.parametrize("address", BY_ID)
def test_an_id_of_nothing_here_is_refused_alike(
    address: str, published: dict[str, Any], theirs: dict[str, Any], reviewer_ravi: Person
) -> None:
    path, _, parameter = address.partition("?")
    name = parameter.partition("=")[0]
    for unknown in (uuid7(), theirs[name]):
        answer = json_of(reviewer_ravi.api().get(f"{API}/{path.format(**published)}?{name}={unknown}"), 400)
        assert [(e["pointer"], str(unknown) in e["detail"]) for e in answer["errors"]] == [(f"/{name}", True)]


@pytest.mark.parametrize(("address", "known"), BY_NAME)
def test_a_name_of_nothing_is_refused_with_those_there_are(
    address: str, known: str, published: dict[str, Any], theirs: dict[str, Any], reviewer_ravi: Person
) -> None:
    name, _, value = address.partition("?")[2].partition("=")

    answer = json_of(reviewer_ravi.api().get(f"{API}/{address.format(**published)}"), 400)

    [error] = answer["errors"]
    assert error["pointer"] == f"/{name}"
    assert value in error["detail"]
    assert known in error["detail"]


def test_the_world_narrows_what_is_published(published: dict[str, Any], theirs: dict[str, Any], reader: Person) -> None:
    api = reader.api()

    for parameter in ("desk=demo", "rating=false", f"claim={published['claim']}"):
        [_one] = json_of(api.get(f"{API}/reviews/?{parameter}"))["results"]
    for parameter in ("desk=other", "rating=mixed", f"claim={theirs['claim']}"):
        json_of(api.get(f"{API}/reviews/?{parameter}"), 400)


def test_a_page_says_which_filter_was_wrong(published: dict[str, Any], article: Article, reviewer_ravi: Person) -> None:
    page = reviewer_ravi.browser.get(f"/claims/?article={uuid7()}").content.decode()

    assert "There is no article" in page
    assert "No Pakistani" not in page
