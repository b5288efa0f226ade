"""A desk that hides names: who gave which verdict is not told, in any face, before the claim is decided."""

from __future__ import annotations

from typing import Any

import pytest

from claims import queries
from claims.models import Claim, Evidence, Verdict
from claims.reports import claim_dossier
from claims.services.transitions import move_claim
from claims.services.verdicts import edit_verdict, submit_verdict
from factcheck.desks import history
from factcheck.desks.services.desks import edit_desk
from tests.conftest import Person, json_of

ROSA = ("Rosa Reviewer", "rosa")


def rate(person: Person, claim: Claim, slug: str, evidence: Evidence) -> Verdict:
    rating = queries.rating_to_give(claim.desk, slug)
    return submit_verdict(person.actor, claim, rating=rating, rationale=f"{slug} because", evidence=[evidence])


@pytest.fixture
def disputed(
    admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, evidence: Evidence
) -> list[Verdict]:
    """A verdict of each, which differ, on a claim that thereby waits for an editor."""
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2, "hide_names": True})
    his, hers = rate(reviewer_ravi, claim, "mixed", evidence), rate(reviewer_rosa, claim, "false", evidence)
    return [his, edit_verdict(reviewer_rosa.actor, hers, rationale="false indeed")]


def faces(person: Person, claim: Claim, verdict: Verdict) -> dict[str, str]:
    """Everything that tells of a verdict, as words."""
    api, pages = person.api(), person.browser
    paths = [
        f"claims/{claim.pk}/verdicts/", f"verdicts/{verdict.pk}/", f"verdicts/{verdict.pk}/versions/",
        f"claims/{claim.pk}/events/", f"claims/{claim.pk}/report.json", f"claims/{claim.pk}/report.html",
        f"claims/{claim.pk}/annotations/", "export/claims.jsonl",
        "agreement/", "export/agreement.jsonl", "export/agreement.csv",
    ]  # fmt: skip
    found = {path: api.get(f"/api/v1/{path}", headers={"accept": "*/*"}) for path in paths}
    found |= {
        path: pages.get(path) for path in (f"/claims/{claim.pk}/", f"/claims/{claim.pk}/adjudicate/", "/insights/")
    }
    assert {path: answer.status_code for path, answer in found.items() if answer.status_code != 200} == {}
    return {path: _words(answer) for path, answer in found.items()}


def _words(answer: Any) -> str:
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()


def test_an_editor_weighs_reasons_without_names(
    disputed: list[Verdict], editor_edna: Person, reviewer_rosa: Person, claim: Claim
) -> None:
    told = faces(editor_edna, claim, disputed[1])

    assert [path for path, words in told.items() if any(name in words for name in ROSA)] == []
    reasons = (f"/claims/{claim.pk}/", f"/claims/{claim.pk}/adjudicate/", f"claims/{claim.pk}/annotations/")
    assert all("false indeed" in told[path] for path in reasons)
    assert "Reviewer 2" in told[f"/claims/{claim.pk}/adjudicate/"]
    assert [path for path, words in told.items() if str(reviewer_rosa.user.id) in words] == []


def test_steps_that_follow_by_themselves_are_told_and_name_nobody(
    disputed: list[Verdict], editor_edna: Person, claim: Claim
) -> None:
    told = history.events_visible_to(editor_edna.actor).filter(claim_id=claim.pk)

    assert told.get(verb="claim.disputed").actor is None
    assert not told.filter(subject_type="verdict").exists()


def test_a_filter_tells_no_more(disputed: list[Verdict], editor_edna: Person, claim: Claim) -> None:
    api = editor_edna.api()

    assert json_of(api.get(f"/api/v1/claims/{claim.pk}/verdicts/?reviewer=rosa"))["results"] == []
    assert json_of(api.get("/api/v1/claims/?reviewer=rosa"))["results"] == []


def test_ones_own_name_is_no_secret(disputed: list[Verdict], reviewer_rosa: Person, claim: Claim) -> None:
    told = json_of(reviewer_rosa.api().get(f"/api/v1/claims/{claim.pk}/verdicts/"))["results"]

    assert [v["reviewer"] and v["reviewer"]["username"] for v in told] == [None, "rosa"]


def test_after_the_decision_everybody_is_named(disputed: list[Verdict], editor_edna: Person, claim: Claim) -> None:
    rating = queries.rating_to_give(claim.desk, "false")
    move_claim(editor_edna.actor, claim, to="decided", reason="The year.", rating=rating)

    told = json_of(editor_edna.api().get(f"/api/v1/claims/{claim.pk}/verdicts/"))["results"]
    assert [v["reviewer"]["username"] for v in told] == ["ravi", "rosa"]
    report = claim_dossier(editor_edna.actor, claim, "https://desk.example").claims[0]
    assert [v.reviewer for v in report.verdicts] == ["Ravi Reviewer", "Rosa Reviewer"]
    verbs = set(history.events_visible_to(editor_edna.actor).filter(claim_id=claim.pk).values_list("verb", flat=True))
    assert {"verdict.submitted", "claim.disputed", "claim.started"} <= verbs


def test_whose_evidence_a_verdict_relies_on_is_not_told_beside_it(
    disputed: list[Verdict], editor_edna: Person, evidence: Evidence, claim: Claim
) -> None:
    """Ravi found it and relied on it; `Reviewer 1` would be no secret beside his name."""
    edna = editor_edna.browser
    decide = edna.get(f"/claims/{claim.pk}/adjudicate/").content.decode()
    listed = edna.get(f"/claims/{claim.pk}/").content.decode().split('id="evidence"')[1].split('id="verdicts"')[0]

    assert "Relied on by Reviewer 1" in decide
    assert evidence.quote in listed
    assert "Ravi Reviewer" not in decide
    assert "Ravi Reviewer" not in listed


def test_where_names_are_told_so_is_who_found_the_evidence(
    disputed: list[Verdict], admin_ada: Person, editor_edna: Person, claim: Claim
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"hide_names": False})

    assert "Ravi Reviewer, " in editor_edna.browser.get(f"/claims/{claim.pk}/adjudicate/").content.decode()
