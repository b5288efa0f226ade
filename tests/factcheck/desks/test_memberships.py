"""Coming to a desk, another role there, leaving it, and coming back: each is one event, and the past stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from claims.models import Claim
from claims.services.claims import edit_claim
from factcheck.core import clock
from factcheck.core.problems import Conflict, Invalid, NotAllowed, NotSignedIn, Problem, Stale
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, Membership, User
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.members import add_member, edit_member, end_membership
from factcheck.desks.services.tokens import find_token, issue_token
from tests.conftest import Person, join, json_of

SOON = clock.now().date() + timedelta(days=7)
YESTERDAY = clock.now().date() - timedelta(days=1)


def membership_of(person: Person) -> Membership:
    return Membership.objects.get(user=person.user, desk=person.desk)


def told_of(membership: Membership) -> list[tuple[str, dict[str, Any]]]:
    """What history tells of a membership after it was added."""
    events = Event.objects.filter(subject_id=membership.pk).order_by("sequence")
    return [(e.verb, e.changes) for e in events][1:]


@pytest.fixture
def days_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def later(days: int) -> None:
        now = clock.now() + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: now)

    return later


# Coming and changing ---------------------------------------------------------------------------------------------


def test_a_member_has_one_role_and_a_change_of_it_is_one_event(
    admin_ada: Person, viewer_vera: Person, demo_desk: Desk
) -> None:
    membership = membership_of(viewer_vera)

    edit_member(admin_ada.actor, membership, role=Role.EDITOR, ends_on=SOON)
    edit_member(admin_ada.actor, membership, role=Role.EDITOR, ends_on=SOON)

    assert viewer_vera.actor.role_at(demo_desk.pk) == Role.EDITOR
    both = {"role": ["viewer", "editor"], "ends_on": [None, SOON.isoformat()]}
    assert told_of(membership) == [("member.changed", both)]


def test_who_is_a_member_already_is_not_added_again(admin_ada: Person, viewer_vera: Person, demo_desk: Desk) -> None:
    with pytest.raises(Conflict, match="vera is a member already, as “Viewer”"):
        add_member(admin_ada.actor, demo_desk, viewer_vera.actor.signed_in_user, Role.ADMIN)

    assert viewer_vera.actor.role_at(demo_desk.pk) == Role.VIEWER


def test_only_an_admin_of_the_desk_says_who_works_there(
    editor_edna: Person, stranger_stan: Person, viewer_vera: Person, demo_desk: Desk
) -> None:
    membership = membership_of(viewer_vera)
    nina = User.objects.create_user("nina")

    for actor in (editor_edna.actor, stranger_stan.actor, viewer_vera.actor, Actor.anonymous()):
        with pytest.raises(NotAllowed, match="needs the role “Admin”"):
            add_member(actor, demo_desk, nina, Role.VIEWER)
        with pytest.raises(NotAllowed):
            edit_member(actor, membership, role=Role.ADMIN)
        with pytest.raises(NotAllowed):
            end_membership(actor, membership)

    assert told_of(membership) == []


def test_two_admins_do_not_overwrite_each_other(admin_ada: Person, viewer_vera: Person) -> None:
    membership = membership_of(viewer_vera)
    edit_member(admin_ada.actor, membership, version=1, role=Role.REVIEWER)

    with pytest.raises(Stale):
        edit_member(admin_ada.actor, membership, version=1, role=Role.EDITOR)
    with pytest.raises(Stale):
        end_membership(admin_ada.actor, membership, version=1)


# Leaving and coming back -----------------------------------------------------------------------------------------


def test_the_last_day_is_a_day_at_the_desk(
    admin_ada: Person, reviewer_ravi: Person, demo_desk: Desk, days_pass: Callable[[int], None]
) -> None:
    edit_member(admin_ada.actor, membership_of(reviewer_ravi), ends_on=SOON)

    days_pass(7)
    assert reviewer_ravi.actor.role_at(demo_desk.pk) == Role.REVIEWER
    days_pass(1)
    assert reviewer_ravi.actor.role_at(demo_desk.pk) is None


def test_who_is_let_go_is_out_at_once_and_so_are_their_tokens(admin_ada: Person, reviewer_ravi: Person) -> None:
    client, words = reviewer_ravi.api(), reviewer_ravi.token()
    assert client.get("/api/v1/me/").status_code == 200

    left = end_membership(admin_ada.actor, membership_of(reviewer_ravi))

    refused = json_of(client.get("/api/v1/me/"), 401)
    assert "no member of its desk any more" in refused["detail"]
    with pytest.raises(NotSignedIn, match="no member of its desk any more"):
        find_token(words)
    [(verb, changes)] = told_of(left)
    assert (verb, set(changes)) == ("member.left", {"ended_at"})


def test_a_token_of_one_desk_does_not_end_with_the_membership_of_another(
    admin_ada: Person, reviewer_ravi: Person, stranger_stan: Person, other_desk: Desk
) -> None:
    ravi = reviewer_ravi.actor.signed_in_user
    add_member(stranger_stan.actor, other_desk, ravi, Role.VIEWER)
    words = issue_token(Actor.operator(), other_desk, Scope.READ, owner=ravi)[1]

    end_membership(admin_ada.actor, membership_of(reviewer_ravi))

    assert find_token(words).desk_id == other_desk.pk


def test_who_left_gets_no_token_and_no_claim(
    admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, claim: Claim, demo_desk: Desk
) -> None:
    ravi = reviewer_ravi.actor.signed_in_user
    end_membership(admin_ada.actor, membership_of(reviewer_ravi))

    with pytest.raises(Invalid, match="ravi is not a member of demo"):
        issue_token(Actor.operator(), demo_desk, Scope.READ, owner=ravi)
    with pytest.raises(Invalid, match="which these do not: ravi"):
        edit_claim(reviewer_rosa.actor, claim, assignees=[ravi])


def test_who_is_added_again_is_back_and_the_time_between_stays_told(
    admin_ada: Person, reviewer_ravi: Person, demo_desk: Desk
) -> None:
    ravi = reviewer_ravi.actor.signed_in_user
    left = end_membership(admin_ada.actor, membership_of(reviewer_ravi))

    back = add_member(admin_ada.actor, demo_desk, ravi, Role.EDITOR)

    assert back.pk == left.pk
    assert reviewer_ravi.actor.role_at(demo_desk.pk) == Role.EDITOR
    assert [verb for verb, _changes in told_of(left)] == ["member.left", "member.returned"]


def test_an_end_is_taken_back_with_a_new_last_day_or_none(
    admin_ada: Person, reviewer_ravi: Person, demo_desk: Desk
) -> None:
    left = end_membership(admin_ada.actor, membership_of(reviewer_ravi))

    with pytest.raises(Conflict, match="Give them a new last day, or none"):
        edit_member(admin_ada.actor, left, role=Role.EDITOR)
    edit_member(admin_ada.actor, left, ends_on=None)

    assert reviewer_ravi.actor.role_at(demo_desk.pk) == Role.REVIEWER
    assert [verb for verb, _changes in told_of(left)] == ["member.left", "member.returned"]


def test_nobody_changes_the_past(admin_ada: Person, reviewer_ravi: Person, days_pass: Callable[[int], None]) -> None:
    membership = membership_of(reviewer_ravi)

    with pytest.raises(Invalid, match="The past stays as it was"):
        edit_member(admin_ada.actor, membership, ends_on=YESTERDAY)
    edit_member(admin_ada.actor, membership, ends_on=SOON)
    days_pass(9)
    with pytest.raises(Invalid, match="The past stays as it was"):
        edit_member(admin_ada.actor, membership, ends_on=SOON)
    with pytest.raises(Conflict, match="ravi has left this desk already"):
        end_membership(admin_ada.actor, membership)

    assert [verb for verb, _changes in told_of(membership)] == ["member.leaves"]


# The last admin --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("leave", [
    lambda ada, ends: edit_member(ada.actor, ends, role=Role.EDITOR),
    lambda ada, ends: edit_member(ada.actor, ends, ends_on=SOON),
    lambda ada, ends: end_membership(ada.actor, ends),
], ids=["another role", "a last day", "leaving"])  # fmt: skip
def test_a_desk_keeps_an_admin(admin_ada: Person, demo_desk: Desk, leave: Callable[..., Membership]) -> None:
    membership = membership_of(admin_ada)

    with pytest.raises(Conflict, match="A desk needs an admin who stays"):
        leave(admin_ada, membership)
    assert admin_ada.actor.role_at(demo_desk.pk) == Role.ADMIN
    assert told_of(membership) == []

    alan = join(demo_desk, "alan", "Alan Admin", Role.ADMIN)
    leave(alan, membership)
    assert len(told_of(membership)) == 1


def test_an_admin_who_cannot_sign_in_is_not_counted(admin_ada: Person, demo_desk: Desk) -> None:
    alan = join(demo_desk, "alan", "Alan Admin", Role.ADMIN)
    User.objects.filter(pk=alan.actor.signed_in_user.pk).update(is_active=False)

    with pytest.raises(Conflict, match="A desk needs an admin who stays"):
        end_membership(admin_ada.actor, membership_of(admin_ada))


# The assessor ----------------------------------------------------------------------------------------------------


@pytest.fixture
def assessor(admin_ada: Person, demo_desk: Desk) -> Person:
    iris = User.objects.create_user("iris", name="Iris Assessor")
    add_member(admin_ada.actor, demo_desk, iris, Role.ASSESSOR, ends_on=SOON)
    return Person(iris, demo_desk)


@pytest.mark.parametrize("change", [
    lambda ada, desk, iris: edit_member(ada, Membership.objects.get(user=iris), ends_on=None),
    lambda ada, desk, iris: add_member(ada, desk, User.objects.create_user("ivan"), Role.ASSESSOR),
])  # fmt: skip
def test_an_assessor_has_a_last_day(
    admin_ada: Person, demo_desk: Desk, assessor: Person, change: Callable[..., Membership]
) -> None:
    with pytest.raises(Problem) as problem:
        change(admin_ada.actor, demo_desk, assessor.user)

    assert [e.pointer for e in problem.value.errors] == ["/ends_on"]


def test_no_work_is_given_to_an_assessor(reviewer_ravi: Person, assessor: Person, claim: Claim) -> None:
    with pytest.raises(Invalid, match="which these do not: iris"):
        edit_claim(reviewer_ravi.actor, claim, assignees=[assessor.actor.signed_in_user])

    assert assessor.browser.get(f"/claims/{claim.pk}/").status_code == 200
