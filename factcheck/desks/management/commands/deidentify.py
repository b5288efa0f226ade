"""Take a person's name out of the records, on their request."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from factcheck.core.problems import Problem
from factcheck.desks.actors import Actor
from factcheck.desks.models import Membership, User
from factcheck.desks.services.deidentifying import deidentify


class Command(BaseCommand):
    help = "Replace a person's name, username and address by a pseudonym, for good. Their work and the history stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="really do it; it cannot be taken back")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['username']!r}.")
        desks = ", ".join(Membership.objects.filter(user=user).values_list("desk__slug", flat=True)) or "none"
        if not options["yes"]:
            raise CommandError(
                f"{user.username} ({user}, desks: {desks}) would lose their name, sign-in, tokens and memberships, for good. "
                "What they typed stays as it is. Say --yes if you mean it."
            )
        try:
            former = deidentify(Actor.operator(), user)
        except Problem as problem:
            raise CommandError(problem.detail) from None
        self.stdout.write(f"They are {former} ({former.username}) now, at: {desks}. What they typed stays as it is.")
