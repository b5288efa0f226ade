"""Make a key for the API, and print only it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from factcheck.core.problems import Problem
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, User
from factcheck.desks.roles import Scope
from factcheck.desks.services.tokens import issue_token


class Command(BaseCommand):
    help = "Make an API token of a person at a desk, and print only it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, help="username")
        parser.add_argument("--desk", required=True, help="the desk's slug")
        parser.add_argument("--scope", default=Scope.READ.value, choices=Scope.values)
        parser.add_argument("--name", default="made by manage.py", help="what it is for")
        parser.add_argument("--days", type=int, default=90, help="how long it is good for")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        desk = Desk.objects.filter(slug=options["desk"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        if desk is None:
            known = ", ".join(Desk.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no desk {options['desk']!r}. There is: {known}.")
        try:
            _token, words = issue_token(
                Actor.operator(), desk, Scope(options["scope"]), owner=user, name=options["name"], days=options["days"]
            )
        except Problem as problem:
            raise CommandError(problem.detail) from None
        self.stdout.write(words)
