"""What `expand` embeds is what its own address would show: to whom a verdict is hidden, it is hidden there too."""

from __future__ import annotations

from typing import Any

import pytest

from claims import queries
from claims.models import Claim, Evidence, Verdict
from claims.services.reviews import draft_review, publish_review
from claims.services.verdicts import submit_verdict
from factcheck.desks.models import Membership
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.members import edit_member
from tests.conftest import Person, json_of

API = "/api/v1"


def judge(person: Person, claim: Claim, evidence: Evidence, rating: str = "false") -> Verdict:
    return submit_verdict(
        person.actor, Claim.objects.select_related("desk__policy").get(pk=claim.pk),
        rating=queries.rating_to_give(claim.desk, rating), rationale=f"{person.user.name} looked", evidence=[evidence],
    )  # fmt: skip


@pytest.fixture
def hidden(admin_ada: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence) -> Verdict:
    """Rosa's verdict on a claim of a blind desk."""
    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True, "verdicts_needed": 3})
    return judge(reviewer_rosa, claim, evidence)


def ways(claim: Claim, evidence: Evidence) -> dict[str, str]:
    """Every way to a verdict, as address and what to expand."""
    mark = claim.appearances.get().annotation
    return {
        f"claims/{claim.pk}": "verdicts",
        "claims": "verdicts,evidence.verdicts",
        f"evidence/{evidence.pk}": "verdicts,claim.verdicts",
        f"claims/{claim.pk}/evidence": "verdicts.claim,claim.verdicts",
        f"sources/{evidence.source_id}": "evidence.verdicts",
        f"articles/{mark.article_id}": "claims.verdicts",
        f"annotations/{mark.pk}": "claims.verdicts",
    }


def told(person: Person, claim: Claim, evidence: Evidence) -> dict[str, str]:
    client = person.api()
    found: dict[str, Any] = {
        f"{path}?{expand}": client.get(f"{API}/{path}/", {"expand": expand})
        for path, expand in ways(claim, evidence).items()
    }
    assert {way: answer.status_code for way, answer in found.items() if answer.status_code != 200} == {}
    return {way: answer.content.decode() for way, answer in found.items()}


def seeing(person: Person, claim: Claim, evidence: Evidence, words: str) -> list[bool]:
    return [words in said for said in told(person, claim, evidence).values()]


def test_a_hidden_verdict_is_embedded_nowhere(
    hidden: Verdict, claim: Claim, evidence: Evidence, reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person
) -> None:
    for person in (reviewer_ravi, editor_edna):
        assert not any(seeing(person, claim, evidence, "looked")), person
        assert not any(seeing(person, claim, evidence, str(hidden.pk))), person
    assert all(seeing(reviewer_rosa, claim, evidence, str(hidden.pk))), "or the rest proves nothing"


def test_a_verdict_given_opens_the_others_at_once(
    hidden: Verdict, claim: Claim, evidence: Evidence, reviewer_ravi: Person
) -> None:
    assert not any(seeing(reviewer_ravi, claim, evidence, str(hidden.pk)))

    judge(reviewer_ravi, claim, evidence)

    assert all(seeing(reviewer_ravi, claim, evidence, str(hidden.pk)))


def test_a_policy_counts_at_once(
    hidden: Verdict, claim: Claim, evidence: Evidence, reviewer_ravi: Person, admin_ada: Person
) -> None:
    assert not any(seeing(reviewer_ravi, claim, evidence, str(hidden.pk)))

    edit_desk(admin_ada.actor, claim.desk, policy={"blind": False})
    assert all(seeing(reviewer_ravi, claim, evidence, "Rosa Reviewer"))

    edit_desk(admin_ada.actor, claim.desk, policy={"hide_names": True})
    assert all(seeing(reviewer_ravi, claim, evidence, str(hidden.pk)))
    embedded = json_of(reviewer_ravi.api().get(f"{API}/claims/{claim.pk}/", {"expand": "verdicts"}))["verdicts"]
    assert [one["reviewer"] for one in embedded] == [None]


def test_a_role_counts_at_once(
    admin_ada: Person,
    reviewer_ravi: Person,
    reviewer_rosa: Person,
    viewer_vera: Person,
    claim: Claim,
    evidence: Evidence,
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True, "verdicts_needed": 2})
    judge(reviewer_ravi, claim, evidence, "mixed")
    judge(reviewer_rosa, claim, evidence, "false")
    client = viewer_vera.api()
    assert not any(seeing(viewer_vera, claim, evidence, "looked")), "disputed: for those who settle it"

    membership = Membership.objects.get(user=viewer_vera.user)
    edit_member(admin_ada.actor, membership, role=Role.EDITOR)
    address = f"{API}/claims/{claim.pk}/"
    assert len(json_of(client.get(address, {"expand": "verdicts"}))["verdicts"]) == 2

    edit_member(admin_ada.actor, Membership.objects.get(pk=membership.pk), role=Role.VIEWER)
    assert json_of(client.get(address, {"expand": "verdicts"}))["verdicts"] == []


def test_another_desk_is_told_nothing(claim: Claim, evidence: Evidence, stranger_stan: Person) -> None:
    client = stranger_stan.api()
    for path, expand in ways(claim, evidence).items():
        answer = client.get(f"{API}/{path}/", {"expand": expand})
        if path == "claims":
            assert json_of(answer)["results"] == []
        else:
            assert answer.status_code == 404, path


def test_the_world_reads_a_review_and_of_its_claim_the_id(
    claim: Claim, evidence: Evidence, reviewer_ravi: Person, editor_edna: Person, admin_ada: Person, reader: Person
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 1})
    judge(reviewer_ravi, claim, evidence)
    review = draft_review(reviewer_ravi.actor, Claim.objects.get(pk=claim.pk), headline="It was 2001", body="**2001**")
    publish_review(editor_edna.actor, review)
    address = f"{API}/reviews/{review.pk}/"

    assert json_of(reader.api().get(address, {"expand": "claim.verdicts"}))["claim"] == str(claim.pk)
    own = json_of(reviewer_ravi.api().get(address, {"expand": "claim.verdicts"}))
    assert (own["claim"]["id"], len(own["claim"]["verdicts"])) == (str(claim.pk), 1)
    whole = json_of(reviewer_ravi.api().get(f"{API}/claims/{claim.pk}/", {"expand": "review"}))["review"]
    assert whole["claimreview"]["@type"] == "ClaimReview"
    assert json_of(reader.api().get(address)) == json_of(reader.api().get(f"{API}/reviews/"))["results"][0]
