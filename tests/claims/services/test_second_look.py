"""A second look: a verdict from the evidence alone, by somebody who has seen no more; nothing is decided from it."""

from __future__ import annotations

from typing import Any

import pytest

from claims import queries
from claims.models import Claim, ClaimStatus, Evidence, Verdict
from claims.services.evidence import edit_evidence
from claims.services.reviews import draft_review
from claims.services.transitions import move_claim
from claims.services.verdicts import edit_verdict, look_again, submit_verdict, withdraw_verdict
from factcheck.core.problems import Conflict, Invalid, NotAllowed, VerdictExists
from factcheck.desks.models import Desk
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.verifying import verify
from tests.conftest import Person, json_of

API = "/api/v1"


@pytest.fixture
def two_needed(admin_ada: Person, demo_desk: Desk) -> None:
    edit_desk(admin_ada.actor, demo_desk, policy={"verdicts_needed": 2})


def given(claim: Claim, slug: str, evidence: Evidence) -> dict[str, Any]:
    claim.refresh_from_db()
    rating = queries.rating_to_give(claim.desk, slug)
    return {"rating": rating, "rationale": f"{slug}, says the source.", "evidence": [evidence]}


def rate(person: Person, claim: Claim, slug: str, evidence: Evidence) -> Verdict:
    return submit_verdict(person.actor, claim, **given(claim, slug, evidence))


def look(person: Person, claim: Claim, slug: str, evidence: Evidence) -> Verdict:
    return look_again(person.actor, claim, **given(claim, slug, evidence))


