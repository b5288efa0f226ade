"""Evidence and verdicts as Web Annotations on the words of their claim, as far as the caller may see them."""

from __future__ import annotations

from typing import Any

from claims.models import Claim, Evidence
from claims.queries import rating_to_give
from claims.services.claims import NewAppearance, add_appearance, spot_claim
from claims.services.evidence import add_evidence
from claims.services.verdicts import submit_verdict
from factcheck.desks.services.desks import edit_desk
from tests.conftest import PROOF, WRONG_YEAR, Person, json_of


def shown_to(person: Person, claim: Claim) -> Any:
    return json_of(person.api().get(f"/api/v1/claims/{claim.pk}/annotations/"))


def judge(person: Person, claim: Claim, evidence: Evidence, words: str) -> None:
    rating = rating_to_give(claim.desk, "false")
    submit_verdict(person.actor, claim, rating=rating, rationale=words, evidence=[evidence])


def test_evidence_links_the_words_of_the_claim_to_the_words_of_a_source(
    reviewer_ravi: Person, claim: Claim, evidence: Evidence
) -> None:
    [linking] = shown_to(reviewer_ravi, claim)["first"]["items"]

    source, stance = linking["body"]
    assert linking["motivation"] == "linking"
    assert linking["target"][0]["source"] == "https://news.example/letter"
    assert linking["target"][0]["selector"][0]["exact"] == WRONG_YEAR
    assert source["source"] == "https://reference.example/911"
    quote, position = source["selector"]
    assert quote["exact"] == PROOF[position["start"] : position["end"]] == "on September 11, 2001"
    assert source["state"]["cached"] == f"http://testserver/sources/{evidence.source_id}/"
    assert (stance["value"], stance["purpose"]) == ("refutes", "classifying")
    assert linking["creator"]["nickname"] == "ravi"


def test_a_verdict_assesses_all_places_of_the_claim(reviewer_ravi: Person, claim: Claim, evidence: Evidence) -> None:
    article = claim.appearances.get().annotation.article
    add_appearance(reviewer_ravi.actor, claim, NewAppearance(article, {"exact": "no Pakistani was involved"}))
    judge(reviewer_ravi, claim, evidence, "It was 2001.")

    assessing = shown_to(reviewer_ravi, claim)["first"]["items"][-1]

    assert assessing["motivation"] == "assessing"
    assert [body["value"] for body in assessing["body"]] == ["It was 2001.", "False"]
    assert [body["purpose"] for body in assessing["body"]] == ["assessing", "classifying"]
    assert [t["selector"][0]["exact"] for t in assessing["target"]] == [WRONG_YEAR, "no Pakistani was involved"]


def test_a_claim_that_stands_nowhere_is_pointed_at_by_its_page(reviewer_ravi: Person, claim: Claim) -> None:
    other = spot_claim(reviewer_ravi.actor, claim.desk, text="Nothing was said about it.")
    add_evidence(
        reviewer_ravi.actor, other, stance="context", source=None, answer_type="unanswerable", question="Who?",
        searched="The archive", note="Nobody knows",
    )  # fmt: skip

    shown = shown_to(reviewer_ravi, other)

    assert shown["first"]["items"][0]["target"] == f"http://testserver/claims/{other.pk}/"
    assert [body["value"] for body in shown["first"]["items"][0]["body"]] == ["context", "Nobody knows"]


def test_without_evidence_or_verdicts_there_is_no_page(reviewer_ravi: Person, claim: Claim) -> None:
    shown = shown_to(reviewer_ravi, claim)

    assert shown["total"] == 0 and "first" not in shown


def test_a_blind_verdict_is_not_shown_here_either(
    admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True, "verdicts_needed": 2})
    judge(reviewer_rosa, claim, evidence, "Rosa's reasons")

    assert [item["motivation"] for item in shown_to(reviewer_ravi, claim)["first"]["items"]] == ["linking"]
    assert [item["motivation"] for item in shown_to(reviewer_rosa, claim)["first"]["items"]] == ["linking", "assessing"]

    judge(reviewer_ravi, claim, evidence, "Ravi's reasons")
    assert shown_to(reviewer_ravi, claim)["total"] == 3


def test_another_desk_sees_no_claim(stranger_stan: Person, claim: Claim) -> None:
    assert stranger_stan.api().get(f"/api/v1/claims/{claim.pk}/annotations/").status_code == 404
