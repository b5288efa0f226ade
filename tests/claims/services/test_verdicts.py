from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import queries
from claims.models import ClaimStatus, Decision, Verdict
from claims.services.evidence import add_evidence, archive_evidence, edit_evidence
from claims.services.sources import edit_source
from claims.services.verdicts import edit_verdict, submit_verdict, withdraw_verdict
from factcheck.core.problems import Conflict, Invalid, NotAllowed, Stale, VerdictExists
from factcheck.desks import history
from factcheck.desks.services.desks import edit_desk


def rate(person, claim, slug, evidence, **more):
    rating = queries.rating_to_give(claim.desk, slug)
    return submit_verdict(
        person.actor, claim, rating=rating, rationale="The attacks were in 2001.", evidence=[evidence], **more
    )


def policy(admin, desk, **fields):
    edit_desk(admin.actor, desk, policy=fields)


def test_one_verdict_decides_a_claim_by_itself(reviewer_ravi, claim, evidence):
    verdict = rate(reviewer_ravi, claim, "false", evidence, confidence=0.99)

    claim.refresh_from_db()
    decision = Decision.objects.get(claim=claim)
    assert claim.status == ClaimStatus.DECIDED
    assert (decision.rating.slug, decision.decided_by, verdict.version) == ("false", None, 1)


def test_the_verdicts_that_count_are_read_once(reviewer_ravi, claim, evidence):
    with CaptureQueriesContext(connection) as asked:
        rate(reviewer_ravi, claim, "false", evidence)

    assert sum('WHERE ("claims_verdict"."archived_at" IS NULL' in query["sql"] for query in asked) == 2, (
        "whether they gave one already, and those that count"
    )


def test_first_evidence_starts_the_review(claim, evidence):
    claim.refresh_from_db()

    assert claim.status == ClaimStatus.IN_REVIEW


def test_unequal_verdicts_dispute_a_claim(reviewer_ravi, reviewer_rosa, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, verdicts_needed=2)

    rate(reviewer_ravi, claim, "false", evidence)
    rate(reviewer_rosa, claim, "mixed", evidence)

    claim.refresh_from_db()
    assert claim.status == ClaimStatus.DISPUTED
    assert not Decision.objects.exists()


def test_equal_verdicts_decide_once_there_are_enough(reviewer_ravi, reviewer_rosa, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, verdicts_needed=2)

    rate(reviewer_ravi, claim, "false", evidence)
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.IN_REVIEW
    rate(reviewer_rosa, claim, "false", evidence)

    claim.refresh_from_db()
    assert claim.status == ClaimStatus.DECIDED


def test_a_verdict_needs_the_evidence_the_policy_asks_for(reviewer_ravi, claim):
    rating = queries.rating_to_give(claim.desk, "false")

    with pytest.raises(Invalid) as problem:
        submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="Because.")

    assert problem.value.errors[0].pointer == "/evidence"
    assert not Verdict.objects.exists()


def test_a_desk_may_ask_for_a_primary_source(reviewer_ravi, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, primary_source_needed=True)

    with pytest.raises(Invalid, match="a primary document or from data") as problem:
        rate(reviewer_ravi, claim, "false", evidence)
    assert problem.value.errors[0].pointer == "/evidence"

    edit_source(reviewer_ravi.actor, evidence.source, kind="data")
    evidence.refresh_from_db()
    assert rate(reviewer_ravi, claim, "false", evidence).version == 1


def test_a_desk_may_ask_for_both_sides(reviewer_ravi, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, two_sided=True, verdicts_needed=2)
    for_it = add_evidence(reviewer_ravi.actor, claim, source=evidence.source, stance="supports")
    rating = queries.rating_to_give(claim.desk, "false")

    with pytest.raises(Invalid, match="on both sides") as problem:
        rate(reviewer_ravi, claim, "false", evidence)
    assert problem.value.errors[0].pointer == "/evidence"

    verdict = submit_verdict(
        reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence, for_it]
    )  # fmt: skip
    with pytest.raises(Invalid, match="on both sides"):
        edit_verdict(reviewer_ravi.actor, verdict, evidence=[for_it])


def test_looking_for_the_other_side_in_vain_counts(reviewer_ravi, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, two_sided=True)
    edit_evidence(reviewer_ravi.actor, evidence, searched="A denial, in both ministries' archives: none.")
    evidence.refresh_from_db()

    assert rate(reviewer_ravi, claim, "false", evidence).version == 1


def test_a_verdict_needs_a_rationale(reviewer_ravi, claim, evidence):
    with pytest.raises(Invalid) as problem:
        submit_verdict(
            reviewer_ravi.actor, claim, rating=queries.rating_to_give(claim.desk, "false"), rationale="  ",
            evidence=[evidence],
        )  # fmt: skip

    assert problem.value.errors[0].pointer == "/rationale"


def test_nobody_gives_two_verdicts_on_a_claim(reviewer_ravi, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, verdicts_needed=2)
    first = rate(reviewer_ravi, claim, "false", evidence)

    with pytest.raises(VerdictExists) as problem:
        rate(reviewer_ravi, claim, "true", evidence)

    assert problem.value.facts["verdict"] == str(first.id)


