"""The database can be built, unbuilt and built again, and the models say no more than the migrations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations import AddIndex

from claims.models import Claim
from claims.services.claims import edit_claim
from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.models import User
from factcheck.desks.roles import Role
from factcheck.desks.search import Entry, index
from factcheck.desks.services.desks import open_desk
from factcheck.desks.services.invitations import invite
from factcheck.desks.services.members import add_member
from tests.concurrency.together import meanwhile
from tests.conftest import Person

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


def words_of(claim: Claim) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM desks_search_entry WHERE id = %s", [claim.pk.hex])
        [(words,)] = cursor.fetchall()
    return str(words)


@pytest.mark.django_db(transaction=True)
def test_the_index_of_words_is_made_once_and_goes_back_to_one_without_labels(
    claim: Claim, reviewer_ravi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_claim(reviewer_ravi.actor, claim, topics=["war"])
    with_labels, load, made = words_of(claim), index().load, []

    def load_and_tell(entries: Iterable[Entry]) -> Iterator[int]:
        made.append(entries)
        yield from load(entries)

    monkeypatch.setattr(index(), "load", load_and_tell)
    try:
        call_command("migrate", "claims", "0012", verbosity=0)
        without = words_of(claim)
        call_command("migrate", "claims", "0009", verbosity=0)
        made.clear()
    finally:
        call_command("migrate", verbosity=0)

    assert len(made) == 1
    assert words_of(claim) == with_labels
    assert "=" in with_labels and "=" not in without
    assert with_labels.endswith(without.strip() + " ")


@transaction.atomic
def claims_read_at_once() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
    return Claim.objects.count()


@pytest.mark.django_db(transaction=True)
def test_claims_are_read_while_the_index_of_what_presses_is_made(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":  # where a migration locks no table
        return
    forwards, read = AddIndex.database_forwards, []

    def made(*args: Any) -> None:
        forwards(*args)
        read.append(meanwhile(claims_read_at_once))

    call_command("migrate", "claims", "0016", verbosity=0)
    monkeypatch.setattr(AddIndex, "database_forwards", made)
    try:
        call_command("migrate", "claims", "0017", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)

    assert read == [1, 1]
