"""Check the hash chain of each desk, and every record against it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from factcheck.desks import history
from factcheck.desks.models import Desk, Event, Record


def record_types() -> dict[str, type[Record]]:
    """Every model whose changes history keeps, by its name in events."""
    return {m.history_type: m for m in apps.get_models() if issubclass(m, Record)}


class Command(BaseCommand):
    help = "Check the history of each desk: the hash chain, and that every record is what its events say it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--desk", help="only this desk's slug")

    def handle(self, *args: Any, **options: Any) -> None:
        desks = Desk.objects.all()
        if options["desk"]:
            desks = desks.filter(slug=options["desk"])
            if not desks:
                raise CommandError(f"There is no desk {options['desk']!r}.")
        broken = 0
        for desk in desks:
            found = list(history.verify(desk, record_types()))
            broken += len(found)
            for fault in found:
                self.stderr.write(f"{fault.desk}: event {fault.sequence}: {fault.what}")
            if not found:
                count = Event.objects.filter(desk=desk).count()
                self.stdout.write(f"{desk.slug}: {count} events, unbroken")
        if broken:
            raise CommandError(f"The history does not hold: {broken} faults; the first is named first.")
