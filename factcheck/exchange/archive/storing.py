"""Rows of an archive into the database, as they are: no default, no clock and no signal adds to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DatabaseError, DataError, IntegrityError, connection, models, transaction

from factcheck.core.problems import Conflict, FieldError, Invalid
from factcheck.desks.models import ChainHead, Desk, Policy
from factcheck.exchange.archive.columns import REQUIRED, Column, Wrong, columns_of, kept_ids, links_of, names_of
from factcheck.exchange.archive.pointers import pointer_to
from factcheck.exchange.archive.tables import CAPTURES, TABLES, Table

ROWS_AT_ONCE = 1000
BYTES_AT_ONCE = 4 << 20
"""What is gathered before it is written, so that long texts do not fill the memory."""

REFUSED = (IntegrityError, DataError)

STAY_IN_PLACE = (Desk, Policy, ChainHead)
"""Rows that writers here wait at; a newer archive changes them and does not put others in their place."""


def wrong_line(file: str, line: int, what: str) -> Invalid:
    """The problem of one line of an archive."""
    where = f"{file}, line {line}" if line else file
    return Invalid(f"{where}: {what}", errors=[FieldError(pointer_to(file, line), what)])


@dataclass(frozen=True)
class Line:
    """A row as it was read: its line in the file, the values of its columns, and the ids of what each link leads to."""

    number: int
    values: list[Any]
    links: list[list[str]]
    captured: str = ""
    """Of a capture: the SHA-256 of its bytes."""


def read_line(table: Table, number: int, row: dict[str, Any], people: frozenset[str]) -> Line:
    """A row with every value read as its field wants it; raises Invalid that names the line and the field."""
    if odd := row.keys() - names_of(table):
        raise wrong_line(table.file, number, f"it has fields that are not known here: {', '.join(sorted(odd))}")
    name = ""
    try:
        values = []
        for column in columns_of(table):
            name = column.name
            given = row.get(name, column.default)
            if given is REQUIRED:
                raise Wrong("is missing")
            value = column.read(given)
            if value is not None and column.names_a_person and value not in people:
                raise Wrong("is somebody who is not in people.jsonl")
            values.append(value)
        linked = []
        for link in links_of(table):
            name = link.name
            linked.append(_known(link, link.read(row.get(name, [])), people))
    except Wrong as wrong:
        raise wrong_line(table.file, number, f"`{name}` {wrong}") from None
    except RecursionError:
        raise wrong_line(table.file, number, f"`{name}` is nested too deep") from None
    return Line(number, values, linked, row["sha256"] if table.name == CAPTURES else "")


def _known(link: Column, ids: list[str], people: frozenset[str]) -> list[str]:
    if link.names_a_person and not people.issuperset(ids):
        raise Wrong("names somebody who is not in people.jsonl")
    return ids


class Writer:
    """Writes the lines of one table in batches. What the database refuses is told of the very line."""

    def __init__(self, table: Table, desk_id: UUID) -> None:
        self.table, self.desk_id = table, desk_id
        self.columns = columns_of(table)
        self.lines: list[Line] = []
        self.size = 0
        fields = [column.field for column in self.columns]
        self.keeps = [column.keep for column in self.columns]
        self.kept_desk = kept_ids([str(desk_id)])[0]
        meta = table.model._meta
        self.has_desk = table.model is not Desk
        self.content: Any = next((f for f in meta.concrete_fields if isinstance(f, models.FileField)), None)
        names = [f.column for f in fields]
        names += [meta.get_field("desk").column] if self.has_desk else []  # type: ignore[union-attr]
        names += [self.content.column] if self.content else []
        self.names = names

    def add(self, line: Line, size: int) -> None:
        self.lines.append(line)
        self.size += size
        if len(self.lines) >= ROWS_AT_ONCE or self.size > BYTES_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        if not self.lines:
            return
        try:
            with transaction.atomic():
                self._write(self.lines)
        except REFUSED:
            self._find_refused()
        self.lines, self.size = [], 0

    def put_in_place(self, line: Line) -> None:
        """Write a row over the one that its desk has."""
        meta, quote = self.table.model._meta, connection.ops.quote_name
        names = ", ".join(f"{quote(name)} = %s" for name in self.names)
        with connection.cursor() as cursor:
            statement = f"UPDATE {quote(meta.db_table)} SET {names} WHERE {quote(str(meta.pk.column))} = %s"  # noqa: S608  # ours
            cursor.execute(statement, [*self._values(line), self.kept_desk])

    def _find_refused(self) -> None:
        """Write the lines one by one, to the one that the database refuses."""
        for line in self.lines:
            try:
                with transaction.atomic():
                    self._write([line])
            except REFUSED as refused:
                raise _refusal(self.table, line, refused) from None

    def _write(self, lines: Sequence[Line]) -> None:
        insert(self.table.model._meta.db_table, self.names, [self._values(line) for line in lines])
        for number, link in enumerate(links_of(self.table)):
            through = link.field.remote_field.through._meta
            here, there = (
                through.get_field(n) for n in (link.field.m2m_field_name(), link.field.m2m_reverse_field_name())
            )
            own = [column.name for column in self.columns].index("id")
            ones = kept_ids(line.values[own] for line in lines for _other in line.links[number])
            others = kept_ids(other for line in lines for other in line.links[number])
            insert(through.db_table, [here.column, there.column], list(zip(ones, others, strict=True)))

    def _values(self, line: Line) -> list[Any]:
        values = [v if keep is None or v is None else keep(v) for keep, v in zip(self.keeps, line.values, strict=True)]
        values += [self.kept_desk] if self.has_desk else []
        if self.content:
            owner = self.table.model(desk_id=self.desk_id, sha256=line.captured)
            values.append(self.content.generate_filename(owner, ""))
        return values


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Put rows into a table by the fastest way the database has."""
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})", rows)  # noqa: S608  # names of ours


