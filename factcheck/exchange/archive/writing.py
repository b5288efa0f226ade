"""A desk, or what some of its claims need, as one zip: the same bytes for the same state, but for its stamp."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.core.files.storage import Storage

from annotations.models import Capture
from factcheck.core import clock
from factcheck.core.hashing import canonical_json, sha256_bytes
from factcheck.core.problems import Conflict
from factcheck.desks.actors import Actor
from factcheck.desks.models import ChainHead, Desk, User
from factcheck.desks.models.desk import POLICY_FIELDS
from factcheck.desks.permissions import require
from factcheck.desks.reading import reading
from factcheck.exchange.archive import verify
from factcheck.exchange.archive.columns import columns_of, links_of
from factcheck.exchange.archive.permissions import may_archive
from factcheck.exchange.archive.selecting import Part, pick
from factcheck.exchange.archive.tables import CAPTURES, PEOPLE, PERSON_FIELDS, STAYS_BEHIND, TABLES, Table

Progress = Callable[[int, int | None], object]
"""Told how much is done, and of how much (None while nobody knows); rows of tables."""

HERE = Path(__file__).parent
TIMELESS = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the first there is."""
ROWS_AT_ONCE = 1000
LONG_ROWS_AT_ONCE = 8


def unwatched(done: int, total: int | None) -> None:
    """For callers who show no progress."""


@dataclass(frozen=True)
class ArchiveSummary:
    """What an archive holds: the state as of the event `sequence` with the hash `head`; `rows` of all tables."""

    desk: str
    sequence: int
    head: str
    made_at: datetime
    rows: int
    files: int


