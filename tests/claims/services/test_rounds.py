"""Judging anew: after a claim was reopened or taken up again, old verdicts stay and do not count."""

from __future__ import annotations

import pytest

from claims import queries
from claims.models import Claim, ClaimStatus, Decision, Verdict
from claims.services.evidence import add_evidence
from claims.services.rating_scales import DEFAULT_SCALE, add_rating_scale
from claims.services.transitions import move_claim
from claims.services.verdicts import edit_verdict, submit_verdict, withdraw_verdict
from claims.waiting import waiting_for
from factcheck.core.problems import VerdictExists
from factcheck.desks.models import Event
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.verifying import verify
from tests.conftest import json_of

API = "/api/v1"


@pytest.fixture
def old(reviewer_ravi, claim, evidence) -> Verdict:
    """Ravi's verdict, which decided the claim by itself."""
    rating = queries.rating_to_give(claim.desk, "false")
    return submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])


@pytest.fixture(params=["reopened", "dropped and taken up again"])
def again(request, editor_edna, claim, old) -> Claim:
    """The claim, to be judged anew."""
    if request.param == "reopened":
        return move_claim(editor_edna.actor, claim, to="in_review", reason="A new source.")
    move_claim(editor_edna.actor, claim, to="dropped", reason="A duplicate.")
    return move_claim(editor_edna.actor, claim, to="spotted", reason="It is not.")


def status_of(claim):
    claim.refresh_from_db()
    return claim.status


def test_new_evidence_decides_nothing_from_old_verdicts(reviewer_rosa, again, evidence):
    add_evidence(
        reviewer_rosa.actor, again, source=evidence.source, stance="supports", note="What it was reopened for."
    )

    assert status_of(again) == ClaimStatus.IN_REVIEW
    assert not Decision.objects.live().exists()


def test_evidence_decides_nothing_when_the_policy_was_lowered(reviewer_ravi, admin_ada, claim, evidence):
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    claim.desk.policy.refresh_from_db()
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 1})

    add_evidence(reviewer_ravi.actor, claim, source=evidence.source, stance="context")

    assert status_of(claim) == ClaimStatus.IN_REVIEW


def test_only_verdicts_of_this_round_decide(reviewer_rosa, admin_ada, again, old, evidence):
    edit_desk(admin_ada.actor, again.desk, policy={"verdicts_needed": 2})
    rating = queries.rating_to_give(again.desk, "false")

    submit_verdict(reviewer_rosa.actor, again, rating=rating, rationale="Still 2001.", evidence=[evidence])

    assert status_of(again) == ClaimStatus.IN_REVIEW, "Ravi's verdict is from before"


def test_an_old_verdict_that_differs_disputes_nothing(reviewer_rosa, again, old, evidence):
    rating = queries.rating_to_give(again.desk, "mixed")

    submit_verdict(reviewer_rosa.actor, again, rating=rating, rationale="In part.", evidence=[evidence])

    assert status_of(again) == ClaimStatus.DECIDED
    assert Decision.objects.live().get().rating.slug == "mixed"


def test_an_unchanged_verdict_is_confirmed_and_counts_again(reviewer_ravi, again, old):
    confirmed = edit_verdict(reviewer_ravi.actor, old, version=1)

    assert status_of(again) == ClaimStatus.DECIDED
    assert (confirmed.version, confirmed.rationale, confirmed.counts) == (2, "2001.", True)
    assert Event.objects.filter(subject_id=old.id).order_by("-sequence")[0].verb == "verdict.confirmed"


def test_the_same_sent_again_is_a_confirmation_and_other_evidence_is_none(
    reviewer_ravi, admin_ada, again, old, evidence
):
    edit_desk(admin_ada.actor, again.desk, policy={"verdicts_needed": 2, "evidence_needed": 0})

    edit_verdict(
        reviewer_ravi.actor, old, rating=old.rating, rationale=" 2001. ", confidence=None, evidence=[evidence] * 2
    )
    edit_verdict(reviewer_ravi.actor, old, evidence=[])

    verbs = Event.objects.filter(subject_id=old.id).order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["verdict.submitted", "verdict.confirmed", "verdict.changed"]


