"""Write an export to a file, or to where the output goes, as somebody would see it."""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from factcheck.core.problems import Problem
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, User
from factcheck.desks.reading import reading
from factcheck.exchange.archive import write_archive
from factcheck.exchange.archive.telling import Counting
from factcheck.exchange.exports.progress import Tally
from factcheck.exchange.exports.selection import parameters_of, select
from factcheck.exchange.formats import FORMATS, ZIP, format_named
from factcheck.exchange.resources import ARCHIVE, RESOURCES

_NEEDED = {
    "format": "Say in which format the %s are wanted.",
    "user": "Say with --user NAME with whose eyes the %s are read.",
}
EVERY = 1.0
"""Seconds between two lines of progress."""


class Command(BaseCommand):
    help = (
        "Write the rows of a resource in a format, as a person sees them, or the archive of a desk, which `import` takes in; "
        "how far it is goes to the error output."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "resource",
            choices=[*RESOURCES, ARCHIVE],
            help="an archive is everything a desk has, or what some of its claims need",
        )
        parser.add_argument("format", nargs="?", choices=[*FORMATS, ZIP], help="not needed for an archive")
        parser.add_argument("--user", help="username of the person with whose eyes it is read; an archive needs none")
        parser.add_argument("--desk", help="only this desk's slug; of an archive, the desk")
        parser.add_argument(
            "--filter", action="append", default=[], metavar="NAME=VALUE",
            help="a filter, as in an address of the API; of an archive, of the list of claims. May be given several times",
        )  # fmt: skip
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="where to; the standard output if it is not said"
        )
        parser.add_argument("--base", default="http://127.0.0.1:8000", help="scheme and host of the addresses in it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["resource"] == ARCHIVE:
            self._archive(options)
            return
        for name in ("format", "user"):
            if not options[name]:
                raise CommandError(_NEEDED[name] % options["resource"])
        kind = options["resource"]
        given = _given(options["filter"], [*RESOURCES[kind].filters.base_filters, *parameters_of(kind)])
        if options["desk"]:
            given["desk"] = options["desk"]
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        tally = Tally()
        try:
            with (
                _opened(options["output"]) as out,
                closing(self._parts(Actor.of_user(user), options, given, tally)) as parts,
            ):
                for part in parts:
                    out.write(part)
        except Problem as problem:
            raise CommandError(problem.detail) from None
        heads = "".join(f"\n{one.head}" for one in tally.stamp.last)
        self.stderr.write(f"{tally.done} written, {tally.size} bytes, SHA-256 {tally.sha256}, to these events:{heads}")

    def _archive(self, options: dict[str, Any]) -> None:
        """As who runs the service, who can read the database anyway."""
        if options["user"] or options["format"] not in (None, ZIP):
            raise CommandError(
                f"An archive is a {ZIP}, made by who runs the service: leave out --user and other formats."
            )
        if not (options["desk"] and options["output"]):
            raise CommandError("Of an archive, say the desk with --desk SLUG and the file with --output FILE.")
        desk, filters = _desk(options["desk"]), _given(options["filter"], RESOURCES["claims"].filters.base_filters)
        try:
            with _opened(options["output"]) as file:
                made = write_archive(
                    Actor.operator(), desk, file, filters=filters, progress=Counting(self.stderr, "rows")
                )
        except Problem as problem:
            raise CommandError(problem.detail) from None
        head = f"{made.desk}:{made.sequence}:{made.head}"
        self.stdout.write(f"{options['output']}: {made.rows} rows in {made.files} files, to the head {head}")

    def _parts(self, actor: Actor, options: dict[str, Any], given: dict[str, str], tally: Tally) -> Generator[bytes]:
        """The bytes, read from one moment; how far they are is said now and then."""
        resource = options["resource"]
        form = format_named(options["format"], resource)
        with reading():
            selection = select(resource, given, actor, options["base"], takes_tombstones=form.takes_tombstones)
            tally.begin(selection.stamp, selection.rows.count())
            said = time.monotonic()
            with closing(tally.counted(form.readers[resource](selection), form.rows_in)) as rows:
                for part in form.write(rows, selection):
                    tally.take(part)
                    yield part
                    if time.monotonic() - said > EVERY:
                        said = time.monotonic()
                        self.stderr.write(f"{tally.done} of {tally.total}")


def _desk(slug: str) -> Desk:
    desk = Desk._base_manager.filter(slug=slug).first()
    if desk is None:
        known = ", ".join(Desk._base_manager.order_by("slug").values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no desk {slug!r}. There is: {known}.")
    return desk


def _given(filters: list[str], known: Collection[str]) -> dict[str, str]:
    given = dict(one.partition("=")[::2] for one in filters)
    for name in given:
        if name not in known:
            raise CommandError(f"There is no filter {name!r}; there is {', '.join(known)}.")
    return given


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """Where to write. A file is there under its name only when it is whole."""
    if output is None:
        yield sys.stdout.buffer
        return
    unfinished = output.with_name(f"{output.name}.part")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(output)
    except OSError as error:
        raise CommandError(f"{output} cannot be written: {error}.") from None
    finally:
        unfinished.unlink(missing_ok=True)