def clear(desk_id: UUID) -> None:
    """Take out all rows of a desk that an archive brings anew. The foreign keys are checked at commit."""
    for table in reversed(TABLES):
        if table.model in STAY_IN_PLACE:
            continue
        for link in links_of(table):
            through = link.field.remote_field.through
            through._base_manager.filter(**{f"{link.field.m2m_field_name()}__desk": desk_id})._raw_delete(
                connection.alias
            )
        table.rows(desk_id)._raw_delete(connection.alias)


def dangling(desk_id: UUID) -> Iterator[tuple[Table, UUID, str]]:
    """References to rows that this desk does not have: the table, the id of the row, and the field."""
    for table in TABLES:
        for column in columns_of(table):
            target = column.field.related_model
            if target is None or target is Desk or column.names_a_person:
                continue
            there = target._base_manager.filter(pk=models.OuterRef(column.field.attname), desk=desk_id)
            row = table.rows(desk_id).filter(~models.Exists(there), **{f"{column.name}__isnull": False}).first()
            if row is not None:
                yield table, row.pk, column.name
        for link in links_of(table):
            if link.names_a_person:
                continue
            yield from _dangling_links(table, link, desk_id)


def _dangling_links(table: Table, link: Column, desk_id: UUID) -> Iterator[tuple[Table, UUID, str]]:
    through, here = link.field.remote_field.through, link.field.m2m_field_name()
    there = link.field.m2m_reverse_field_name()
    target = link.field.related_model._base_manager.filter(pk=models.OuterRef(f"{there}_id"), desk=desk_id)
    pair = through._base_manager.filter(~models.Exists(target), **{f"{here}__desk": desk_id}).first()
    if pair is not None:
        yield table, getattr(pair, f"{here}_id"), link.name


def _refusal(table: Table, line: Line, refused: DatabaseError) -> Invalid | Conflict:
    """A row that breaks a rule of its table, or that is here already, of another desk or of none."""
    row = dict(zip((c.name for c in columns_of(table)), line.values, strict=True))
    if "id" in row and table.model._base_manager.filter(pk=row["id"]).exists():
        what = f"the id {row['id']} belongs to another {table.model._meta.verbose_name} here"
        errors = [FieldError(pointer_to(table.file, line.number), what)]
        return Conflict(f"{table.file}, line {line.number}: {what}.", errors=errors)
    what = f"it breaks a rule of its table: {_words(refused)}"
    return wrong_line(table.file, line.number, what)


def _words(refused: DatabaseError) -> str:
    """The name of the rule, without the values that databases add."""
    diagnosis = getattr(refused.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or str(refused).splitlines()[0])
