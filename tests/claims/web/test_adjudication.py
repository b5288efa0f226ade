"""Two disagree, one decides: the page of the decision, and what is told of one everywhere."""

from __future__ import annotations

import json
from typing import Any

import lxml.html
import pytest

from claims import queries
from claims.models import Claim, Decision, Evidence, Verdict
from claims.reports import claim_dossier, write
from claims.services.evidence import add_evidence
from claims.services.transitions import move_claim
from claims.services.verdicts import edit_verdict, submit_verdict, withdraw_verdict
from claims.waiting import Why, because, waiting_for
from factcheck.core.problems import Invalid, NotAllowed
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.verifying import verify
from tests.conftest import Person, json_of

API = "/api/v1"


@pytest.fixture
def for_it(reviewer_ravi: Person, claim: Claim, evidence: Evidence) -> Evidence:
    return add_evidence(reviewer_ravi.actor, claim, source=evidence.source, stance="supports", note="So it was said.")


@pytest.fixture
def disputed(
    admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence, for_it: Evidence
) -> list[Verdict]:
    """Ravi says false, from the one side and for an error of fact; Rosa says mixed, from both."""
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    claim.refresh_from_db()

    def rate(person: Person, slug: str, used: list[Evidence], **more: Any) -> Verdict:
        rating = queries.rating_to_give(claim.desk, slug)
        return submit_verdict(person.actor, claim, rating=rating, rationale=f"{slug} because", evidence=used, **more)

    return [
        rate(reviewer_ravi, "false", [evidence], reasons=["factual_error"], confidence=0.9),
        rate(reviewer_rosa, "mixed", [evidence, for_it]),
    ]


def words(answer: Any) -> str:
    """The words of a page, each run of white space as one space."""
    return " ".join(answer.content.decode().split())


def test_the_page_says_what_they_disagree_on(disputed: list[Verdict], editor_edna: Person, claim: Claim) -> None:
    page = words(editor_edna.browser.get(f"/claims/{claim.pk}/adjudicate/"))

    assert "What they disagree on" in page
    assert "2. Supports: September 11 attacks</a>: Rosa Reviewer, but not Ravi Reviewer" in page
    assert "Factual error: Ravi Reviewer, but not Rosa Reviewer" in page
    assert "1. Refutes: September 11 attacks</a>" not in page, "both relied on it"
    assert "Relied on by Ravi Reviewer, Rosa Reviewer." in page
    assert "Relied on by Rosa Reviewer." in page


def test_names_are_hidden_where_the_desk_hides_them(
    disputed: list[Verdict], admin_ada: Person, editor_edna: Person, claim: Claim
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"hide_names": True})

    page = words(editor_edna.browser.get(f"/claims/{claim.pk}/adjudicate/"))

    assert "Relied on by Reviewer 1, Reviewer 2." in page
    assert "Rosa" not in page
    versions = words(editor_edna.browser.get(f"/verdicts/{disputed[1].pk}/versions/"))
    assert "mixed because" in versions and "Rosa" not in versions and "rosa" not in versions


def test_who_gave_a_verdict_is_told_why_another_decides(
    disputed: list[Verdict], admin_ada: Person, claim: Claim
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 3})
    claim.refresh_from_db()
    move_claim(admin_ada.actor, claim, to="decided", rating=disputed[0].rating, reason="2001.")
    move_claim(admin_ada.actor, claim, to="in_review", reason="Anew.")
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(admin_ada.actor, claim, rating=rating, rationale="2001.", evidence=[*disputed[0].evidence.all()])

    answer = admin_ada.browser.get(f"/claims/{claim.pk}/adjudicate/")

    assert answer.status_code == 403
    assert "You gave a verdict on this claim; another editor must decide." in words(answer)


def test_a_decision_keeps_what_they_differed_on(disputed: list[Verdict], editor_edna: Person, claim: Claim) -> None:
    sent = {"rating": "false", "reason": "The year is wrong.", "reason_code": "evidence_weighed_differently"}
    answer = editor_edna.browser.post(f"/claims/{claim.pk}/adjudicate/", sent)
    assert answer.status_code == 302

    told = json_of(editor_edna.api().get(f"{API}/claims/{claim.pk}/"))["decision"]
    assert (told["reason_code"], told["by_itself"]) == ("evidence_weighed_differently", False)
    assert told["decided_by"]["username"] == "edna"
    assert "Evidence was weighed differently" in words(editor_edna.browser.get(f"/claims/{claim.pk}/"))
    report = claim_dossier(editor_edna.actor, claim, "https://desk.example")
    assert "Evidence was weighed differently" in write(report, "md").decode()
    assert verify(claim.desk).faults == []


def test_a_reason_code_is_one_of_those_there_are_and_of_a_decision(
    disputed: list[Verdict], editor_edna: Person, claim: Claim
) -> None:
    api, path = editor_edna.api(), f"{API}/claims/{claim.pk}/transitions/"

    def send(**body: str) -> Any:
        return api.post(path, {"rating": "false", "reason": "2001.", **body}, content_type="application/json")

    unknown = json_of(send(to="decided", reason_code="mood"), 400)
    elsewhere = json_of(send(to="dropped", reason_code="error"), 400)

    assert [e["pointer"] for e in unknown["errors"]] == ["/reason_code"]
    assert [e["pointer"] for e in elsewhere["errors"]] == ["/reason_code"]
    assert not Decision.objects.exists()
    assert json_of(send(to="decided", reason_code="error"))["decision"]["reason_code"] == "error"


