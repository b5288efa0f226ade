"""The database can be built, unbuilt and built again, and the models say no more than the migrations."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.models import User
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import open_desk
from factcheck.desks.services.invitations import invite
from factcheck.desks.services.members import add_member

OURS = ("claims", "annotations", "desks")


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_and_forth():
    for app in OURS:
        call_command("migrate", app, "zero", verbosity=0)
    left = {t for t in connection.introspection.table_names() if t.startswith(tuple(f"{app}_" for app in OURS))}
    call_command("migrate", verbosity=0)

    assert left == set()
    assert {"claims_claim", "annotations_article", "desks_event"} <= set(connection.introspection.table_names())


@pytest.mark.django_db(transaction=True)
def test_assessors_are_viewers_where_there_were_none_yet():
    desk = open_desk(Actor.operator(), slug="demo", name="Demo desk")
    user = User.objects.create_user("asa")
    add_member(Actor.operator(), desk, user, Role.ASSESSOR, ends_on=clock.now().date())
    invite(Actor.operator(), desk, Role.ASSESSOR, ends_on=clock.now().date())
    try:
        call_command("migrate", "desks", "0003", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT role FROM desks_membership")
            assert cursor.fetchall() == [("viewer",)]
    finally:
        call_command("migrate", verbosity=0)
