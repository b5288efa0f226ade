"""A desk that is here already: the same archive again, a newer one, and one that tells another story."""

from __future__ import annotations

import json

import pytest

from claims.models import Claim
from claims.services.claims import edit_claim
from factcheck.core.problems import Conflict
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, User
from factcheck.desks.verifying import verify
from factcheck.exchange.archive import Outcome
from factcheck.exchange.models import Arrival
from tests.factcheck.exchange.archive.awkward import archive_of, chained_anew, changed, parts_of, sealed, zipped
from tests.factcheck.exchange.archive.test_round_trip import differing


def test_the_same_archive_again_changes_nothing(archive, take_in):
    take_in(archive)

    found = take_in(archive)

    assert found.outcome == Outcome.KNOWN and found.people == 0
    assert Arrival.objects.count() == 1


def test_a_newer_archive_brings_the_desk_up_to_date(archive, later, take_in):
    take_in(archive)

    found = take_in(later)

    assert found.outcome == Outcome.UPDATED
    assert Claim.objects.get(status="in_review").location == "Islamabad"
    assert differing(later, archive_of(Desk.objects.get())) == ["stamp.json"]
    assert verify(Desk.objects.get()).faults == []


def test_an_older_archive_of_what_is_here_changes_nothing(archive, later, take_in):
    take_in(later)

    assert take_in(archive).outcome == Outcome.KNOWN
    assert Claim.objects.get(status="in_review").location == "Islamabad"


def test_histories_that_part_are_refused_at_the_first_event_that_differs(archive, later, take_in, problem_of):
    take_in(archive)
    ravi = Actor.of_user(User.objects.get(username="ravi"))
    edit_claim(ravi, Claim.objects.get(status="in_review"), location="Karachi")
    parted = Event.objects.order_by("-sequence").first()

    problem = problem_of(later)

    assert isinstance(problem, Conflict) and f"event {parted.sequence} is {parted.hash} here" in problem.detail
    assert problem.facts["sequence"] == parted.sequence
    assert Claim.objects.get(status="in_review").location == "Karachi"
    assert verify(Desk.objects.get()).faults == []


def test_a_newer_archive_that_does_not_hold_changes_nothing(archive, later, take_in, problem_of):
    take_in(archive)

    problem_of(changed(later, "origins", lambda rows: rows[0].update(external_id=7)))

    assert differing(archive, archive_of(Desk.objects.get())) == ["stamp.json"]


def test_ids_that_belong_to_another_desk_here_are_refused(archive, take_in, problem_of):
    take_in(archive)
    Desk.objects.update(slug="demo-of-old")
    with pytest.raises(Conflict) as raised:
        take_in(as_another_desk(archive))

    assert "belongs to another" in raised.value.detail
    assert Desk.objects.count() == 1


def as_another_desk(archive: bytes) -> bytes:
    """The same records as those of a desk with another id, its chain written anew."""
    parts = parts_of(archive)
    manifest = json.loads(parts["manifest.json"])
    old, new = manifest["desk"]["id"], "01900000-0000-7000-8000-000000000000"
    parts = {n: c.replace(old.encode(), new.encode()) if n.endswith(("json", "jsonl")) else c for n, c in parts.items()}
    return zipped(sealed(chained_anew(parts, new)))