def test_the_service_refuses_a_code_nobody_knows(disputed: list[Verdict], editor_edna: Person, claim: Claim) -> None:
    rating = queries.rating_to_give(claim.desk, "false")

    with pytest.raises(Invalid) as problem:
        move_claim(editor_edna.actor, claim, to="decided", rating=rating, reason="2001.", reason_code="mood")

    assert problem.value.errors[0].pointer == "/reason_code"


def test_a_decision_that_came_by_itself_is_marked_so_everywhere(
    reviewer_ravi: Person, claim: Claim, evidence: Evidence
) -> None:
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    api = reviewer_ravi.api()

    told = json_of(api.get(f"{API}/claims/{claim.pk}/"))["decision"]
    assert (told["decided_by"], told["by_itself"], told["reason_code"]) == (None, True, None)
    assert "by itself, as the desk’s policy says" in words(reviewer_ravi.browser.get(f"/claims/{claim.pk}/"))
    row = b"".join(api.get(f"{API}/export/claims.jsonl", headers={"accept": "*/*"}).streaming_content)  # type: ignore[attr-defined]
    assert json.loads(row)["decision"]["by_itself"] is True
    csv = b"".join(api.get(f"{API}/export/claims.csv", headers={"accept": "*/*"}).streaming_content)  # type: ignore[attr-defined]
    assert b"decision.by_itself" in csv
    report = claim_dossier(reviewer_ravi.actor, claim, "https://desk.example")
    assert json.loads(write(report, "json"))["claims"][0]["decision"]["by_itself"] is True
    assert "by itself, as the desk’s policy says" in write(report, "md").decode()


# One's own verdict --------------------------------------------------------------------------------------------------


def test_the_versions_of_a_verdict_are_compared_word_by_word(
    disputed: list[Verdict], reviewer_rosa: Person, claim: Claim
) -> None:
    edit_verdict(reviewer_rosa.actor, disputed[1], rationale="mixed, therefore", confidence=0.4)

    page = words(reviewer_rosa.browser.get(f"/verdicts/{disputed[1].pk}/versions/"))

    assert "mixed<del> because</del><ins>, therefore</ins>" in page
    assert '<dt>Confidence</dt><dd class="words">0.4' in page
    assert f'href="/verdicts/{disputed[1].pk}/versions/"' in words(reviewer_rosa.browser.get(f"/claims/{claim.pk}/"))


def test_a_verdict_is_withdrawn_after_asking(
    disputed: list[Verdict], reviewer_rosa: Person, reviewer_ravi: Person, claim: Claim
) -> None:
    path = f"/verdicts/{disputed[1].pk}/withdraw/"

    asked = words(reviewer_rosa.browser.get(path))
    assert "Withdraw your verdict?" in asked and "mixed because" in asked
    assert Verdict.objects.live().count() == 2
    assert "only by the reviewer who gave it" in words(reviewer_ravi.browser.get(path))
    assert reviewer_ravi.browser.post(path).status_code == 403

    assert reviewer_rosa.browser.post(path)["Location"] == f"/claims/{claim.pk}/"
    assert list(Verdict.objects.live()) == [disputed[0]]


def test_who_withdrew_their_verdict_does_not_decide_either(
    disputed: list[Verdict], editor_edna: Person, admin_ada: Person, claim: Claim, evidence: Evidence
) -> None:
    rating = queries.rating_to_give(claim.desk, "false")
    own = submit_verdict(editor_edna.actor, claim, rating=rating, rationale="Mine.", evidence=[evidence])
    withdraw_verdict(editor_edna.actor, own)

    with pytest.raises(NotAllowed, match="another editor must decide"):
        move_claim(editor_edna.actor, claim, to="decided", reason="Mine.", rating=rating)
    assert claim.pk not in because_disputed(editor_edna)
    assert claim.pk in because_disputed(admin_ada)


def because_disputed(person: Person) -> set[Any]:
    rows = waiting_for(person.actor)
    return set(because(person.actor, rows, Why.DISPUTED).values_list("pk", flat=True))


def test_nobody_decides_on_verdicts_they_have_not_read(
    disputed: list[Verdict], editor_edna: Person, reviewer_rosa: Person, claim: Claim
) -> None:
    there = f"/claims/{claim.pk}/adjudicate/"
    opened = lxml.html.fromstring(editor_edna.browser.get(there).content)
    [read] = opened.xpath("//input[@name='read']/@value")
    edit_verdict(reviewer_rosa.actor, disputed[1], rationale="mixed, for another reason")
    given = {"rating": "false", "reason": "The archive says so.", "read": read}

    page = editor_edna.browser.post(there, given).content.decode()

    assert "changed since you opened this page" in page
    assert "for another reason" in page
    assert "The archive says so." in page
    assert not Decision.objects.filter(claim=claim).exists()
    [read_anew] = lxml.html.fromstring(page).xpath("//input[@name='read']/@value")
    assert editor_edna.browser.post(there, {**given, "read": read_anew}).status_code == 302
    assert Decision.objects.get(claim=claim).rating.slug == "false"
