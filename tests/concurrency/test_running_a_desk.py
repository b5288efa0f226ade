"""Several people who run one desk at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import permutations

import pytest
from django.core.management import call_command

from claims import queries
from claims.services.rating_scales import NewRating, add_rating_scale, put_in_force
from factcheck.core.problems import Conflict, Gone
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, Membership, Token, User
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.deidentifying import deidentify
from factcheck.desks.services.invitations import accept_as_new, accept_invitation, find_invitation, invite
from factcheck.desks.services.members import add_member, end_membership
from factcheck.desks.services.tokens import issue_token, revoke_token
from tests.concurrency.together import at_once
from tests.conftest import Person, join

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "entirely unlike the name"


def test_of_two_who_come_by_one_link_one_comes_in(admin_ada: Person, stranger_stan: Person, demo_desk: Desk) -> None:
    link = invite(admin_ada.actor, demo_desk, Role.VIEWER)[1]
    found = [find_invitation(link) for _ in range(3)]
    stan = stranger_stan.actor

    results = at_once(
        lambda: accept_invitation(stan, found[0]),
        lambda: accept_as_new(found[1], username="nina", name="Nina", password=SECRET),
        lambda: accept_as_new(found[2], username="nora", name="Nora", password=SECRET),
    )

    assert sorted(type(r).__name__ for r in results if isinstance(r, Gone)) == ["Gone", "Gone"]
    assert Membership.objects.filter(desk=demo_desk, role=Role.VIEWER).count() == 1
    assert User.objects.filter(username__in=["nina", "nora"], memberships=None).count() == 0
    assert Event.objects.filter(verb="invitation.accepted").count() == 1


def test_admins_who_end_each_other_leave_one(admin_ada: Person, demo_desk: Desk) -> None:
    admins = [admin_ada, *(join(demo_desk, name, name.title(), Role.ADMIN) for name in ("alan", "alma"))]
    pairs = [(one.actor, Membership.objects.get(user=other.user)) for one, other in permutations(admins, 2)]
    acts = [lambda actor=actor, other=other: end_membership(actor, other) for actor, other in pairs]

    results = at_once(*acts)

    assert Membership.objects.current().filter(desk=demo_desk, role=Role.ADMIN).count() == 1
    assert sum(isinstance(r, Conflict) for r in results) == len(acts) - 2
    call_command("verify_history", verbosity=0)


def test_scales_put_in_force_at_once_take_turns(admin_ada: Person, demo_desk: Desk) -> None:
    two = [NewRating("yes", "Yes", "true", 1), NewRating("no", "No", "false", 0)]
    scales = [add_rating_scale(admin_ada.actor, demo_desk, name=f"Scale {n}", ratings=two) for n in range(4)]
    ada = admin_ada.actor

    at_once(*(lambda scale=scale: put_in_force(ada, scale) for scale in scales))

    last = Event.objects.filter(verb="rating_scale.put_in_force").latest("sequence")
    assert queries.scale_in_force(demo_desk).pk == last.subject_id
    call_command("verify_history", verbosity=0)


def test_names_are_taken_out_while_admins_take_keys_back_and_end_memberships(
    admin_ada: Person, reviewer_ravi: Person, stranger_stan: Person, demo_desk: Desk, other_desk: Desk
) -> None:
    """Nobody waits for another for ever, whichever desk, key or link each begins with."""
    both = [reviewer_ravi.actor.signed_in_user, join(demo_desk, "rosa", "Rosa", Role.REVIEWER).actor.signed_in_user]
    for user in both:
        add_member(Actor.operator(), other_desk, user, Role.REVIEWER)
    desks = (other_desk, demo_desk, other_desk, demo_desk)
    keys = [issue_token(Actor.operator(), desk, Scope.READ, owner=user)[0] for user in both for desk in desks]
    admins = {demo_desk.pk: admin_ada.actor, other_desk.pk: stranger_stan.actor}
    acts: list[Callable[[], object]] = [partial(deidentify, Actor.operator(), user) for user in both]
    acts += [partial(revoke_token, admins[key.desk_id], key) for key in reversed(keys)]

    at_once(*acts)

    assert not Membership.objects.current().filter(user__in=both).exists()
    assert not Token.objects.filter(user__in=both, revoked_at=None).exists()
    call_command("verify_history", verbosity=0)
