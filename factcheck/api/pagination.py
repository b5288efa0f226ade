"""Cursor pages by key: each page starts where the last one ended, however many rows came or went meanwhile.

A cursor holds the ordering and the key of a row, (value of the ordered field, id); it is opaque to the caller. NULLs come
last in both directions, on every database.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Field, Func, Model, Q, QuerySet, UUIDField, Value
from django.db.models.sql.compiler import SQLCompiler

from factcheck.core.problems import Invalid
from factcheck.core.text import has_unstorable
from factcheck.desks import search
from factcheck.desks.questions import are_found_apart, first_apart
from factcheck.desks.scoping import by_key

M = TypeVar("M", bound=Model)
Towards = Literal["next", "previous"]

DEFAULT_SIZE = 50
LARGEST_SIZE = 500
PARAMETERS = ("page_size", "cursor", "count", "ordering")


class _Beyond(Func):
    """Condition: a row's key (value, id) comes before or after another, as one comparison of pairs.

    Written with OR, PostgreSQL would read an index from its beginning up to the page.
    """

    arity = 4
    output_field = BooleanField()

    def __init__(self, *expressions: Any, step: str, **extra: Any) -> None:
        super().__init__(*expressions, step=step, **extra)

    def as_sql(  # type: ignore[override]  # the same on both databases, so fewer arguments
        self, compiler: SQLCompiler, connection: Any, **context: Any
    ) -> tuple[str, list[Any]]:
        parts = [compiler.compile(expression) for expression in self.get_source_expressions()]
        value, key, other_value, other_key = (sql for sql, _params in parts)
        said = f"({value}, {key}) {self.extra['step']} ({other_value}, {other_key})"
        return said, [one for _sql, params in parts for one in params]


@dataclass(frozen=True)
class Ordering:
    """A field of the model or an annotation, and which way; ties are broken by id, the same way."""

    field: str
    descending: bool
    nullable: bool

    @property
    def name(self) -> str:
        return f"-{self.field}" if self.descending else self.field

    def goes_down(self, towards: Towards) -> bool:
        return self.descending if towards == "next" else not self.descending

    def names(self, towards: Towards) -> list[str]:
        """What rows are ordered by for reading on, or for reading backwards, within a stretch."""
        names = ["id"] if self.field == "id" else [self.field, "id"]
        return [f"-{name}" if self.goes_down(towards) else name for name in names]

    def stretches(self, cursor: Cursor | None, field: Field[Any, Any]) -> list[Q]:
        """The rows that come after the cursor's in its direction, in stretches that are read one after the other.

        Where there may be NULLs, they are a stretch of their own: so one index serves both directions on both databases.
        """
        towards = cursor.towards if cursor else "next"
        if not self.nullable:
            return [self._beyond(cursor, field) if cursor else Q()]
        valued, nulls = Q(**{f"{self.field}__isnull": False}), Q(**{f"{self.field}__isnull": True})
        if cursor is None:
            return [valued, nulls]
        if cursor.value is None:
            rest = nulls & self._further_id(cursor)
            return [rest] if towards == "next" else [rest, valued]
        rest = valued & self._beyond(cursor, field)
        return [rest, nulls] if towards == "next" else [rest]

    def _further_id(self, cursor: Cursor) -> Q:
        return Q(**{f"id__{'lt' if self.goes_down(cursor.towards) else 'gt'}": cursor.id})

    def _beyond(self, cursor: Cursor, field: Field[Any, Any]) -> Q:
        if self.field == "id":
            return self._further_id(cursor)
        there = Value(cursor.value, output_field=field), Value(cursor.id, output_field=UUIDField())
        return Q(_Beyond(F(self.field), F("id"), *there, step="<" if self.goes_down(cursor.towards) else ">"))


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: just after, or just before, the row with this key."""

    towards: Towards
    ordering: str
    value: Any
    id: UUID

    def encoded(self) -> str:
        value = self.value.isoformat() if isinstance(self.value, date | datetime) else self.value
        words = json.dumps([self.towards[0], self.ordering, value, str(self.id)], default=str)
        return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")

    @classmethod
    def decoded(cls, text: str, ordering: Ordering, rows: QuerySet[Any]) -> Cursor:
        """Raises Invalid for what is no cursor of this list in this ordering."""
        try:
            parts = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
            direction, name, value, key = parts
            if name != ordering.name or direction not in ("n", "p"):
                raise ValueError(name)
            value = _stored_value(_field(rows, ordering.field), value)
            return cls("next" if direction == "n" else "previous", name, value, UUID(key))
        except (ValueError, TypeError, AttributeError, OverflowError, ValidationError, RecursionError):
            said = "This is no cursor of this list in this ordering; take it from `next` or `previous` of a page."
            raise Invalid.at("/cursor", said) from None


def _field(rows: QuerySet[Any], name: str) -> Any:
    """What the rows are ordered by: an annotation of theirs, or a field of the model."""
    annotated = rows.query.annotations.get(name)
    return rows.model._meta.get_field(name) if annotated is None else annotated.output_field


def _stored_value(field: Any, value: object) -> Any:
    """A value of a cursor as the field has it; times in UTC. Raises one of many errors for what the field cannot hold."""
    if value is None:
        return None
    if not isinstance(value, str | int | float) or has_unstorable(str(value)):
        raise ValueError(value)
    read = field.to_python(value)
    field.run_validators(read)
    if isinstance(read, datetime):
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    return read


