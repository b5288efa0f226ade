"""A desk to try things on: people, an article with a wrong year, and nothing else done yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from annotations.models import ArticleURL
from annotations.services.articles import add_article
from factcheck.core.urls import url_key
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Membership, User
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import open_desk
from factcheck.desks.services.members import add_member

PASSWORD = "demo"  # noqa: S105  # only ever set when ALLOW_DEMO says so

CAST = (
    ("demo", "Demo desk", (
        ("reviewer", "Ravi Reviewer", Role.REVIEWER),
        ("reviewer2", "Rosa Reviewer", Role.REVIEWER),
        ("editor", "Edna Editor", Role.EDITOR),
        ("admin", "Ada Admin", Role.ADMIN),
    )),
    ("other", "Other desk", (("outsider", "Stan Stranger", Role.ADMIN),)),
)  # fmt: skip

ARTICLE = {
    "url": "https://herald.example/2018/12/letter-to-islamabad",
    "title": "A letter to Islamabad asks for help with the Afghan talks",
    "publisher": "The Example Herald",
    "authors": ["Nadia Example"],
    "published_on": date(2018, 12, 3),
    "language": "en",
    "tags": ["diplomacy"],
}
TEXT = Path(__file__).with_name("demo_article.txt")


class Command(BaseCommand):
    help = "Make the demo desks, people and article, where they are missing. Refused unless ALLOW_DEMO=1."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ALLOW_DEMO:
            raise CommandError(
                "The demo makes people with a known password, so it is refused here. Set ALLOW_DEMO=1 if you mean it."
            )
        desks = {slug: self._desk(slug, name, people) for slug, name, people in CAST}
        self._article(desks["demo"])
        if options["verbosity"] == 0:
            return
        self.stdout.write(f"Sign in as {', '.join(u for _s, _n, people in CAST for u, _name, _role in people)}.")
        self.stdout.write(f"The password of each is “{PASSWORD}”.")

    def _desk(self, slug: str, name: str, people: tuple[tuple[str, str, Role], ...]) -> Desk:
        desk = Desk.objects.filter(slug=slug).first() or open_desk(Actor.anonymous(), slug=slug, name=name)
        for username, full_name, role in people:
            user = User.objects.filter(username=username).first() or self._person(username, full_name, role)
            if not Membership.objects.filter(desk=desk, user=user).exists():
                add_member(Actor.operator(), desk, user, role)
        return desk

    def _person(self, username: str, name: str, role: Role) -> User:
        return User.objects.create_user(
            username=username, name=name, password=PASSWORD,
            is_staff=username == "admin", is_superuser=username == "admin",
        )  # fmt: skip

    def _article(self, desk: Desk) -> None:
        if ArticleURL.objects.filter(desk=desk, key=url_key(str(ARTICLE["url"]))).exists():
            return
        reviewer = User.objects.get(username="reviewer")
        add_article(Actor.of_user(reviewer), desk, text=TEXT.read_text(encoding="utf-8"), **ARTICLE)  # type: ignore[arg-type]
