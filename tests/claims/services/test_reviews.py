from __future__ import annotations

import pytest

from claims import queries
from claims.models import ClaimStatus, Review
from claims.services.claims import edit_claim
from claims.services.reviews import (
    archive_review,
    correct_review,
    draft_review,
    edit_review,
    publish_review,
    retract_review,
)
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import Conflict, IllegalTransition, Invalid, NotAllowed
from factcheck.desks import history


@pytest.fixture
def decided(reviewer_ravi, claim, evidence):
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    claim.refresh_from_db()
    return claim


@pytest.fixture
def draft(reviewer_ravi, decided):
    return draft_review(reviewer_ravi.actor, decided, headline="The attacks were in 2001", body="The year is wrong.")


@pytest.fixture
def published(editor_edna, draft):
    return publish_review(editor_edna.actor, draft)


def test_a_review_waits_for_the_decision(reviewer_ravi, claim):
    with pytest.raises(Conflict, match="once the claim is decided"):
        draft_review(reviewer_ravi.actor, claim, headline="Too early")


def test_its_address_comes_from_the_headline(draft):
    assert draft.slug == "the-attacks-were-in-2001"


def test_a_headline_without_letters_still_has_an_address(reviewer_ravi, decided):
    assert draft_review(reviewer_ravi.actor, decided, headline="「…」").slug == f"claim-{decided.number}"


def test_a_claim_has_one_review(reviewer_ravi, draft):
    with pytest.raises(Conflict, match="edit that one"):
        draft_review(reviewer_ravi.actor, draft.claim, headline="Another")


def test_a_reviewer_does_not_publish(reviewer_ravi, draft):
    with pytest.raises(NotAllowed, match="needs the role “Editor”"):
        publish_review(reviewer_ravi.actor, draft)


def test_publishing_publishes_the_claim(published):
    claim = published.claim
    claim.refresh_from_db()

    assert (published.state, claim.status) == ("published", ClaimStatus.PUBLISHED)
    assert published.rating.slug == "false"


def test_the_world_sees_only_what_is_published(reader, stranger_stan, draft, editor_edna):
    assert not Review.objects.visible_to(reader.actor).exists()
    assert not Review.objects.visible_to(stranger_stan.actor).exists()

    publish_review(editor_edna.actor, draft)

    assert Review.objects.visible_to(reader.actor).count() == 1


def test_what_is_published_is_corrected_not_edited(reviewer_ravi, editor_edna, published):
    with pytest.raises(Conflict, match="correct it with a note"):
        edit_review(editor_edna.actor, published, headline="Quietly changed")
    with pytest.raises(Conflict, match="correcting its review"):
        edit_claim(reviewer_ravi.actor, published.claim, text="Quietly changed")


def test_a_correction_is_a_new_version_with_a_note(editor_edna, published):
    corrected = correct_review(editor_edna.actor, published, note="The date was misspelt.", summary="In 2001.")

    assert (corrected.state, corrected.version) == ("corrected", published.version + 1)
    assert corrected.corrections.get().note == "The date was misspelt."
    assert [v.fields["summary"] for v in history.versions(corrected)] == ["", "", "In 2001."]


def test_a_second_correction_with_a_note_alone_is_a_version_too(editor_edna, published):
    first = correct_review(editor_edna.actor, published, note="One.")
    second = correct_review(editor_edna.actor, first, note="Two.")

    assert second.version == first.version + 1
    assert second.corrections.count() == 2


def test_a_correction_says_what_was_wrong(editor_edna, published):
    with pytest.raises(Invalid) as problem:
        correct_review(editor_edna.actor, published, note=" ")

    assert problem.value.errors[0].pointer == "/note"


def test_a_retracted_review_stays_and_says_so(editor_edna, reader, published):
    retract_review(editor_edna.actor, published, reason="The source was forged.")

    review = Review.objects.visible_to(reader.actor).get()
    assert review.state == "retracted"
    assert review.claim.status == ClaimStatus.RETRACTED
    with pytest.raises(IllegalTransition):
        correct_review(editor_edna.actor, review, note="And back.")


def test_a_draft_can_be_thrown_away_but_nothing_published(reviewer_ravi, editor_edna, draft):
    archive_review(reviewer_ravi.actor, draft)
    again = draft_review(reviewer_ravi.actor, draft.claim, headline="Anew")
    publish_review(editor_edna.actor, again)

    with pytest.raises(Conflict, match="retract it"):
        archive_review(editor_edna.actor, again)
