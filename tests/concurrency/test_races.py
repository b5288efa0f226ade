"""Several people at once, with real threads and connections."""

from __future__ import annotations

from functools import partial
from itertools import cycle

import pytest
from django.core.management import call_command

from claims import queries
from claims.models import Claim, Decision, Verdict
from claims.services.claims import edit_claim, spot_claim
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import Conflict
from factcheck.desks.actors import Actor
from factcheck.desks.models import Event
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from tests.concurrency.together import at_once
from tests.conftest import join

PEOPLE = 20


@pytest.fixture
def many(demo_desk):
    return [join(demo_desk, f"many{n}", f"Reviewer {n}", Role.REVIEWER) for n in range(PEOPLE)]


@pytest.fixture
def needed(admin_ada, demo_desk, request):
    edit_desk(admin_ada.actor, demo_desk, policy={"verdicts_needed": request.param})
    return request.param


def judge_at_once(people, claim, evidence, slugs):
    """What each of them met who gave a verdict on the claim at the same moment, taking the ratings in turn."""
    ratings = cycle([queries.rating_to_give(claim.desk, slug) for slug in slugs])

    def judge(person, rating):
        actor = Actor.of_user(person.user)
        return submit_verdict(actor, claim, rating=rating, rationale="2001.", evidence=[evidence])

    return at_once(*(partial(judge, person, next(ratings)) for person in people))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("needed", [1, 3, PEOPLE], indirect=True)
def test_equal_verdicts_given_at_once_make_one_decision(many, needed, claim, evidence):
    results = judge_at_once(many, claim, evidence, ["false"])

    given = [r for r in results if isinstance(r, Verdict)]
    assert len(given) == needed, results
    assert all(isinstance(r, Conflict) for r in results if r not in given), "the rest came after the decision"
    assert Verdict.objects.filter(claim=claim).count() == needed
    assert Decision.objects.filter(claim=claim).count() == 1
    assert Claim.objects.get(pk=claim.pk).status == "decided"
    call_command("verify_history", verbosity=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("needed", [PEOPLE], indirect=True)
def test_unequal_verdicts_given_at_once_are_all_kept_and_disputed(many, needed, claim, evidence):
    results = judge_at_once(many, claim, evidence, ["false", "mixed"])

    assert all(isinstance(r, Verdict) for r in results), results
    assert Verdict.objects.filter(claim=claim).count() == PEOPLE
    assert not Decision.objects.filter(claim=claim).exists()
    assert Claim.objects.get(pk=claim.pk).status == "disputed"
    disputes = Event.objects.filter(claim_id=claim.pk, verb="claim.disputed")
    assert disputes.count() == 1
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
