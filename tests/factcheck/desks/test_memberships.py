"""Coming to a desk, and leaving it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.services.claims import edit_claim
from factcheck.core import clock
from factcheck.core.problems import Invalid, NotSignedIn
from factcheck.desks.models import Event, Membership
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.desks import add_member, change_membership
from factcheck.desks.services.tokens import find_token, issue_token
from tests.conftest import json_of


def days_from_now(days):
    return clock.now().date() + timedelta(days=days)


@pytest.fixture
def leave(admin_ada, reviewer_ravi, demo_desk):
    def leaves(on):
        membership = Membership.objects.get(user=reviewer_ravi.user, desk=demo_desk)
        return change_membership(admin_ada.actor, membership, ends_on=on)

    return leaves


def test_the_last_day_is_a_day_at_the_desk(reviewer_ravi, demo_desk, leave):
    leave(days_from_now(0))
    assert reviewer_ravi.actor.role_at(demo_desk.pk) == Role.REVIEWER

    leave(days_from_now(-1))
    assert reviewer_ravi.actor.role_at(demo_desk.pk) is None


def test_a_token_ends_with_the_membership(reviewer_ravi, leave):
    client, words = reviewer_ravi.api(), reviewer_ravi.token()
    leave(days_from_now(-1))

    refused = json_of(client.get("/api/v1/me/"), 401)
    assert "no member of its desk any more" in refused["detail"]
    with pytest.raises(NotSignedIn, match="no member of its desk any more"):
        find_token(words)


def test_a_token_of_one_desk_does_not_end_with_the_membership_of_another(reviewer_ravi, other_desk, leave):
    add_member(reviewer_ravi.actor, other_desk, reviewer_ravi.user, Role.VIEWER)
    words = issue_token(reviewer_ravi.user, other_desk, Scope.READ)[1]
    leave(days_from_now(-1))

    assert find_token(words).desk_id == other_desk.pk


def test_who_left_gets_no_token_and_no_claim(reviewer_ravi, reviewer_rosa, claim, demo_desk, leave):
    leave(days_from_now(-1))

    with pytest.raises(Invalid, match="ravi is not a member of demo"):
        issue_token(reviewer_ravi.user, demo_desk, Scope.READ)
    with pytest.raises(Invalid, match="Not a member of demo: ravi"):
        edit_claim(reviewer_rosa.actor, claim, assignees=[reviewer_ravi.user])


def test_who_is_added_again_is_back(admin_ada, reviewer_ravi, demo_desk, leave):
    left = leave(days_from_now(-1))

    add_member(admin_ada.actor, demo_desk, reviewer_ravi.user, Role.EDITOR)

    assert reviewer_ravi.actor.role_at(demo_desk.pk) == Role.EDITOR
    assert Event.objects.filter(subject_id=left.pk).last().changes == {
        "role": ["reviewer", "editor"],
        "ends_on": [days_from_now(-1).isoformat(), None],
    }


def test_an_end_that_is_set_already_is_no_event(leave):
    leave(days_from_now(7))
    before = Event.objects.count()

    leave(days_from_now(7))

    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "verb"),
    [
        ({"ends_on": days_from_now(7)}, "member.leaves"),
        ({"ends_on": days_from_now(40)}, "member.stays"),
        ({"ends_on": None}, "member.stays"),
        ({"role": Role.EDITOR}, "member.changed"),
        ({"role": Role.EDITOR, "ends_on": None}, "member.changed"),
    ],
)
def test_what_changes_at_once_is_one_event(admin_ada, leave, changes, verb):
    membership = leave(days_from_now(30))
    before = Event.objects.count()

    change_membership(admin_ada.actor, membership, **changes)

    event = Event.objects.get(sequence=before + 1, desk=membership.desk)
    assert (event.verb, set(event.changes)) == (verb, set(changes))
    assert Event.objects.count() == before + 1
