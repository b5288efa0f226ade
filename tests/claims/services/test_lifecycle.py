from __future__ import annotations

import pytest

from claims import lifecycle, queries
from claims.lifecycle import By
from claims.models import ClaimStatus, Decision
from claims.services.transitions import move_claim
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import IllegalTransition, Invalid, NotAllowed
from factcheck.desks.models import Event
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
    reached = {row.to for row in lifecycle.TRANSITIONS}

    assert set(ClaimStatus) - sources == {ClaimStatus.RETRACTED}
    assert set(ClaimStatus) == reached


# The table of the specification, row by row ----------------------------------------------------------------------

PERSON, REVIEW, ITSELF = By.PERSON, By.REVIEW, By.ITSELF
TABLE = {
    ("spotted", "in_review", PERSON, "reviewer", ""),
    ("spotted", "in_review", ITSELF, "has_work", ""),
    ("in_review", "decided", ITSELF, "enough_equal_verdicts", ""),
    ("in_review", "disputed", ITSELF, "enough_unequal_verdicts", ""),
    ("in_review", "decided", PERSON, "editor", "reason and rating"),
    ("disputed", "decided", PERSON, "editor", "reason and rating"),
    ("decided", "in_review", PERSON, "editor", "reason"),
    ("decided", "published", REVIEW, "editor", ""),
    ("published", "corrected", REVIEW, "editor", "reason"),
    ("corrected", "corrected", REVIEW, "editor", "reason"),
    ("published", "retracted", REVIEW, "editor", "reason"),
    ("corrected", "retracted", REVIEW, "editor", "reason"),
    ("spotted", "dropped", PERSON, "its creator or an editor", "reason"),
    ("in_review", "dropped", PERSON, "its creator or an editor", "reason"),
    ("disputed", "dropped", PERSON, "its creator or an editor", "reason"),
    ("decided", "dropped", PERSON, "its creator or an editor", "reason"),
    ("dropped", "spotted", PERSON, "editor", "reason"),
}


def test_the_table_is_that_of_the_product(viewer_vera, reviewer_ravi, reviewer_rosa, editor_edna, claim):
    def who(row):
        if row.by is ITSELF:
            return row.when.__name__
        viewer, creator, other, editor = (
            bool(row.rule(p.actor, claim)) for p in (viewer_vera, reviewer_ravi, reviewer_rosa, editor_edna)
        )
        named = {(True, True): "reviewer", (True, False): "its creator or an editor", (False, False): "editor"}
        assert (viewer, editor) == (False, True), row
        return named[creator, other]

    def given(row):
        return " and ".join(n for n, needs in (("reason", row.needs_reason), ("rating", row.needs_rating)) if needs)

    rows = [(str(row.source), str(row.to), row.by, who(row), given(row)) for row in lifecycle.TRANSITIONS]

    assert set(rows) == TABLE
    assert len(rows) == len(TABLE), "each row once"


def test_people_are_offered_no_row_that_takes_itself(editor_edna, claim, evidence):
    assert set(options(editor_edna, claim)) == {"decided", "dropped"}


def test_what_happens_by_itself_names_nobody(reviewer_ravi, claim, evidence, false):
    submit_verdict(reviewer_ravi.actor, claim, rating=false, rationale="2001.", evidence=[evidence])

    by_itself = Event.objects.filter(verb__in=["claim.started", "claim.decided", "decision.made"])
    assert [(e.verb, e.actor) for e in by_itself.order_by("sequence")] == [
        ("claim.started", None),
        ("decision.made", None),
        ("claim.decided", None),
    ]


def test_no_hand_makes_a_claim_disputed(editor_edna, claim, evidence):
    with pytest.raises(IllegalTransition):
        move_claim(editor_edna.actor, claim, to="disputed", reason="I doubt it.")


def test_where_admins_adjudicate_an_editor_does_not(editor_edna, admin_ada, claim, evidence, false):
    edit_desk(admin_ada.actor, claim.desk, policy={"adjudicators": "admin"})
    claim.desk.policy.refresh_from_db()

    with pytest.raises(NotAllowed, match="needs the role “Admin”; yours is “Editor”"):
        move_claim(editor_edna.actor, claim, to="decided", rating=false, reason="It was 2001.")

    assert move_claim(admin_ada.actor, claim, to="decided", rating=false, reason="It was 2001.").status == "decided"
