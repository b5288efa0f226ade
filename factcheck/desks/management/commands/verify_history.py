"""Check the hash chain of each desk, and every row against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from factcheck.core.problems import Invalid
from factcheck.desks.models import Desk
from factcheck.desks.verifying import Head, verify


class Command(BaseCommand):
    help = "Check the history of each desk: the hash chain, and that every row is what its events say it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--desk", help="only this desk's slug")
        parser.add_argument(
            "--head", action="append", default=[], metavar="DESK:SEQUENCE:HASH",
            help="a head that was kept elsewhere; the chain still has to hold it. May be given several times",
        )  # fmt: skip
        parser.add_argument(
            "--against", type=Path, metavar="FILE", help="heads that were kept, one a line: what this command printed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        desks = list(Desk.objects.all())
        kept = _kept(options["head"], options["against"])
        _require_known([options["desk"], *(head.desk for head in kept)], desks)
        faults = 0
        for desk in desks:
            if options["desk"] in (None, desk.slug):
                faults += self._verify(desk, [head for head in kept if head.desk == desk.slug])
        if faults:
            raise CommandError(f"The history does not hold: {faults} faults; the first is named first.")

    def _verify(self, desk: Desk, kept: list[Head]) -> int:
        """How many faults one desk's history has; each is told."""
        found = verify(desk, kept)
        for fault in found.faults:
            self.stderr.write(f"{fault.desk}: event {fault.sequence}: {fault.what}")
        if not found.faults:
            is_all = found.events == found.head.sequence
            what = "unbroken" if is_all else "those of a part of the desk, unbroken but for what stayed"
            self.stdout.write(f"{desk.slug}: {found.events} events, {what}, to the head {found.head}")
        return len(found.faults)


def _kept(heads: list[str], file: Path | None) -> list[Head]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines() if file else []
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}.") from None
    try:
        return [Head.read(line.split()[-1]) for line in [*heads, *lines] if line.strip()]
    except Invalid as problem:
        raise CommandError(problem.detail) from None


def _require_known(slugs: list[str | None], desks: list[Desk]) -> None:
    known = {desk.slug for desk in desks}
    for slug in slugs:
        if slug is not None and slug not in known:
            raise CommandError(f"There is no desk {slug!r}. There is: {', '.join(sorted(known)) or 'none'}.")