def write_archive(
    actor: Actor,
    desk: Desk,
    file: BinaryIO,
    *,
    filters: Mapping[str, str] | None = None,
    progress: Progress = unwatched,
) -> ArchiveSummary:
    """Write everything the desk has, as of one moment, as a zip into `file`; with `filters`, those of the list of claims,
    only what the claims that fit need to be proved. Holds up no writer; memory stays flat, but for the ids of what is picked.

    For admins of the desk, and who runs the service: it holds what is hidden from others. Raises Conflict when the bytes of
    a source copy are not where they were kept, Invalid for filters that no claim fits.
    """
    require(may_archive(actor, desk))
    with reading(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        desk = Desk._base_manager.get(pk=desk.pk)
        part = pick(actor, desk, filters or {})
        out = _Out(archive, part, progress)
        out.add("README.txt", (HERE / "readme.txt").read_bytes())
        out.add("verify.py", (HERE / "verify.py").read_bytes())
        out.count()
        out.table(PEOPLE, _people(part))
        for table in TABLES:
            out.table(table.name, _told(table, part))
        for capture in _copies(part):
            out.copy(capture)
        manifest = canonical_json(_manifest(part, out))
        head = ChainHead._base_manager.get(desk=desk)
        made_at = clock.now()
        out.add(verify.MANIFEST, manifest)
        out.add(verify.STAMP, canonical_json(_stamp(actor, part, made_at, head, manifest)))
    return ArchiveSummary(desk.slug, head.sequence, head.hash, made_at, sum(out.rows.values()), len(out.files))


@dataclass
class _Out:
    """The zip as it is written, and what stands in it so far."""

    archive: zipfile.ZipFile
    part: Part
    progress: Progress
    files: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    done: int = 0
    total: int | None = None

    def count(self) -> None:
        self.total = sum(self.part.rows(table).count() for table in TABLES)
        self.progress(0, self.total)

    def add(self, name: str, content: bytes) -> None:
        with self._open(name) as entry:
            entry.write(content)
        self._note(name, sha256_bytes(content), len(content))

    def table(self, name: str, rows: Iterator[dict[str, Any]]) -> None:
        """Write rows as lines, as they come."""
        found, size, count = hashlib.sha256(), 0, 0
        with self._open(f"{name}.jsonl") as entry:
            for count, row in enumerate(rows, 1):  # the last is how many there were
                line = canonical_json(row) + b"\n"
                found.update(line)
                size += len(line)
                entry.write(line)
                if count % ROWS_AT_ONCE == 0:
                    self._progressed(ROWS_AT_ONCE)
        self._progressed(count % ROWS_AT_ONCE)
        self.rows[name] = count
        self._note(f"{name}.jsonl", found.hexdigest(), size)

    def copy(self, capture: Capture) -> None:
        """Write the bytes of a source copy, under their hash."""
        name = f"captures/{capture.sha256}"
        storage: Storage = capture.content.storage
        found = hashlib.sha256()
        try:
            with storage.open(str(capture.content.name)) as kept, self._open(name) as entry:
                for piece in kept.chunks():
                    found.update(piece)
                    entry.write(piece)
        except FileNotFoundError:
            raise Conflict(_lost(capture, "are not in the store of uploads any more")) from None
        if found.hexdigest() != capture.sha256:
            raise Conflict(_lost(capture, "are others in the store of uploads than those that were kept"))
        self._note(name, capture.sha256, capture.size)

    def _open(self, name: str) -> IO[bytes]:
        entry = zipfile.ZipInfo(name, TIMELESS)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.create_system, entry.external_attr = 3, 0o100644 << 16
        return self.archive.open(entry, "w", force_zip64=True)

    def _note(self, name: str, sha256: str, size: int) -> None:
        if name not in (verify.MANIFEST, verify.STAMP):
            self.files.append({"name": name, "sha256": sha256, "size": size})

    def _progressed(self, rows: int) -> None:
        self.done += rows
        self.progress(min(self.done, self.total or 0), self.total)


def _lost(capture: Capture, what: str) -> str:
    return (
        f"The bytes of capture {capture.pk} (SHA-256 {capture.sha256}) {what}, so an archive would lack them. "
        f"Put the file {capture.content.name} back from a backup first."
    )


def _told(table: Table, part: Part) -> Iterator[dict[str, Any]]:
    """The rows of a table in order, each as plain JSON values."""
    columns, links = columns_of(table), links_of(table)
    rows = part.rows(table).order_by(table.key or "pk")
    size = LONG_ROWS_AT_ONCE if table.is_long else ROWS_AT_ONCE
    names, tells = [c.name for c in columns], [c.tell for c in columns]
    values = rows.values_list(*(c.field.attname for c in columns)).iterator(chunk_size=size)
    linked = [(link.name, _Linked(table, link.field, part)) for link in links]
    for found in values:
        row = {
            name: value if tell is None or value is None else tell(value)
            for name, tell, value in zip(names, tells, found, strict=True)
        }
        for name, of_row in linked:
            row[name] = of_row.of(row["id"])
        yield row


class _Linked:
    """The ids that rows are linked with, read beside them in the same order."""

    def __init__(self, table: Table, field: Any, part: Part) -> None:
        here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        pairs = part.linked(table, field).order_by(
            here, there
        )  # by ids: by the rows, they would be in these rows' order
        self.pairs = pairs.values_list(here, there).iterator(chunk_size=ROWS_AT_ONCE)
        self.next = self._read()

    def of(self, row: str) -> list[str]:
        found = []
        while self.next is not None and self.next[0] == row:
            found.append(self.next[1])
            self.next = self._read()
        return found

    def _read(self) -> tuple[str, str] | None:
        pair = next(self.pairs, None)
        return None if pair is None else (str(pair[0]), str(pair[1]))


def _people(part: Part) -> Iterator[dict[str, Any]]:
    """Whom the records name. No address, and nothing with which anybody could sign in."""
    for person in User._base_manager.filter(pk__one_of=part.people()).order_by("pk").values(*PERSON_FIELDS):
        yield {**person, "id": str(person["id"])}


def _copies(part: Part) -> Iterator[Capture]:
    """A capture for each of the different source copies that go along, in the order of their hashes."""
    last = None
    captures = next(table for table in TABLES if table.name == CAPTURES)
    for capture in part.rows(captures).order_by("sha256", "id").iterator(chunk_size=ROWS_AT_ONCE):
        if capture.sha256 != last:
            last = capture.sha256
            yield capture


def _manifest(part: Part, out: _Out) -> dict[str, Any]:
    keys = {PEOPLE: "id", **{table.name: table.key for table in TABLES}}
    histories = {table.name: history_of(table) for table in TABLES}
    return {
        "format": verify.FORMAT,
        "version": verify.VERSION,
        "desk": {"id": str(part.desk.pk), "slug": part.desk.slug, "name": part.desk.name},
        "whole": part.is_whole,
        "files": out.files,
        "tables": [
            {"name": name, "key": keys[name], "rows": rows, "history": histories.get(name)}
            for name, rows in out.rows.items()
        ],
        "stays_behind": list(STAYS_BEHIND),
    }


def history_of(table: Table) -> dict[str, Any] | None:
    """What `verify.py` has to know to hold rows against their events; see `factcheck.desks.models.InHistory`."""
    model = table.history
    if model is None:
        return None
    untold = model().untold()
    fields = [*model.history_fields, *(f"policy.{name}" for name in POLICY_FIELDS if model is Desk)]
    names = {column.name for column in columns_of(table)}
    beside = ["created_by"] if "created_by" in names else []
    beside += ["version"] if model().history_version is not None else []
    return {
        "type": model.history_type,
        "fields": {name: untold.get(name) for name in fields},
        "digests": list(model.history_digests),
        "kept_beside": beside,
    }


def _stamp(actor: Actor, part: Part, made_at: datetime, head: ChainHead, manifest: bytes) -> dict[str, Any]:
    by = actor.user
    return {
        "made_at": clock.iso(made_at),
        "by": None if by is None else {"id": str(by.pk), "username": by.username, "name": by.name},
        "filters": dict(part.filters),
        "sequence": head.sequence,
        "head": head.hash,
        "manifest_sha256": sha256_bytes(manifest),
    }
