"""The same thing made by several people at once is made once; the others are told, and nothing breaks."""

from __future__ import annotations

import pytest

from claims import queries
from claims.models import Review, Snapshot, Source
from claims.services.claims import spot_claim
from claims.services.evidence import add_evidence
from claims.services.reviews import draft_review, edit_review
from claims.services.sources import NewSource, archive_source, edit_source
from claims.services.transitions import move_claim
from factcheck.core.problems import Conflict, Invalid, SourceExists
from factcheck.desks import editing
from factcheck.desks.models import Membership, User
from factcheck.desks.roles import Role
from factcheck.desks.services.members import add_member
from tests.concurrency.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 6
URL = "https://reference.example/911"


def kinds_of(results):
    return sorted(type(r).__name__ for r in results)


def test_a_source_that_many_post_is_made_once(reviewer_ravi, demo_desk):
    clients = [reviewer_ravi.api() for _ in range(MANY)]
    wanted = {"url": URL, "title": "September 11 attacks", "text": "On September 11, 2001."}

    answers = at_once(
        *(lambda c=c: c.post("/api/v1/sources/", wanted, content_type="application/json") for c in clients)
    )

    assert sorted(a.status_code for a in answers) == [201] + [409] * (MANY - 1)
    made = Source.objects.get()
    assert {a.json().get("source", str(made.pk)) for a in answers} == {str(made.pk)}


def test_evidence_from_a_new_source_that_many_name_is_of_one_source(reviewer_ravi, reviewer_rosa, demo_desk):
    claims = [spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.") for n in range(MANY)]
    new = NewSource(title="September 11 attacks", url=URL, text="On September 11, 2001.")

    results = at_once(*(lambda c=c: add_evidence(reviewer_rosa.actor, c, source=new, stance="context") for c in claims))

    assert kinds_of(results) == ["Evidence"] * MANY
    assert {e.source_id for e in results} == {Source.objects.get().pk}
    assert Snapshot.objects.count() == 1


def test_an_archived_copy_that_many_give_is_kept_once(reviewer_ravi, demo_desk):
    source = archive_source(reviewer_ravi.actor, demo_desk, title="A source", url=URL)

    results = at_once(*[lambda: edit_source(reviewer_ravi.actor, source, text="The same words.")] * MANY)

    assert kinds_of(results) == ["Source"] * MANY
    assert Snapshot.objects.count() == 1


def test_a_url_that_many_sources_are_given_is_of_one(reviewer_ravi, demo_desk):
    sources = [archive_source(reviewer_ravi.actor, demo_desk, title=f"Source {n}") for n in range(MANY)]

    results = at_once(*(lambda s=s: edit_source(reviewer_ravi.actor, s, url=URL) for s in sources))

    assert kinds_of(results) == ["Source"] + ["SourceExists"] * (MANY - 1)
    assert all(isinstance(r, Source | SourceExists) for r in results)


@pytest.fixture
def decided(editor_edna, reviewer_ravi, demo_desk):
    """Claims that wait for their reviews."""
    rating = queries.rating_to_give(demo_desk, "false")
    claims = [spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.") for n in range(MANY)]
    for claim in claims:
        move_claim(editor_edna.actor, claim, to="in_review")
        move_claim(editor_edna.actor, claim, to="decided", rating=rating, reason="Plain to see.")
    return claims


def test_reviews_of_one_headline_have_addresses_of_their_own(reviewer_ravi, decided):
    results = at_once(*(lambda c=c: draft_review(reviewer_ravi.actor, c, headline="It was 2001") for c in decided))

    assert kinds_of(results) == ["Review"] * MANY
    assert {r.slug for r in results} == {"it-was-2001", *(f"it-was-2001-{n}" for n in range(2, MANY + 1))}


def test_an_address_that_many_ask_for_is_given_once(reviewer_ravi, decided):
    results = at_once(
        *(lambda c=c: draft_review(reviewer_ravi.actor, c, headline="It was 2001", slug="wrong-year") for c in decided)
    )

    assert kinds_of(results) == ["Invalid"] * (MANY - 1) + ["Review"]
    assert {r.errors[0].pointer for r in results if isinstance(r, Invalid)} == {"/slug"}


def test_an_address_that_many_drafts_are_given_is_of_one(reviewer_ravi, decided):
    drafts = [draft_review(reviewer_ravi.actor, c, headline=f"Headline {n}") for n, c in enumerate(decided)]

    results = at_once(*(lambda d=d: edit_review(reviewer_ravi.actor, d, slug="wrong-year") for d in drafts))

    assert kinds_of(results) == ["Invalid"] * (MANY - 1) + ["Review"]
    assert Review.objects.filter(slug="wrong-year").count() == 1


def test_a_person_whom_many_make_a_member_is_one_once(admin_ada, demo_desk):
    nina = User.objects.create_user(username="nina")

    results = at_once(*[lambda: add_member(admin_ada.actor, demo_desk, nina, Role.VIEWER)] * MANY)

    assert kinds_of(results) == ["Conflict"] * (MANY - 1) + ["Membership"]
    assert Membership.objects.filter(user=nina).count() == 1


def test_what_a_service_did_not_foresee_is_a_conflict_with_its_reason(reviewer_ravi, demo_desk):
    source = archive_source(reviewer_ravi.actor, demo_desk, title="A source", url=URL)
    twin = Source(desk=demo_desk, title="Its twin", url=URL, key=source.key)

    with pytest.raises(Conflict, match="source like this"):
        editing.create(reviewer_ravi.actor, "source.added", twin)
