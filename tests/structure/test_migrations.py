"""The database can be built, unbuilt and built again, and the models say no more than the migrations."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

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
