"""Whom a desk asked about a claim, and what claims are to each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from claims.models import Claim, Contact, Relation
from claims.services.claims import archive_claim, spot_claim
from claims.services.contacts import edit_contact, note_contact
from claims.services.relations import archive_relation, relate_claims
from factcheck.core import clock
from factcheck.core.problems import Conflict, Invalid, NotAllowed, Stale
from tests.conftest import Person, json_of
from tests.factcheck.api.endpoints import API, problem_of

YESTERDAY: dict[str, Any] = {"asked_at": clock.now() - timedelta(days=1)}


def test_the_answer_is_noted_when_it_comes(reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim) -> None:
    contact = note_contact(reviewer_ravi.actor, claim, party="publisher", channel="email", **YESTERDAY)

    noted = edit_contact(reviewer_rosa.actor, contact, version=1, answered_at=clock.now(), answer="We stand by it.")

    assert (noted.version, noted.answer, noted.asked_at) == (2, "We stand by it.", contact.asked_at)
    with pytest.raises(Stale):
        edit_contact(reviewer_ravi.actor, contact, version=1, answer="No.")


def test_why_somebody_was_not_asked_is_noted_instead(reviewer_ravi: Person, claim: Claim) -> None:
    note_contact(reviewer_ravi.actor, claim, party="claimant", not_asked_because="He died in 2011.")

    assert Contact.objects.get().asked_at is None


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({}, "/asked_at"),
        ({**YESTERDAY, "not_asked_because": "No need."}, "/not_asked_because"),
        ({"asked_at": clock.now() + timedelta(days=1)}, "/asked_at"),
        ({**YESTERDAY, "deadline": clock.now() - timedelta(days=2)}, "/deadline"),
        ({**YESTERDAY, "answered_at": clock.now() - timedelta(days=2)}, "/answered_at"),
        ({**YESTERDAY, "answered_at": clock.now() + timedelta(days=2)}, "/answered_at"),
        ({**YESTERDAY, "answer": "No."}, "/answered_at"),
        ({"not_asked_because": "He died.", "answer": "No."}, "/answer"),
        ({"not_asked_because": "He died.", "deadline": clock.now()}, "/deadline"),
    ],
)  # fmt: skip
def test_what_cannot_have_been_so_is_refused(
    given: dict[str, Any], pointer: str, reviewer_ravi: Person, claim: Claim
) -> None:
    with pytest.raises(Invalid) as refused:
        note_contact(reviewer_ravi.actor, claim, party="claimant", **given)
    assert [e.pointer for e in refused.value.errors] == [pointer]


def test_a_change_is_held_against_what_there_is(reviewer_ravi: Person, claim: Claim) -> None:
    contact = note_contact(reviewer_ravi.actor, claim, party="claimant", **YESTERDAY)

    with pytest.raises(Invalid):
        edit_contact(reviewer_ravi.actor, contact, not_asked_because="We forgot.")


def test_a_report_tells_whom_the_desk_asked(reviewer_ravi: Person, claim: Claim) -> None:
    note_contact(
        reviewer_ravi.actor, claim, party="publisher", channel="email", answered_at=clock.now(), answer="It stands.",
        **YESTERDAY,
    )  # fmt: skip

    words = reviewer_ravi.api().get(f"{API}/claims/{claim.pk}/report.md").content.decode()
    assert "Who was asked" in words
    assert "It stands." in words
    page = reviewer_ravi.browser.get(f"/claims/{claim.pk}/").content.decode()
    assert "It stands." in page


def test_the_pages_note_both(reviewer_ravi: Person, claim: Claim) -> None:
    other = spot_claim(reviewer_ravi.actor, claim.desk, text="It was 2011.")
    browser = reviewer_ravi.browser

    sent = browser.post(f"/claims/{claim.pk}/contacts/add/", {"party": "claimant", "not_asked_because": "He died."})
    assert sent.status_code == 302
    contact = Contact.objects.get()
    sent = browser.post(
        f"/contacts/{contact.pk}/edit/",
        {"party": "claimant", "not_asked_because": "He died in 2011.", "version": contact.version},
    )
    assert sent.status_code == 302
    contact.refresh_from_db()
    assert contact.not_asked_because == "He died in 2011."
    assert browser.post(f"/contacts/{contact.pk}/remove/").status_code == 302
    wrong = browser.post(f"/claims/{claim.pk}/relations/add/", {"kind": "part_of", "number": 4711})
    assert "no claim with this number" in wrong.content.decode()
    assert browser.post(
        f"/claims/{claim.pk}/relations/add/", {"kind": "part_of", "number": other.number}
    ).status_code == 302  # fmt: skip
    page = browser.get(f"/claims/{other.pk}/").content.decode()
    assert "Part of" in page
    assert browser.post(f"/relations/{Relation.objects.get().pk}/remove/").status_code == 302
    assert not Relation.objects.live().exists()
    assert not Contact.objects.live().exists()


# Relations ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def other(reviewer_ravi: Person, claim: Claim) -> Claim:
    return spot_claim(reviewer_ravi.actor, claim.desk, text="Nobody from Pakistan was involved.")


def test_a_relation_is_read_from_both_claims(reviewer_ravi: Person, claim: Claim, other: Claim) -> None:
    client = reviewer_ravi.api()
    body = {"claim": str(other.pk), "kind": "repeats"}
    made = json_of(client.post(f"{API}/claims/{claim.pk}/relations/", body, content_type="application/json"), 201)
    assert (made["claim"], made["direction"], made["subject"]) == (str(other.pk), "to", str(claim.pk))

    [seen] = json_of(client.get(f"{API}/claims/{other.pk}/relations/"))["results"]

    assert (seen["claim"], seen["direction"], seen["subject"]) == (str(claim.pk), "from", str(claim.pk))
    assert (seen["id"], seen["text"], seen["number"]) == (made["id"], claim.text, claim.number)
    address = f"{API}/relations/{made['id']}/"
    problem_of(client.delete(address), 428, "precondition-required")
    assert client.delete(address, headers={"if-match": client.get(address)["ETag"]}).status_code == 204
    assert json_of(client.get(f"{API}/claims/{claim.pk}/relations/"))["results"] == []


@pytest.mark.parametrize(("kind", "both_ways"), [("variant", False), ("negation", False), ("part_of", True)])
def test_each_pair_has_each_kind_once(
    kind: str, both_ways: bool, reviewer_ravi: Person, claim: Claim, other: Claim
) -> None:
    made = relate_claims(reviewer_ravi.actor, claim, other=other, kind=kind)
    with pytest.raises(Conflict):
        relate_claims(reviewer_ravi.actor, claim, other=other, kind=kind)
    if both_ways:
        relate_claims(reviewer_ravi.actor, other, other=claim, kind=kind)
    else:
        with pytest.raises(Conflict):
            relate_claims(reviewer_ravi.actor, other, other=claim, kind=kind)

    archive_relation(reviewer_ravi.actor, made)
    relate_claims(reviewer_ravi.actor, claim, other=other, kind=kind)


def test_a_claim_is_related_to_another_of_its_desk(
    reviewer_ravi: Person, reviewer_rosa: Person, stranger_stan: Person, claim: Claim, other: Claim, other_desk: Any
) -> None:
    foreign = spot_claim(stranger_stan.actor, other_desk, text="It was 2011.")
    for wrong in (claim, foreign):
        with pytest.raises(Invalid):
            relate_claims(reviewer_ravi.actor, claim, other=wrong, kind="variant")
    body = {"claim": str(foreign.pk), "kind": "variant"}
    answer = reviewer_ravi.api().post(f"{API}/claims/{claim.pk}/relations/", body, content_type="application/json")
    assert [e["pointer"] for e in problem_of(answer, 400, "invalid")["errors"]] == ["/claim"]
    made = relate_claims(reviewer_ravi.actor, claim, other=other, kind="variant")
    with pytest.raises(NotAllowed):
        archive_relation(reviewer_rosa.actor, made)


def test_a_relation_goes_out_of_sight_with_either_claim(reviewer_ravi: Person, claim: Claim, other: Claim) -> None:
    relate_claims(reviewer_ravi.actor, claim, other=other, kind="variant")

    archive_claim(reviewer_ravi.actor, other)

    assert json_of(reviewer_ravi.api().get(f"{API}/claims/{claim.pk}/relations/"))["results"] == []
