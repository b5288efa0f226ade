"""Many claims changed at once beside somebody who edits one of them, and beside another who changes as many."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.management import call_command

from claims.models import Claim
from claims.services.bulk import Done, Seen, SetPriority, change_many
from claims.services.claims import edit_claim, spot_claim
from claims.services.holds import take_hold
from claims.services.undoing import undo
from factcheck.core.problems import Stale
from tests.concurrency.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4


@pytest.fixture
def claims(reviewer_ravi, demo_desk):
    return [spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.") for n in range(6)]


def as_seen(claims):
    return {c.pk: Seen(c.version, c.status) for c in Claim.objects.filter(pk__in=[c.pk for c in claims])}


def test_of_an_edit_and_a_change_of_many_one_is_told(editor_edna, reviewer_rosa, claims):
    for n in range(1, ROUNDS + 1):
        read = as_seen(claims)
        one = claims[n]

        many, edit = at_once(
            partial(change_many, editor_edna.actor, read, SetPriority(n)),
            partial(edit_claim, reviewer_rosa.actor, one, version=read[one.pk].version, text=f"No {n}."),
        )

        assert isinstance(many, Done)
        after = Claim.objects.get(pk=one.pk)
        assert after.version == read[one.pk].version + 1, "nobody overwrote anybody"
        if isinstance(edit, Stale):
            assert (after.priority, many.left) == (n, [])
        else:
            assert (after.text, [line.claim.pk for line in many.left]) == (f"No {n}.", [one.pk])
    call_command("verify_history", verbosity=0)


def test_two_who_change_the_same_many_do_not_wait_in_a_ring(editor_edna, admin_ada, claims):
    for n in range(ROUNDS):
        read = as_seen(claims)
        turned = dict(reversed(read.items()))

        first, second = at_once(
            partial(change_many, editor_edna.actor, read, SetPriority(n + 1)),
            partial(change_many, admin_ada.actor, turned, SetPriority(9 - n)),
        )

        assert sorted(len(done.changed) for done in (first, second)) == [0, 6]
    call_command("verify_history", verbosity=0)


def test_undone_twice_at_once_is_undone_once(editor_edna, demo_desk, claims):
    done = change_many(editor_edna.actor, as_seen(claims), SetPriority(5))
    assert done.first
    assert done.last

    results = at_once(*[partial(undo, editor_edna.actor, demo_desk, first=done.first, last=done.last)] * 2)

    assert sorted(len(one.changed) for one in results) == [0, 6]
    assert {c.version for c in Claim.objects.all()} == {3}


def test_a_hold_that_is_taken_many_times_at_once_is_one(reviewer_ravi, claims):
    holds = at_once(*[lambda: take_hold(reviewer_ravi.actor, claims[0])] * 4)

    assert len({hold.pk for hold in holds}) == 1
