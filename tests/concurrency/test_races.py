"""Several people at once, with real threads and connections."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from claims import queries
from claims.models import Claim, Decision, Verdict
from claims.services.claims import edit_claim, spot_claim
from claims.services.verdicts import submit_verdict
from factcheck.desks.actors import Actor
from factcheck.desks.models import Event
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from tests.concurrency.together import at_once
from tests.conftest import join

PEOPLE = 8


@pytest.fixture
def many(admin_ada, demo_desk):
    edit_desk(admin_ada.actor, demo_desk, policy={"verdicts_needed": PEOPLE})
    return [join(demo_desk, f"many{n}", f"Reviewer {n}", Role.REVIEWER) for n in range(PEOPLE)]


@pytest.mark.django_db(transaction=True)
def test_verdicts_given_at_once_make_one_decision(many, claim, evidence):
    false = queries.rating_to_give(claim.desk, "false")
    acts = [
        lambda person=person: submit_verdict(
            Actor.of_user(person.user), claim, rating=false, rationale="2001.", evidence=[evidence]
        )
        for person in many
    ]

    results = at_once(*acts)

    assert all(isinstance(r, Verdict) for r in results), results
    assert Decision.objects.filter(claim=claim).count() == 1
    assert Claim.objects.get(pk=claim.pk).status == "decided"
    call_command("verify_history", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_of_one_version_one_is_told(reviewer_ravi, reviewer_rosa, claim):
    results = at_once(
        lambda: edit_claim(reviewer_ravi.actor, claim, version=1, text="Ravi's wording."),
        lambda: edit_claim(reviewer_rosa.actor, claim, version=1, text="Rosa's wording."),
    )

    assert sorted(type(r).__name__ for r in results) == ["Claim", "Stale"]
    assert Claim.objects.get(pk=claim.pk).version == 2


@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_once(many, demo_desk):
    results = at_once(*(lambda p=p: spot_claim(p.actor, demo_desk, text="A claim.") for p in many))

    assert sorted(c.number for c in results) == list(range(1, PEOPLE + 1))
    assert list(Event.objects.filter(desk=demo_desk).values_list("sequence", flat=True)) == list(
        range(1, Event.objects.filter(desk=demo_desk).count() + 1)
    )