def test_a_viewer_is_told_why_not(viewer_vera, claim, evidence):
    with pytest.raises(NotAllowed, match="needs the role “Reviewer”; yours is “Viewer”"):
        rate(viewer_vera, claim, "false", evidence)


def test_a_decided_claim_takes_no_verdict(reviewer_ravi, reviewer_rosa, claim, evidence):
    rate(reviewer_ravi, claim, "false", evidence)

    with pytest.raises(Conflict, match="reopened"):
        rate(reviewer_rosa, claim, "false", evidence)


def test_changing_a_verdict_keeps_the_earlier_version(reviewer_ravi, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, verdicts_needed=2)
    verdict = rate(reviewer_ravi, claim, "mixed", evidence)

    edit_verdict(
        reviewer_ravi.actor, verdict, version=1, rating=queries.rating_to_give(claim.desk, "false"),
        rationale="On second thoughts.",
    )  # fmt: skip

    first, second = history.versions(verdict)
    assert (first.fields["rationale"], second.fields["rationale"]) == (
        "The attacks were in 2001.",
        "On second thoughts.",
    )
    assert (first.number, second.number, second.by) == (1, 2, reviewer_ravi.user)


def test_a_stale_change_is_refused(reviewer_ravi, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, verdicts_needed=2)
    verdict = rate(reviewer_ravi, claim, "mixed", evidence)
    edit_verdict(reviewer_ravi.actor, verdict, version=1, rationale="Second.")

    with pytest.raises(Stale):
        edit_verdict(reviewer_ravi.actor, verdict, version=1, rationale="Lost update.")

    verdict.refresh_from_db()
    assert verdict.rationale == "Second."


def test_nobody_changes_anothers_verdict(reviewer_ravi, editor_edna, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, verdicts_needed=2)
    verdict = rate(reviewer_ravi, claim, "mixed", evidence)

    with pytest.raises(NotAllowed, match="only by the reviewer who gave it"):
        edit_verdict(editor_edna.actor, verdict, rationale="Better.")


def test_a_withdrawn_verdict_makes_room_for_another(reviewer_ravi, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, verdicts_needed=2)
    verdict = rate(reviewer_ravi, claim, "mixed", evidence)

    withdraw_verdict(reviewer_ravi.actor, verdict, version=1)

    assert rate(reviewer_ravi, claim, "false", evidence).version == 1


def test_blind_reviewers_see_others_verdicts_only_after_their_own(
    reviewer_ravi, reviewer_rosa, editor_edna, admin_ada, claim, evidence
):
    policy(admin_ada, claim.desk, verdicts_needed=3, blind=True)
    hers = rate(reviewer_rosa, claim, "false", evidence)

    assert not Verdict.objects.visible_to(reviewer_ravi.actor).exists()
    assert not Verdict.objects.visible_to(editor_edna.actor).exists()
    assert not history.events_visible_to(reviewer_ravi.actor).filter(subject_id=hers.id).exists()
    assert Verdict.objects.visible_to(reviewer_rosa.actor).count() == 1

    rate(reviewer_ravi, claim, "false", evidence)

    assert Verdict.objects.visible_to(reviewer_ravi.actor).count() == 2
    assert history.events_visible_to(reviewer_ravi.actor).filter(subject_id=hers.id).exists()


def test_evidence_under_a_verdict_stays(reviewer_ravi, admin_ada, claim, evidence):
    policy(admin_ada, claim.desk, verdicts_needed=2)
    rate(reviewer_ravi, claim, "false", evidence)

    with pytest.raises(Conflict, match="verdict rests"):
        archive_evidence(reviewer_ravi.actor, evidence)


def test_a_quote_has_to_stand_in_the_archived_copy(reviewer_ravi, claim, evidence):
    with pytest.raises(Invalid) as problem:
        add_evidence(reviewer_ravi.actor, claim, source=evidence.source, stance="refutes", quote="never said there")

    assert problem.value.errors[0].pointer == "/quote"
    copy = evidence.snapshot
    assert copy.text[evidence.start : evidence.end] == evidence.quote == "on September 11, 2001"


def test_a_question_without_an_answer_needs_no_source(reviewer_ravi, claim):
    found = add_evidence(
        reviewer_ravi.actor, claim, source=None, stance="context", question="Is there a denial?",
        answer_type="unanswerable", searched="Both ministries' sites",
    )  # fmt: skip
    assert found.source is None

    with pytest.raises(Invalid) as problem:
        add_evidence(reviewer_ravi.actor, claim, source=None, stance="context")
    assert problem.value.errors[0].pointer == "/source"


def test_editing_evidence_finds_the_quote_again(reviewer_ravi, evidence):
    changed = edit_evidence(reviewer_ravi.actor, evidence, version=1, quote="four coordinated suicide attacks")

    assert changed.version == 2
    assert changed.snapshot.text[changed.start : changed.end] == "four coordinated suicide attacks"
