"""Take a file in from the command line; it may be larger than what the API takes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from factcheck.api.parsing import strict_json
from factcheck.core.problems import Problem
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, User
from factcheck.desks.roles import Scope
from factcheck.exchange.archive import ArchiveTakenIn, Outcome, take_in_archive
from factcheck.exchange.archive.telling import Counting
from factcheck.exchange.imports.asking import keep_import
from factcheck.exchange.imports.formats import ImportFormat
from factcheck.exchange.imports.opening import is_zip
from factcheck.exchange.imports.running import carry_out
from factcheck.exchange.models import Import, JobState

WORDS = {Outcome.MADE: "is new here", Outcome.UPDATED: "was brought up to date", Outcome.KNOWN: "was here already"}


class Command(BaseCommand):
    help = (
        "Take a file in at a desk, as a person with their role there; what came of it is printed as JSON. Or take in the "
        "archive of a desk: new, or as a newer state of one that was taken in before; all of it or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--format", default="", choices=ImportFormat.values, help="without it, what the file looks like"
        )
        parser.add_argument("--desk", help="the desk's slug; an archive brings its own desk")
        parser.add_argument(
            "--user", "--by", metavar="NAME",
            help="username of who takes it in; of an archive, who may bring newer ones through the API from now on",
        )  # fmt: skip
        parser.add_argument("--partial", action="store_true", help="keep good rows beside bad ones")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--mapping", type=Path, help="a JSON file that says how the file is meant")
        parser.add_argument("--base", default="", help="scheme and host by which documents name what is here")

    def handle(self, *args: Any, **options: Any) -> None:
        user = _user(options["user"])
        try:
            if _is_archive(options):
                self._take_in_archive(user, options)
                return
        except OSError as problem:
            raise CommandError(f"{options['file']} cannot be read: {problem.strerror}.") from None
        if user is None:
            raise CommandError("Say with --user NAME who takes it in.")
        if not options["desk"]:
            raise CommandError("Say with --desk SLUG at which desk it is taken in.")
        desk = Desk.objects.filter(slug=options["desk"]).first()
        if desk is None:
            known = ", ".join(Desk.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no desk {options['desk']!r}. There is: {known}.")
        actor = Actor.who_asked(user.pk, desk.pk, Scope.ADMIN)
        try:
            job = self._keep(actor, desk, options)
        except OSError as problem:
            raise CommandError(f"The file cannot be read: {problem}.") from None
        except Problem as problem:
            raise CommandError(problem.detail) from None
        self._tell(carry_out(actor, job, progress=self._progress))

    def _take_in_archive(self, user: User | None, options: dict[str, Any]) -> None:
        """As who runs the service, who can write the database anyway."""
        if options["desk"] or options["mapping"] or options["partial"]:
            raise CommandError(
                "An archive brings its own desk, and comes whole: leave out --desk, --mapping and --partial."
            )
        actor = replace(Actor.operator(), user=user)
        try:
            with options["file"].open("rb") as file:
                found = take_in_archive(actor, file, progress=Counting(self.stderr, "rows"), dry_run=options["dry_run"])
        except Problem as problem:
            for error in problem.errors:
                self.stderr.write(f"{error.pointer}: {error.detail}")
            raise CommandError(problem.detail) from None
        self.stdout.write(_told(found, dry_run=options["dry_run"]))

    def _keep(self, actor: Actor, desk: Desk, options: dict[str, Any]) -> Import:
        mapping = strict_json(options["mapping"].read_bytes()) if options["mapping"] else {}
        with options["file"].open("rb") as file:
            return keep_import(
                actor, desk, file=file, filename=options["file"].name, format=options["format"],
                partial=options["partial"], dry_run=options["dry_run"], mapping=mapping, base=options["base"],
            )  # fmt: skip

    def _progress(self, done: int, total: int | None) -> None:
        of = f" of {total:,}" if total is not None else " looked at"
        self.stderr.write(f"\r{done:,}{of}", ending="")
        self.stderr.flush()

    def _tell(self, job: Import) -> None:
        self.stderr.write("")
        for told in (*job.errors, *job.warnings):
            where = " ".join(filter(None, (f"line {told['line']}" if told["line"] else "", told["pointer"])))
            self.stderr.write(f"{where}: {told['detail']}")
        shown = {"state": job.state, "counts": job.counts, **({"preview": job.preview} if job.dry_run else {})}
        self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2))
        if job.state == JobState.FAILED:
            raise CommandError((job.problem or {}).get("detail", "It failed."))


def _user(username: str | None) -> User | None:
    user = User._base_manager.filter(username=username).first() if username else None
    if username and user is None:
        raise CommandError(f"There is no user {username!r}.")
    return user


def _is_archive(options: dict[str, Any]) -> bool:
    """Whether it is said, or looks like one."""
    if options["format"]:
        return bool(options["format"] == ImportFormat.ARCHIVE)
    with options["file"].open("rb") as file:
        return is_zip(file)


def _told(found: ArchiveTakenIn, *, dry_run: bool) -> str:
    would = "Nothing was written. It holds; the desk " if dry_run else "The desk "
    return (
        f"{would}{found.desk} {WORDS[found.outcome]}: {sum(found.rows.values())} rows, {found.people} new accounts, "
        f"to the head {found.desk}:{found.sequence}:{found.head}"
    )