def test_a_changed_verdict_counts_again(reviewer_ravi, again, old):
    edit_verdict(reviewer_ravi.actor, old, rating=queries.rating_to_give(again.desk, "mixed"))

    assert Decision.objects.live().get().rating.slug == "mixed"
    assert Event.objects.filter(subject_id=old.id).order_by("-sequence")[0].verb == "verdict.changed"


def test_confirming_twice_records_nothing_more(reviewer_ravi, admin_ada, again, old):
    edit_desk(admin_ada.actor, again.desk, policy={"verdicts_needed": 2})
    first = edit_verdict(reviewer_ravi.actor, old)

    assert edit_verdict(reviewer_ravi.actor, first).version == first.version


def test_nobody_gives_a_second_verdict_beside_the_old_one(reviewer_ravi, again, old, evidence):
    with pytest.raises(VerdictExists):
        submit_verdict(reviewer_ravi.actor, again, rating=old.rating, rationale="Once more.", evidence=[evidence])

    withdraw_verdict(reviewer_ravi.actor, old)
    submit_verdict(reviewer_ravi.actor, again, rating=old.rating, rationale="Once more.", evidence=[evidence])
    assert status_of(again) == ClaimStatus.DECIDED


def test_history_holds_after_judging_anew(reviewer_ravi, again, old):
    edit_verdict(reviewer_ravi.actor, old)

    assert verify(again.desk).faults == []


def test_it_waits_in_the_queue_of_whoever_judged_before(reviewer_ravi, again, old):
    assert again in waiting_for(reviewer_ravi.actor)

    edit_verdict(reviewer_ravi.actor, old)

    assert again not in waiting_for(reviewer_ravi.actor)


def test_the_api_says_which_verdicts_count_and_confirms_with_an_empty_patch(
    reviewer_ravi, reviewer_rosa, again, old, evidence
):
    client = reviewer_ravi.api()
    there = f"{API}/claims/{again.pk}"
    more = {"source": str(evidence.source_id), "stance": "context"}
    json_of(reviewer_rosa.api().post(f"{there}/evidence/", more, content_type="application/json"), 201)
    assert json_of(client.get(f"{there}/"))["status"] == "in_review"
    [shown] = json_of(client.get(f"{there}/verdicts/"))["results"]
    assert shown["counts"] is False

    confirmed = client.patch(
        f"{API}/verdicts/{old.pk}/", {}, content_type="application/json", headers={"if-match": "*"}
    )

    assert json_of(confirmed)["counts"] is True
    assert json_of(client.get(f"{there}/"))["status"] == "decided"


def test_the_page_says_that_it_has_to_be_confirmed_and_does_so(reviewer_ravi, again, old, evidence):
    client, there = reviewer_ravi.browser, f"/claims/{again.pk}/"
    source = {"source_url": evidence.source.url, "source_kind": "reference", "stance": "context"}
    assert client.post(f"{there}evidence/add/", source).status_code == 302
    page = client.get(there).content.decode()
    assert "Judging began anew since you gave this verdict" in page
    assert status_of(again) == ClaimStatus.IN_REVIEW

    form = {"rating": "false", "rationale": "2001.", "evidence": [str(evidence.pk)], "version": old.version}
    assert client.post(f"{there}verdict/", form).status_code == 302

    assert status_of(again) == ClaimStatus.DECIDED


# Equal ------------------------------------------------------------------------------------------------------------


def test_the_same_rating_of_two_scales_is_the_same_finding(reviewer_ravi, reviewer_rosa, admin_ada, claim, evidence):
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 2})
    for person in (reviewer_ravi, reviewer_rosa):
        rating = queries.rating_to_give(claim.desk, "false")
        submit_verdict(person.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
        add_rating_scale(admin_ada.actor, claim.desk, name="Anew", ratings=DEFAULT_SCALE)

    assert status_of(claim) == ClaimStatus.DECIDED
    assert Decision.objects.get().rating == rating, "the newer of the two"
