from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from factcheck.desks import search


class Command(BaseCommand):
    help = "Make the index of full-text search anew from all rows; meanwhile searches find what they found before."

    def handle(self, **options: Any) -> None:
        done = 0
        for done in search.rebuild():
            self.stdout.write(f"\r{done:,} rows", ending="")
            self.stdout.flush()
        self.stdout.write(f"\r{done:,} rows are indexed.")
