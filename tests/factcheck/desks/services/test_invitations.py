"""A link lets one person join: once, for a week, and until it is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factcheck.core import clock
from factcheck.core.problems import Conflict, Gone, Invalid, NotAllowed, NotFound, Problem
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, Invitation, Membership, User
from factcheck.desks.roles import Role
from factcheck.desks.services.invitations import (
    accept_as_new,
    accept_invitation,
    bring_in,
    find_invitation,
    invite,
    renew_link,
    revoke_invitation,
)
from factcheck.desks.services.members import add_member, edit_member, end_membership
from tests.conftest import Person, join, json_of

SOON = clock.now().date() + timedelta(days=30)
NINA = {"username": "nina", "name": "Nina New", "password": "entirely unlike the name"}


@pytest.fixture
def link(admin_ada: Person, demo_desk: Desk) -> str:
    return invite(admin_ada.actor, demo_desk, Role.EDITOR, ends_on=SOON)[1]


def verbs_of(desk: Desk, kind: str) -> list[str]:
    rows = Event.objects.filter(desk=desk, subject_type=kind).order_by("sequence")
    return list(rows.values_list("verb", flat=True))


def test_who_has_an_account_joins_with_it(link: str, stranger_stan: Person, demo_desk: Desk) -> None:
    membership = accept_invitation(stranger_stan.actor, find_invitation(link))

    assert (membership.desk, membership.role, membership.ends_on) == (demo_desk, "editor", SOON)
    assert stranger_stan.actor.role_at(demo_desk.pk) == Role.EDITOR
    assert verbs_of(demo_desk, "invitation") == ["invitation.made", "invitation.accepted"]
    assert Event.objects.get(subject_id=membership.pk).actor == stranger_stan.user


def test_who_has_none_makes_one_and_joins(link: str, demo_desk: Desk) -> None:
    nina = accept_as_new(find_invitation(link), **NINA)

    assert nina.check_password(NINA["password"])
    assert Membership.objects.current().get(user=nina, desk=demo_desk).role == "editor"


def test_a_link_is_good_once(link: str, stranger_stan: Person) -> None:
    invitation = find_invitation(link)
    accept_as_new(invitation, **NINA)

    with pytest.raises(Gone, match="joined by this link already"):
        find_invitation(link)
    with pytest.raises(Gone, match="joined by this link already"):
        accept_invitation(stranger_stan.actor, invitation)


def test_a_link_runs_out_after_a_week(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation, later = find_invitation(link), clock.now() + timedelta(days=7)
    monkeypatch.setattr(clock, "now", lambda: later)

    with pytest.raises(Gone, match="This link was good until"):
        find_invitation(link)
    with pytest.raises(Gone):
        accept_as_new(invitation, **NINA)


def test_a_link_that_was_taken_back_leads_nowhere(link: str, admin_ada: Person, editor_edna: Person) -> None:
    invitation = find_invitation(link)
    with pytest.raises(NotAllowed):
        revoke_invitation(editor_edna.actor, invitation)

    revoke_invitation(admin_ada.actor, invitation)
    revoke_invitation(admin_ada.actor, invitation)

    with pytest.raises(Gone, match="taken back"):
        find_invitation(link)
    assert verbs_of(invitation.desk, "invitation") == ["invitation.made", "invitation.revoked"]


def test_a_link_that_was_used_cannot_be_taken_back(link: str, admin_ada: Person, stranger_stan: Person) -> None:
    invitation = find_invitation(link)
    accept_invitation(stranger_stan.actor, invitation)

    with pytest.raises(Conflict, match="end their membership instead"):
        revoke_invitation(admin_ada.actor, invitation)


def test_a_link_nobody_made_is_not_known(demo_desk: Desk) -> None:
    with pytest.raises(NotFound, match="This link is not known"):
        find_invitation("guessed")


def test_a_member_keeps_their_role_and_the_link_stays_good(link: str, reviewer_ravi: Person, demo_desk: Desk) -> None:
    with pytest.raises(Conflict, match="ravi is a member already"):
        accept_invitation(reviewer_ravi.actor, find_invitation(link))

    assert reviewer_ravi.actor.role_at(demo_desk.pk) == Role.REVIEWER
    assert find_invitation(link).state == "open"


@pytest.mark.parametrize(("wrong", "pointer"), [
    ({"username": "ravi"}, "/username"), ({"username": "RAVI"}, "/username"), ({"username": "no spaces"}, "/username"),
    ({"username": ""}, "/username"), ({"password": "short"}, "/password"), ({"password": "Nina New 1"}, "/password"),
])  # fmt: skip
def test_an_account_without_sense_is_refused_and_the_link_stays_good(
    link: str, reviewer_ravi: Person, wrong: dict[str, str], pointer: str
) -> None:
    before = User.objects.count()
    with pytest.raises(Invalid) as problem:
        accept_as_new(find_invitation(link), **{**NINA, **wrong})

    assert [e.pointer for e in problem.value.errors] == [pointer]
    assert User.objects.count() == before
    assert find_invitation(link).state == "open"


@pytest.mark.parametrize("ends_on", [None, clock.now().date() - timedelta(days=1)])
def test_an_assessor_is_invited_until_a_day(admin_ada: Person, demo_desk: Desk, ends_on: Any) -> None:
    with pytest.raises(Problem) as problem:
        invite(admin_ada.actor, demo_desk, Role.ASSESSOR, ends_on=ends_on)

    assert [e.pointer for e in problem.value.errors] == ["/ends_on"]


def test_only_an_admin_invites(editor_edna: Person, stranger_stan: Person, demo_desk: Desk) -> None:
    for person in (editor_edna, stranger_stan):
        with pytest.raises(NotAllowed):
            invite(person.actor, demo_desk, Role.VIEWER)

    assert not Invitation.objects.exists()


def test_the_secret_is_nowhere_but_in_the_link(link: str) -> None:
    assert not Invitation.objects.filter(digest=link).exists()
    assert link not in str(list(Event.objects.values_list("changes", flat=True)))


# Accounts that are made for somebody -----------------------------------------------------------------------------


def test_somebody_without_an_account_is_added_and_chooses_a_password(admin_ada: Person, demo_desk: Desk) -> None:
    body = {"username": "nina", "email": "nina@news.example", "role": "reviewer"}
    made = json_of(admin_ada.api().post("/api/v1/members/", body, content_type="application/json"), 201)
    secret = made["joining_url"].rstrip("/").rpartition("/")[2]

    nina = accept_as_new(find_invitation(secret), username="", name="Nina New", password=NINA["password"])

    assert (nina.username, nina.email, nina.name) == ("nina", "nina@news.example", "Nina New")
    assert nina.check_password(NINA["password"])
    assert Membership.objects.filter(user=nina).count() == 1
    with pytest.raises(Gone):
        find_invitation(secret)


def test_nobody_takes_an_account_that_has_its_owner(
    admin_ada: Person, reviewer_ravi: Person, stranger_stan: Person, demo_desk: Desk, other_desk: Desk
) -> None:
    with pytest.raises(Conflict, match="ravi has a password already"):
        invite(admin_ada.actor, demo_desk, Role.ADMIN, person=reviewer_ravi.actor.signed_in_user)

    _member, secret = bring_in(admin_ada.actor, demo_desk, username="nina", role=Role.VIEWER)
    with pytest.raises(Conflict, match="waits for its owner"):
        bring_in(stranger_stan.actor, other_desk, username="nina", role=Role.ADMIN)
    assert secret
    with pytest.raises(NotAllowed, match="This link is for nina"):
        accept_invitation(stranger_stan.actor, find_invitation(secret))


def test_the_link_of_an_account_gives_no_more_than_its_owner_has_by_then(admin_ada: Person, demo_desk: Desk) -> None:
    membership, secret = bring_in(admin_ada.actor, demo_desk, username="nina", role=Role.EDITOR)
    edit_member(admin_ada.actor, membership, role=Role.VIEWER)
    assert secret

    nina = accept_as_new(find_invitation(secret), username="", name="Nina", password=NINA["password"])

    assert Membership.objects.get(user=nina).role == "viewer"


def nina_comes_by(secret: str | None) -> User:
    assert secret
    return accept_as_new(find_invitation(secret), username="", name="Nina", password=NINA["password"])


def test_who_runs_the_desk_no_more_does_not_come_back_by_a_link_of_their_own(
    link: str, admin_ada: Person, demo_desk: Desk, stranger_stan: Person
) -> None:
    invitation, alan = find_invitation(link), join(demo_desk, "alan", "Alan", Role.ADMIN)
    end_membership(alan.actor, Membership.objects.get(user=admin_ada.user))

    for come in (lambda: find_invitation(link), lambda: accept_invitation(admin_ada.actor, invitation),
                 lambda: accept_invitation(stranger_stan.actor, invitation)):  # fmt: skip
        with pytest.raises(Gone, match="does not run the desk any more"):
            come()
    assert admin_ada.actor.role_at(demo_desk.pk) is None


def test_an_admin_who_is_one_no_more_leaves_no_open_links(link: str, admin_ada: Person, demo_desk: Desk) -> None:
    join(demo_desk, "alan", "Alan", Role.ADMIN)
    edit_member(admin_ada.actor, Membership.objects.get(user=admin_ada.user), role=Role.VIEWER)

    with pytest.raises(Gone, match="does not run the desk any more"):
        accept_as_new(Invitation.objects.get(), **NINA)


def test_what_who_runs_the_service_made_rests_on_nobody(demo_desk: Desk) -> None:
    _made, secret = invite(Actor.operator(), demo_desk, Role.ADMIN)

    assert accept_as_new(find_invitation(secret), **NINA).username == "nina"


def test_the_link_of_a_person_ends_with_their_membership(admin_ada: Person, demo_desk: Desk) -> None:
    membership, secret = bring_in(admin_ada.actor, demo_desk, username="nina", role=Role.EDITOR)
    membership = end_membership(admin_ada.actor, membership)

    assert verbs_of(demo_desk, "invitation") == ["invitation.made", "invitation.revoked"]
    edit_member(admin_ada.actor, membership, ends_on=None)
    with pytest.raises(Gone, match="taken back"):
        nina_comes_by(secret)


def test_the_link_of_a_person_is_worth_nothing_after_their_last_day(
    admin_ada: Person, demo_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made, secret = bring_in(admin_ada.actor, demo_desk, username="nina", role=Role.EDITOR, ends_on=clock.now().date())
    Invitation.objects.update(ends_on=None)
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)

    with pytest.raises(Gone, match="The membership this link was for is over"):
        nina_comes_by(secret)


def test_a_link_that_was_lost_is_made_again_and_the_earlier_one_is_over(admin_ada: Person, demo_desk: Desk) -> None:
    membership, lost = bring_in(admin_ada.actor, demo_desk, username="nina", role=Role.EDITOR)

    made = admin_ada.api().post(f"/api/v1/members/{membership.pk}/joining-link/", {}, content_type="application/json")
    secret = json_of(made)["joining_url"].rstrip("/").rpartition("/")[2]

    with pytest.raises(Gone, match="taken back"):
        nina_comes_by(lost)
    assert nina_comes_by(secret).username == "nina"
    with pytest.raises(Conflict, match="nina has a password already"):
        renew_link(admin_ada.actor, membership)


def test_no_link_opens_an_account_that_another_made(
    admin_ada: Person, editor_edna: Person, reviewer_ravi: Person, demo_desk: Desk
) -> None:
    root = User(username="root", is_superuser=True)
    root.set_unusable_password()
    root.save()
    of_root = add_member(Actor.operator(), demo_desk, root, Role.VIEWER)
    waiting, _secret = bring_in(admin_ada.actor, demo_desk, username="nina", role=Role.VIEWER)

    with pytest.raises(Conflict, match="was not made by this desk"):
        renew_link(admin_ada.actor, of_root)
    with pytest.raises(Conflict, match="ravi has a password already"):
        renew_link(admin_ada.actor, Membership.objects.get(user=reviewer_ravi.user))
    with pytest.raises(NotAllowed):
        renew_link(editor_edna.actor, waiting)


def test_the_address_of_an_account_is_shown_where_it_was_given_alone(
    admin_ada: Person, editor_edna: Person, stranger_stan: Person, demo_desk: Desk
) -> None:
    User.objects.filter(username="stan").update(email="stan@news.example")
    User.objects.filter(username="edna").update(email="edna@news.example")
    bring_in(admin_ada.actor, demo_desk, username="stan", role=Role.VIEWER)
    bring_in(admin_ada.actor, demo_desk, username="nina", role=Role.VIEWER, email="nina@news.example")

    def addresses(person: Person) -> dict[str, str]:
        rows = json_of(person.api().get("/api/v1/members/?desk=" + person.desk.slug))["results"]
        return {row["username"]: row["email"] for row in rows if row["email"]}

    assert addresses(admin_ada) == {"nina": "nina@news.example"}
    assert addresses(editor_edna) == {"edna": "edna@news.example"}
    at = f"/settings/demo/members/{Membership.objects.get(desk=demo_desk, user=stranger_stan.user).pk}/"
    assert b"stan@news.example" not in admin_ada.browser.get(at).content


@pytest.mark.parametrize("guess", ["stan@news.example", "other@news.example"])
def test_a_guessed_address_is_neither_right_nor_wrong(
    admin_ada: Person, stranger_stan: Person, demo_desk: Desk, guess: str
) -> None:
    User.objects.filter(username="stan").update(email="stan@news.example")

    with pytest.raises(Invalid, match="has its owner’s address") as problem:
        bring_in(admin_ada.actor, demo_desk, username="stan", role=Role.VIEWER, email=guess)
    assert [e.pointer for e in problem.value.errors] == ["/email"]


def test_upper_and_lower_case_make_no_other_person(admin_ada: Person, stranger_stan: Person, demo_desk: Desk) -> None:
    membership, secret = bring_in(admin_ada.actor, demo_desk, username="Stan", role=Role.VIEWER)

    assert (membership.user, secret) == (stranger_stan.user, None)
