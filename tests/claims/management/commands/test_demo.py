"""`manage.py demo`: a desk to try things on, made once, and only where it is meant."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from annotations.models import Article
from factcheck.desks.models import Desk, Event, Membership, User


def run() -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def test_it_makes_the_desks_their_people_and_an_article_with_a_wrong_year(db: None) -> None:
    said = run()

    members = set(Membership.objects.values_list("desk__slug", "user__username", "role"))
    assert members == {
        ("demo", "reviewer", "reviewer"), ("demo", "reviewer2", "reviewer"), ("demo", "editor", "editor"),
        ("demo", "admin", "admin"), ("other", "outsider", "admin"),
    }  # fmt: skip
    article = Article.objects.get(desk__slug="demo")
    assert article.revision
    assert "Sep. 11, 2011" in article.revision.text
    assert all(name in said for _desk, name, _role in members)


def test_everybody_signs_in_with_the_password_it_prints(db: None) -> None:
    said = run()

    assert "“demo”" in said
    for user in User.objects.all():
        answer = Client().post("/login/", {"username": user.username, "password": "demo"})
        assert answer.status_code == 302, user.username


def test_a_second_run_changes_nothing(db: None) -> None:
    run()
    before = (list(User.objects.values()), list(Event.objects.values_list("hash", flat=True)))

    run()

    assert (list(User.objects.values()), list(Event.objects.values_list("hash", flat=True))) == before


def test_it_is_refused_where_nobody_asked_for_it(db: None, settings: Any) -> None:
    settings.ALLOW_DEMO = False

    with pytest.raises(CommandError, match="Set ALLOW_DEMO=1"):
        run()

    assert not User.objects.exists()
    assert not Desk.objects.exists()
