from __future__ import annotations

import pytest

from claims import lifecycle, queries
from claims.models import ClaimStatus, Decision
from claims.services.transitions import move_claim
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import IllegalTransition, Invalid, NotAllowed
from factcheck.desks.services.desks import edit_desk


@pytest.fixture
def false(claim):
    return queries.rating_to_give(claim.desk, "false")


def options(person, claim):
    claim.refresh_from_db()
    return {o.to: o for o in lifecycle.options(person.actor, claim)}


def test_a_reviewer_starts_and_their_own_claim_they_may_drop(reviewer_ravi, claim):
    ways = options(reviewer_ravi, claim)

    assert {to for to, way in ways.items() if way.allowed} == {"in_review", "dropped"}
    assert ways["dropped"].needs_reason


def test_why_not_is_said_to_another_reviewer(reviewer_rosa, claim):
    assert options(reviewer_rosa, claim)["dropped"].why_not == "Only who spotted the claim, or an editor, may drop it."


def test_deciding_needs_a_rating_and_a_reason(editor_edna, claim, evidence, false):
    with pytest.raises(Invalid) as problem:
        move_claim(editor_edna.actor, claim, to="decided")

    assert [e.pointer for e in problem.value.errors] == ["/reason", "/rating"]


def test_an_editor_decides_with_a_written_reason(editor_edna, claim, evidence, false):
    move_claim(editor_edna.actor, claim, to="decided", rating=false, reason="The year is wrong.")

    decision = Decision.objects.get(claim=claim)
    assert (decision.decided_by, decision.rationale) == (editor_edna.user, "The year is wrong.")


def test_whoever_gave_a_verdict_does_not_decide(editor_edna, admin_ada, claim, evidence, false):
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    submit_verdict(editor_edna.actor, claim, rating=false, rationale="2001.", evidence=[evidence])

    with pytest.raises(NotAllowed, match="another editor must decide"):
        move_claim(editor_edna.actor, claim, to="decided", rating=false, reason="I said so.")

    edit_desk(admin_ada.actor, claim.desk, policy={"own_verdict_may_adjudicate": True})
    claim.refresh_from_db()
    claim.desk.policy.refresh_from_db()
    assert move_claim(editor_edna.actor, claim, to="decided", rating=false, reason="Allowed.").status == "decided"


def test_reopening_sets_the_decision_aside(editor_edna, claim, evidence, false):
    move_claim(editor_edna.actor, claim, to="decided", rating=false, reason="The year is wrong.")

    reopened = move_claim(editor_edna.actor, claim, to="in_review", reason="New evidence.")

    assert reopened.status == ClaimStatus.IN_REVIEW
    assert not Decision.objects.live().exists()
    assert Decision.objects.count() == 1


def test_a_step_that_is_not_in_the_table_names_those_that_are(reviewer_ravi, claim):
    with pytest.raises(IllegalTransition, match="Open to you: in_review, dropped"):
        move_claim(reviewer_ravi.actor, claim, to="published")


def test_dropped_claims_are_taken_up_again_by_an_editor(reviewer_ravi, editor_edna, claim):
    move_claim(reviewer_ravi.actor, claim, to="dropped", reason="A duplicate.")

    with pytest.raises(NotAllowed):
        move_claim(reviewer_ravi.actor, claim, to="spotted", reason="No, it is not.")
    assert move_claim(editor_edna.actor, claim, to="spotted", reason="No, it is not.").status == ClaimStatus.SPOTTED


def test_every_status_is_reachable_and_only_retracted_is_an_end():
    sources = {row.source for row in lifecycle.TRANSITIONS}
    reached = {row.to for row in lifecycle.TRANSITIONS} | {ClaimStatus.DISPUTED}  # by itself, in `advance`

    assert set(ClaimStatus) - sources == {ClaimStatus.RETRACTED}
    assert set(ClaimStatus) == reached
