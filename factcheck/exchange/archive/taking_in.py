"""A desk from its archive: with its ids, times, versions, people and history as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

from django.db import transaction

from annotations.models import Capture
from factcheck.core.problems import Conflict, FieldError, Invalid
from factcheck.desks import search
from factcheck.desks.actors import Actor
from factcheck.desks.models import ChainHead, Desk, Event
from factcheck.desks.permissions import require
from factcheck.exchange.archive import verify
from factcheck.exchange.archive.columns import ID
from factcheck.exchange.archive.copies import Copies, none_left_over
from factcheck.exchange.archive.people import read_people, welcome
from factcheck.exchange.archive.permissions import may_bring_archives, may_bring_new_desk, may_bring_up_to_date
from factcheck.exchange.archive.pointers import pointer_to
from factcheck.exchange.archive.storing import (
    STAY_IN_PLACE,
    Line,
    Writer,
    clear,
    dangling,
    read_line,
    wrong_line,
)  # fmt: skip
from factcheck.exchange.archive.tables import PEOPLE, STAYS_BEHIND, TABLES, Table
from factcheck.exchange.archive.writing import Progress, history_of, unwatched
from factcheck.exchange.models import Arrival

FAILURES_TOLD = 20
PROGRESS_ROWS = 1000


class Outcome(StrEnum):
    """What came of an archive: the desk is new here, was brought up to date, or had all of it already."""

    MADE = "made"
    UPDATED = "updated"
    KNOWN = "known"


@dataclass(frozen=True)
class ArchiveTakenIn:
    """What was taken in, up to the event `sequence` with the hash `head`. `rows` by table are those of the archive; `people`
    is how many accounts were made."""

    desk_id: UUID
    desk: str
    outcome: Outcome
    sequence: int
    head: str
    rows: dict[str, int] = field(default_factory=dict)
    people: int = 0


def take_in_archive(
    actor: Actor, file: BinaryIO, *, progress: Progress = unwatched, dry_run: bool = False
) -> ArchiveTakenIn:
    """Take in the archive of a desk, all of it or nothing; a `dry_run` writes nothing and answers the same.

    Everything that `verify.py` checks is checked before anything is written. A desk that is not here is made; one of
    which the archive has all events, and more, is brought up to date; one that has all of the archive's stays as it is.

    Raises NotAllowed for who may not (docs/archive.md); Invalid, with file and line, for what is no archive or does not hold;
    Conflict where slug, ids or usernames are taken here, or where the histories part.
    """
    require(may_bring_archives(actor))
    archive = _open(file, _Watch(progress))
    with none_left_over() as kept, transaction.atomic():
        taken_in = _take_in(actor, archive, kept)
        if dry_run:
            transaction.set_rollback(True)
            kept.undo()
    return taken_in


# What came ----------------------------------------------------------------------------------------------------------


@dataclass
class _Watch:
    """Counts the rows that were read, for who waits: once to check them, once to write them."""

    progress: Progress
    done: int = 0
    total: int | None = None

    def step(self) -> None:
        self.done += 1
        if self.done % PROGRESS_ROWS == 0:
            self.tell()

    def finish(self) -> None:
        self.done = self.total = self.total or self.done
        self.tell()

    def tell(self) -> None:
        self.progress(self.done if self.total is None else min(self.done, self.total), self.total)


@dataclass
class _Archive:
    """An archive that holds."""

    place: verify.Zipped
    manifest: dict[str, Any]
    head: tuple[int, str]
    in_part: bool
    watch: _Watch

    @property
    def desk_id(self) -> UUID:
        return UUID(self.manifest["desk"]["id"])

    @property
    def histories(self) -> dict[str, Any]:
        return {table["name"]: table["history"] for table in self.manifest["tables"]}

    @property
    def counts(self) -> dict[str, int]:
        return {table["name"]: table["rows"] for table in self.manifest["tables"]}

    def rows(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        return verify.rows_of(self.place, f"{name}.jsonl") if name in self.counts else iter(())


def _open(file: BinaryIO, watch: _Watch) -> _Archive:
    """Check the archive as `verify.py` does, and that it has the tables we know; raises Invalid."""
    try:
        place = verify.Zipped(file)
    except verify.UNREADABLE as problem:
        raise Invalid(f"This is no archive of a desk: it cannot be read as a zip ({problem}).") from None
    check = verify.Check(place, step=watch.step, known=_told_here())
    found = list(islice(check.failures(), FAILURES_TOLD))
    if found:
        errors = [FieldError(pointer_to(one.file, one.line), one.what) for one in found]
        raise Invalid(f"The archive does not hold: {found[0]}.", errors=errors)
    _require_known(check.manifest)
    archive = _Archive(place, check.manifest, check.head, not check.whole, watch)
    watch.total = watch.done + sum(archive.counts.values())
    return archive


def _told_here() -> dict[str, list[str]]:
    """The fields that history tells of here, by the kind of the row."""
    histories = [history for table in TABLES if (history := history_of(table))]
    return {history["type"]: [name for name in history["fields"] if "." not in name] for history in histories}


def _require_known(manifest: dict[str, Any]) -> None:
    """The tables are known here and held against history by our rules, not by those the archive makes for itself: it may
    lack what is younger than it, and nothing else. Of the desk itself there is one row."""
    theirs = {table["name"]: table for table in manifest["tables"]}
    if odd := sorted(theirs.keys() - {PEOPLE, *(table.name for table in TABLES)}):
        raise wrong_line(verify.MANIFEST, 0, f"it has tables that are not known here: {', '.join(odd)}")
    if not set(manifest["stays_behind"]) <= set(STAYS_BEHIND):
        raise wrong_line(verify.MANIFEST, 0, f"only these stay behind: {', '.join(STAYS_BEHIND)}")
    for table in TABLES:
        given = theirs.get(table.name)
        if table.model in STAY_IN_PLACE and (given is None or given["rows"] != 1):
            raise wrong_line(table.file, 0, "a desk has one row of these")
        if given is not None and not _is_known(given, table):
            raise wrong_line(
                verify.MANIFEST, 0, f"it tells of the history of {table.name} otherwise than is known here"
            )
    if not ID.fullmatch(manifest["desk"]["id"]):
        raise wrong_line(verify.MANIFEST, 0, "the desk's id is no UUID in lower case with hyphens")


def _is_known(given: dict[str, Any], table: Table) -> bool:
    ours, theirs = history_of(table), given["history"]
    if given["key"] != table.key or ours is None or theirs is None:
        return given["key"] == table.key and ours is theirs
    same = all(ours[name] == theirs[name] for name in ("type", "digests", "kept_beside"))
    return same and all(
        name in ours["fields"] and ours["fields"][name] == value for name, value in theirs["fields"].items()
    )


# What is done with it -----------------------------------------------------------------------------------------------


def _take_in(actor: Actor, archive: _Archive, kept: Copies) -> ArchiveTakenIn:
    """Inside the transaction: compare with what is here, then write."""
    desk = Desk._base_manager.filter(pk=archive.desk_id).first()
    if desk is not None and not _is_news(actor, archive, desk):
        return _answer(archive, desk.slug, Outcome.KNOWN)
    if desk is None:
        require(may_bring_new_desk(actor))
    slug = _slug(archive, desk)
    people = read_people(archive.rows(PEOPLE))
    made = welcome(actor, people, archive.desk_id)
    if desk is not None:
        clear(desk.pk)
    ids = frozenset(str(person.id) for person in people)
    for table in TABLES:
        _write_table(archive, table, ids, over=desk is not None and table.model in STAY_IN_PLACE)
    for table, row_id, name in dangling(archive.desk_id):
        raise wrong_line(table.file, _line_of(archive, table, row_id), f"`{name}` refers to nothing in the archive")
    search.index_desk(archive.desk_id)
    for capture in Capture._base_manager.filter(desk=archive.desk_id).order_by("sha256"):
        kept.keep(archive.place, capture)
    sequence, head = archive.head
    Arrival._base_manager.create(
        desk_id=archive.desk_id,
        taken_in_by=actor.user,
        sequence=sequence,
        head=head,
        events=archive.counts["events"] if archive.in_part else None,
    )
    archive.watch.finish()
    return _answer(archive, slug, Outcome.MADE if desk is None else Outcome.UPDATED, people=made)


def _answer(archive: _Archive, slug: str, outcome: Outcome, people: int = 0) -> ArchiveTakenIn:
    return ArchiveTakenIn(archive.desk_id, slug, outcome, *archive.head, rows=archive.counts, people=people)


def _is_news(actor: Actor, archive: _Archive, desk: Desk) -> bool:
    """Whether the archive has all events that are here, and more. False where it has no more; Conflict where they part, or
    where more came with a part, which brings nothing up to date."""
    require(may_bring_up_to_date(actor, desk))
    ChainHead._base_manager.select_for_update(no_key=True).get(desk=desk)
    rows = Event._base_manager.filter(desk=desk).order_by("sequence").values_list("sequence", "hash")
    theirs = ((row["sequence"], row["hash"]) for _line, row in archive.rows("events"))
    only: dict[bool, int] = {}
    found = ((sequence, said) for sequence, said in rows.iterator(chunk_size=2000))
    with closing(found) as here:  # a cursor of the database, which must not outlive the transaction
        for is_theirs, sequence in _not_in_both(desk, here, theirs):
            only.setdefault(is_theirs, sequence)
            if len(only) == 2 or (is_theirs and archive.in_part):
                raise Conflict(
                    f"The desk “{desk.slug}” is here with other events than the archive, which alone has event "
                    f"{only[True]}, and nothing is joined. Take in a newer archive of the whole desk.",
                    there=only[True],
                )
    return True in only


def _not_in_both(
    desk: Desk, here: Iterator[tuple[int, str]], theirs: Iterator[tuple[int, str]]
) -> Iterator[tuple[bool, int]]:
    """The sequences that one of the two lacks, and whether it is theirs; Conflict where both have one and it is another."""
    ours, other = next(here, None), next(theirs, None)
    while ours is not None or other is not None:
        if other is None or (ours is not None and ours[0] < other[0]):
            yield False, ours[0]  # type: ignore[index]  # one of the two is there
            ours = next(here, None)
        elif ours is None or other[0] < ours[0]:
            yield True, other[0]
            other = next(theirs, None)
        elif ours[1] == other[1]:
            ours, other = next(here, None), next(theirs, None)
        else:
            raise Conflict(
                f"The desk “{desk.slug}” is here with another history: event {ours[0]} is {ours[1]} here and {other[1]} in "
                "the archive. Nothing was changed.",
                sequence=ours[0], here=ours[1], there=other[1],
            )  # fmt: skip


def _slug(archive: _Archive, desk: Desk | None) -> str:
    """The slug of the archive's desk, unless it is that of another desk here."""
    slug = str(archive.manifest["desk"]["slug"])
    taken = Desk._base_manager.filter(slug=slug).exclude(pk=archive.desk_id).first()
    if taken is not None:
        raise Conflict(
            f"Another desk here has the slug “{slug}”, and an archive keeps its own. Take it in at an installation where the "
            "slug is free.",
            slug=slug,
        )
    return slug


