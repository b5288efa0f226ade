"""Who takes a desk out, and who brings one in."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission

from factcheck.core.problems import NotAllowed, NotSignedIn
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, User
from factcheck.desks.roles import Role, Scope
from factcheck.exchange.archive import Outcome, write_archive
from tests.conftest import join


@pytest.mark.parametrize("name", ["viewer_vera", "reviewer_ravi", "editor_edna", "stranger_stan", "reader"])
def test_others_than_admins_take_no_archive(name, demo_desk, request):
    with pytest.raises(NotAllowed, match="needs the role"):
        write_archive(request.getfixturevalue(name).actor, demo_desk, io.BytesIO())


def test_an_admin_takes_an_archive_with_the_scope_for_it(admin_ada, demo_desk):
    assert write_archive(admin_ada.actor, demo_desk, io.BytesIO()).desk == "demo"

    with pytest.raises(NotAllowed, match="scope"):
        write_archive(replace(admin_ada.actor, scope=Scope.PUBLISH), demo_desk, io.BytesIO())


def test_a_new_desk_is_not_brought_by_an_admin_of_another(archive, take_in, stranger_stan):
    with pytest.raises(NotAllowed, match="New desks are taken in by who runs the service"):
        take_in(archive, stranger_stan.actor)


def test_the_world_brings_nothing(archive, take_in, reader):
    with pytest.raises(NotSignedIn):
        take_in(archive, reader.actor)


def test_who_may_make_desks_in_the_back_office_brings_one(archive, take_in, stranger_stan):
    assert take_in(archive, of_the_office(stranger_stan.user)).outcome == Outcome.MADE

    assert Actor.of_user(stranger_stan.user).roles.keys() == {stranger_stan.desk.pk}  # and is no member of it by that


def of_the_office(user: User) -> Actor:
    user.user_permissions.add(*Permission.objects.filter(codename__in=["add_desk", "add_user"]))
    return Actor.of_user(User.objects.get(pk=user.pk))


def test_nobody_puts_words_into_the_mouth_of_somebody_who_is_here(archive, take_in, other_desk, stranger_stan):
    take_in(archive, dry_run=True)
    ravi = named_in(archive, "ravi")
    User.objects.create_user(id=ravi, username="ravi-here", password="demo")

    with pytest.raises(NotAllowed, match="The archive names people who have an account here: ravi-here"):
        take_in(archive, of_the_office(stranger_stan.user))

    assert not Desk.objects.filter(slug="demo").exists()
    assert take_in(archive).outcome == Outcome.MADE  # who runs the service may


def named_in(archive: bytes, username: str) -> str:
    import json

    from tests.factcheck.exchange.archive.awkward import parts_of

    people = [json.loads(line) for line in parts_of(archive)["people.jsonl"].splitlines()]
    return next(str(person["id"]) for person in people if person["username"] == username)


def test_who_took_a_desk_in_brings_it_up_to_date_later(archive, later, take_in, stranger_stan):
    take_in(archive, replace(Actor.operator(), user=stranger_stan.user))

    assert take_in(later, stranger_stan.actor).outcome == Outcome.UPDATED


def test_no_other_brings_it_up_to_date(archive, later, take_in, other_desk, stranger_stan):
    take_in(archive, replace(Actor.operator(), user=stranger_stan.user))
    another = join(other_desk, "otto", "Otto", Role.ADMIN)

    with pytest.raises(NotAllowed, match="one of its admins, or by who took it in"):
        take_in(later, another.actor)
    with pytest.raises(NotAllowed, match="scope"):
        take_in(later, replace(stranger_stan.actor, scope=Scope.PUBLISH))


def test_an_admin_of_the_desk_does_not_bring_what_colleagues_would_have_said(archive, later, take_in):
    take_in(archive)
    for user in User.objects.exclude(username__startswith="former"):
        user.set_password("demo")
        user.save()

    with pytest.raises(NotAllowed, match="people who have an account here: edna"):
        take_in(later, Actor.of_user(User.objects.get(username="ada")))