def status_of(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.status


def test_it_decides_nothing(
    two_needed: None, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    rate(reviewer_ravi, claim, "false", evidence)
    second = look(reviewer_rosa, claim, "false", evidence)

    assert status_of(claim) == ClaimStatus.IN_REVIEW
    assert not Verdict.objects.counting().filter(pk=second.pk).exists()
    assert verify(claim.desk).faults == []


def test_it_disputes_nothing(
    two_needed: None,
    reviewer_ravi: Person,
    reviewer_rosa: Person,
    editor_edna: Person,
    claim: Claim,
    evidence: Evidence,
) -> None:
    look(reviewer_rosa, claim, "true", evidence)
    rate(reviewer_ravi, claim, "false", evidence)
    rate(editor_edna, claim, "false", evidence)

    assert status_of(claim) == ClaimStatus.DECIDED


def test_it_is_given_after_the_decision_too(
    reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    rate(reviewer_ravi, claim, "false", evidence)
    second = look(reviewer_rosa, claim, "mixed", evidence)

    assert status_of(claim) == ClaimStatus.DECIDED
    assert (second.second_look, second.counts) == (True, False)


def test_who_has_seen_more_gives_none(
    two_needed: None,
    reviewer_ravi: Person,
    reviewer_rosa: Person,
    editor_edna: Person,
    claim: Claim,
    evidence: Evidence,
) -> None:
    withdrawn = rate(reviewer_ravi, claim, "false", evidence)
    withdraw_verdict(reviewer_ravi.actor, withdrawn)
    with pytest.raises(NotAllowed, match="seen the evidence alone"):
        look(reviewer_ravi, claim, "false", evidence)

    rating = queries.rating_to_give(claim.desk, "false")
    move_claim(editor_edna.actor, claim, to="decided", rating=rating, reason="2001.")
    with pytest.raises(NotAllowed, match="seen the evidence alone"):
        look(editor_edna, claim, "false", evidence)

    claim.refresh_from_db()
    draft_review(reviewer_rosa.actor, claim, headline="It was 2001")
    with pytest.raises(NotAllowed, match="seen the evidence alone"):
        look(reviewer_rosa, claim, "false", evidence)
    assert not Verdict.objects.live().exists()


def test_without_evidence_there_is_nothing_to_look_at(
    reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim
) -> None:
    move_claim(reviewer_ravi.actor, claim, to="in_review")
    claim.refresh_from_db()
    rating = queries.rating_to_give(claim.desk, "false")

    with pytest.raises(Conflict, match="no evidence yet"):
        look_again(reviewer_rosa.actor, claim, rating=rating, rationale="Because.")


def test_each_looks_once_and_judges_or_looks(
    two_needed: None, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    look(reviewer_rosa, claim, "false", evidence)

    for again in (look, rate):
        with pytest.raises(VerdictExists):
            again(reviewer_rosa, claim, "true", evidence)


def test_it_stays_as_it_was_given_or_is_withdrawn(
    two_needed: None, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    second = look(reviewer_rosa, claim, "false", evidence)
    with pytest.raises(Conflict, match="stays as it was given"):
        edit_verdict(reviewer_rosa.actor, second, rationale="On second thoughts.")
    counting = rate(reviewer_ravi, claim, "false", evidence)
    with pytest.raises(Invalid, match="withdraw it instead"):
        edit_verdict(reviewer_ravi.actor, counting, second_look=True)

    assert withdraw_verdict(reviewer_rosa.actor, second).archived_at is not None


def test_it_opens_no_hidden_verdict(
    two_needed: None, admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True})
    hidden = rate(reviewer_ravi, claim, "false", evidence)

    look(reviewer_rosa, claim, "mixed", evidence)

    seen = Verdict.objects.visible_to(reviewer_rosa.actor).filter(claim=claim)
    assert not seen.filter(pk=hidden.pk).exists()
    assert seen.count() == 1


def test_the_api_takes_and_tells_it(
    reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    rate(reviewer_ravi, claim, "false", evidence)
    body = {"rating": "mixed", "rationale": "One half of it.", "evidence": [str(evidence.pk)], "second_look": True}

    answer = reviewer_rosa.api().post(f"{API}/claims/{claim.pk}/verdicts/", body, content_type="application/json")

    told = json_of(answer, 201)
    assert (told["second_look"], told["counts"]) == (True, False)


# In the pages -------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_evidence_and_nothing_made_of_it(
    reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person, claim: Claim, evidence: Evidence
) -> None:
    edit_evidence(reviewer_ravi.actor, evidence, note="It settles the matter.")
    rate(reviewer_ravi, claim, "false", evidence)
    rating = queries.rating_to_give(claim.desk, "mixed")
    move_claim(editor_edna.actor, claim, to="in_review", reason="Looked at anew.")
    move_claim(editor_edna.actor, claim, to="decided", rating=rating, reason="One half of it holds.")
    path = f"/claims/{claim.pk}/second-look/"

    page = reviewer_rosa.browser.get(path).content.decode()

    assert claim.text in page and evidence.quote in page
    for told in (
        "says the source",
        "Ravi",
        "Edna",
        "One half of it",
        "Looked at anew",
        "status-",
        "settles",
        "Refutes",
    ):
        assert told not in page, told
    assert editor_edna.browser.get(path).status_code == 403


def test_editors_are_told_that_a_second_look_differs(
    reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person, claim: Claim, evidence: Evidence
) -> None:
    rate(reviewer_ravi, claim, "false", evidence)
    sent = {"rating": "mixed", "rationale": "One half holds.", "evidence": [str(evidence.pk)]}
    saved = reviewer_rosa.browser.post(f"/claims/{claim.pk}/second-look/", sent)
    assert saved["Location"] == f"/claims/{claim.pk}/#verdicts"

    name = queries.rating_to_give(claim.desk, "mixed").name
    said = f"A second look, from the evidence alone, came to “{name}” (Rosa Reviewer)."
    page = f"/claims/{claim.pk}/"
    assert said in editor_edna.browser.get(page).content.decode()
    assert said not in reviewer_ravi.browser.get(page).content.decode()
    assert "A second look differs from the decision" in editor_edna.browser.get("/").content.decode()
    assert "A second look differs from the decision" not in reviewer_ravi.browser.get("/").content.decode()


def test_one_that_agrees_is_no_news(
    reviewer_ravi: Person, reviewer_rosa: Person, editor_edna: Person, claim: Claim, evidence: Evidence
) -> None:
    rate(reviewer_ravi, claim, "false", evidence)
    look(reviewer_rosa, claim, "false", evidence)

    assert "A second look differs" not in editor_edna.browser.get("/").content.decode()
    assert "A second look, from" not in editor_edna.browser.get(f"/claims/{claim.pk}/").content.decode()