def _write_table(archive: _Archive, table: Table, people: frozenset[str], *, over: bool) -> None:
    writer, unheld = Writer(table, archive.desk_id), _unheld(archive, table)
    for number, row in archive.rows(table.name):
        line = read_line(table, number, row, people)
        _require_own(archive, table, row, line, unheld)
        if over:
            writer.put_in_place(line)
        else:
            writer.add(line, sum(len(v) for v in line.values if isinstance(v, str)) if table.is_long else 0)
        archive.watch.step()
    writer.flush()


def _unheld(archive: _Archive, table: Table) -> set[str]:
    """The fields that history tells of here and that the archive, being older, did not hold against its own."""
    ours, theirs = history_of(table), archive.histories.get(table.name)
    return set(ours["fields"]) - set(theirs["fields"]) if ours and theirs else set()


def _require_own(archive: _Archive, table: Table, row: dict[str, Any], line: Line, unheld: set[str]) -> None:
    """The row has no field that was not held against its events; that of the desk itself is that of the manifest."""
    if not row.keys().isdisjoint(unheld):
        raise wrong_line(table.file, line.number, "it has a field that the manifest does not hold against its history")
    if table.model is Desk and (row["id"], row["slug"]) != tuple(archive.manifest["desk"][n] for n in ("id", "slug")):
        raise wrong_line(table.file, line.number, "is another desk than that of the manifest")


def _line_of(archive: _Archive, table: Table, row_id: UUID) -> int:
    return next((line for line, row in archive.rows(table.name) if row.get("id") == str(row_id)), 0)
