"""Putting a source to a claim: the quote is found in the archived copy, or refused."""

from __future__ import annotations

import pytest

from claims.models import Claim, Evidence, Source
from claims.services.evidence import add_evidence, archive_evidence, edit_evidence
from claims.services.sources import NewSource, archive_source
from claims.services.transitions import move_claim
from factcheck.core.problems import Conflict, Invalid, NotAllowed, Stale
from factcheck.desks.models import Desk
from tests.conftest import PROOF, Person


def test_a_quote_is_kept_with_its_place_in_the_copy(evidence: Evidence) -> None:
    assert evidence.snapshot
    assert evidence.source
    assert evidence.snapshot.source == evidence.source
    assert evidence.snapshot.text[evidence.start : evidence.end] == evidence.quote


def test_a_source_at_a_known_address_is_that_source_with_one_more_copy(
    reviewer_ravi: Person, claim: Claim, evidence: Evidence
) -> None:
    later = NewSource(title="Other title", url="https://REFERENCE.example/911#proof", text=f"{PROOF} Updated.")

    found = add_evidence(reviewer_ravi.actor, claim, source=later, stance="context", quote="Updated.")

    assert found.source == evidence.source
    assert Source.objects.get().title == "September 11 attacks"
    assert found.source
    assert found.source.snapshots.count() == 2
    assert found.snapshot != evidence.snapshot


def test_a_quote_from_an_earlier_copy_still_stands(reviewer_ravi: Person, claim: Claim, evidence: Evidence) -> None:
    gone = NewSource(title="", url="https://reference.example/911", text="This page was removed.")
    add_evidence(reviewer_ravi.actor, claim, source=gone, stance="context")

    found = add_evidence(
        reviewer_ravi.actor, claim, source=evidence.source, stance="refutes", quote="four coordinated suicide attacks"
    )

    assert found.snapshot == evidence.snapshot


def test_without_a_copy_a_quote_is_taken_at_its_word(reviewer_ravi: Person, claim: Claim) -> None:
    book = NewSource(title="A book on paper")

    found = add_evidence(reviewer_ravi.actor, claim, source=book, stance="supports", quote="It was 2011.")

    assert (found.quote, found.snapshot, found.start) == ("It was 2011.", None, None)


def test_what_is_wrong_with_a_new_source_is_told_under_it(reviewer_ravi: Person, claim: Claim) -> None:
    with pytest.raises(Invalid) as problem:
        add_evidence(reviewer_ravi.actor, claim, source=NewSource(title="x", url="ftp://x.example/"), stance="context")

    assert [e.pointer for e in problem.value.errors] == ["/source/url"]
    assert not Source.objects.exists()


def test_a_source_of_another_desk_proves_nothing_here(
    reviewer_ravi: Person, stranger_stan: Person, other_desk: Desk, claim: Claim
) -> None:
    theirs = archive_source(stranger_stan.actor, other_desk, title="Theirs")

    with pytest.raises(Invalid, match="another desk"):
        add_evidence(reviewer_ravi.actor, claim, source=theirs, stance="context")


def test_only_who_added_it_or_an_editor_changes_it(
    reviewer_rosa: Person, editor_edna: Person, evidence: Evidence
) -> None:
    with pytest.raises(NotAllowed, match="Only who added the evidence"):
        edit_evidence(reviewer_rosa.actor, evidence, note="Mine.")

    assert edit_evidence(editor_edna.actor, evidence, version=1, note="Seen.").version == 2
    with pytest.raises(Stale):
        edit_evidence(editor_edna.actor, evidence, version=1, note="Lost update.")


def test_evidence_that_nothing_rests_on_goes_out_of_sight(reviewer_ravi: Person, evidence: Evidence) -> None:
    archive_evidence(reviewer_ravi.actor, evidence, version=1)

    assert not Evidence.objects.live().exists()


def test_a_dropped_claim_takes_no_evidence(reviewer_ravi: Person, claim: Claim) -> None:
    move_claim(reviewer_ravi.actor, claim, to="dropped", reason="An opinion.")

    with pytest.raises(Conflict):
        add_evidence(reviewer_ravi.actor, claim, source=NewSource(title="Late"), stance="context")
