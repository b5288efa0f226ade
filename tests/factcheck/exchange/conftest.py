"""A desk with one of everything to export, and the way to get it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.models import Article
from annotations.services.annotations import annotate
from claims import queries
from claims.models import Claim, Evidence
from claims.services.reviews import draft_review, publish_review
from claims.services.verdicts import submit_verdict
from factcheck.desks.services.desks import edit_desk
from tests.conftest import Person

API = "/api/v1"
AWKWARD = "=1+1, “تجربة” 👨‍👩‍👧\r\n'\"\\ \u2028 end"


def exported(client: Client, name: str, status: int = 200, /, **filters: str) -> bytes:
    """The bytes of an export, such as `claims.csv`."""
    answer: Any = client.get(f"{API}/export/{name}", filters, headers={"accept": "*/*"})
    content = b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)
    assert answer.status_code == status, content[:500]
    return content


Judge = Callable[..., Any]


@pytest.fixture
def judge(admin_ada: Person) -> Judge:
    """Gives a verdict that decides the claim."""

    def give(person: Person, claim: Claim, rating: str = "false", evidence: tuple[Evidence, ...] = ()) -> Any:
        edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 1, "evidence_needed": 0})
        given = queries.rating_to_give(claim.desk, rating)
        verdict = submit_verdict(
            person.actor, Claim.objects.get(pk=claim.pk), rating=given, rationale=AWKWARD, confidence=0.5,
            evidence=list(evidence),
        )  # fmt: skip
        claim.refresh_from_db()
        assert claim.status == "decided"
        return verdict

    return give


@pytest.fixture
def full_desk(
    reviewer_ravi: Person, editor_edna: Person, article: Article, claim: Claim, evidence: Evidence, judge: Judge
) -> Claim:
    """The demo desk with a claim that was checked and published, and marks with awkward words."""
    annotate(
        reviewer_ravi.actor,
        article,
        selector={"exact": "The Taliban 👨‍👩‍👧"},
        comment=AWKWARD,
        tags=["who is it", "odd\ttag"],
    )
    annotate(reviewer_ravi.actor, article, selector={"exact": "Islamabad\n\nThe prime"}, comment="over two lines")
    judge(reviewer_ravi, claim, evidence=(evidence,))
    publish_review(editor_edna.actor, draft_review(reviewer_ravi.actor, claim, headline="It was 2001", summary=AWKWARD))
    return claim