@dataclass(frozen=True)
class Page(Generic[M]):
    """Some rows in order, the cursors of the pages beside them, and how many rows there are if that was asked."""

    rows: list[M]
    next: str | None
    previous: str | None
    count: int | None


def page_of(
    rows: QuerySet[M], parameters: Mapping[str, str], orderings: tuple[str, ...], *, desks: Sequence[UUID] = (),
    only_keys: bool = False,
) -> Page[M]:  # fmt: skip
    """The page that `page_size`, `cursor`, `count` and `ordering` ask for; with `only_keys`, its rows have a `pk` alone.

    `orderings` are fields of the model, or annotations of the rows that are never NULL; the first, perhaps with `-`, is taken
    when none is asked for. Where the rows are those of several `desks`, each desk's first ones are found by an index that
    begins with the desk, and then put in one order. Raises Invalid.
    """
    return page_of_kinds([rows], parameters, orderings, desks=desks, only_keys=only_keys)


def page_of_kinds(
    kinds: Sequence[QuerySet[Any]], parameters: Mapping[str, str], orderings: tuple[str, ...], *,
    desks: Sequence[UUID] = (), only_keys: bool = False,
) -> Page[Any]:  # fmt: skip
    """The same of rows of several kinds in one list, in the order of their ids whatever they are."""
    size = _size(parameters.get("page_size"))
    ordering = _ordering(parameters.get("ordering"), orderings, kinds[0])
    counted = _count(parameters.get("count"), kinds)
    cursor = Cursor.decoded(parameters["cursor"], ordering, kinds[0]) if parameters.get("cursor") else None
    towards: Towards = cursor.towards if cursor else "next"
    keys = list(chain(*[_keys(rows, ordering, cursor, desks, size + 1) for rows in kinds]))
    if len(kinds) > 1:
        keys.sort(key=lambda key: key.pk, reverse=ordering.goes_down(towards))
    more, keys = len(keys) > size, keys[:size]
    if towards == "previous":
        keys.reverse()
    has_next = more if towards == "next" else True
    has_previous = cursor is not None if towards == "next" else more
    return Page(
        keys if only_keys else _rows_of(keys, kinds),
        Cursor("next", ordering.name, *keys[-1]).encoded() if has_next and keys else None,
        Cursor("previous", ordering.name, *keys[0]).encoded() if has_previous and keys else None,
        counted,
    )


class Key(NamedTuple):
    """Where a row stands in an ordering; `value` is None where that is by id."""

    value: Any
    pk: UUID


def _rows_of(keys: Sequence[Key], kinds: Sequence[QuerySet[Any]]) -> list[Any]:
    """The rows with these keys, in their order."""
    wanted = [key.pk for key in keys]
    there = {row.pk: row for rows in kinds for row in by_key(rows, wanted).order_by()} if wanted else {}
    return [there[key] for key in wanted if key in there]


def _keys(
    rows: QuerySet[Any], ordering: Ordering, cursor: Cursor | None, desks: Sequence[UUID], most: int
) -> list[Key]:
    """The keys of the first rows beyond the cursor. Nothing but keys is sorted, should anything have to be."""
    field = _field(rows, ordering.field)
    towards: Towards = cursor.towards if cursor else "next"
    columns = ("pk",) if ordering.field == "id" else (ordering.field, "pk")
    found: list[Key] = []
    for stretch in ordering.stretches(cursor, field):
        left = most - len(found)
        if not left:
            break
        beyond = rows.filter(stretch)
        if ordering.field == "id":
            down, last = ordering.goes_down(towards), cursor.id if cursor else None
            beyond = search.first_of(beyond, left, descending=down, beyond=last)
        wanted = beyond.order_by(*ordering.names(towards))
        if are_found_apart(rows, desks):
            question = first_apart(wanted, desks, left)
            found += [_key_of(row, field) for row in (question.ask_once() if question else [])]
        else:
            found += [Key(row[0] if len(row) > 1 else None, row[-1]) for row in wanted.values_list(*columns)[:left]]
    return found


def _key_of(row: Sequence[Any], field: Field[Any, Any]) -> Key:
    """A row as the database has it: on SQLite times are words."""
    value = row[0] if len(row) > 1 else None
    return Key(_stored_value(field, value) if isinstance(value, str) else value, UUID(str(row[-1])))


def _size(given: str | None) -> int:
    if given is None:
        return DEFAULT_SIZE
    if not (given.isascii() and given.isdigit() and len(given) <= 3 and 1 <= int(given) <= LARGEST_SIZE):
        raise Invalid.at("/page_size", f"{given[:40]!r} is not a page size; 1 to {LARGEST_SIZE} is.")
    return int(given)


def _count(given: str | None, kinds: Sequence[QuerySet[Any]]) -> int | None:
    if given not in (None, "0", "1"):
        raise Invalid.at("/count", f"{given[:40]!r} is neither 0 nor 1.")
    return sum(rows.count() for rows in kinds) if given == "1" else None


def _ordering(given: str | None, orderings: tuple[str, ...], rows: QuerySet[Any]) -> Ordering:
    wanted = given if given is not None else orderings[0]
    name = wanted.removeprefix("-")
    known = [known.removeprefix("-") for known in orderings]
    if name not in known:
        raise Invalid.at(
            "/ordering", f"There is no ordering {wanted[:40]!r}; there is {', '.join(known)}, each also with -."
        )
    return Ordering(name, wanted.startswith("-"), bool(getattr(_field(rows, name), "null", False)))
