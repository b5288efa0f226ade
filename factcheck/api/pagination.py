"""Cursor pages by key: each page starts where the last one ended, however many rows came or went meanwhile.

A cursor holds the ordering and the key of a row, (value of the ordered field, id); it is opaque to the caller. NULLs come
last in both directions, on every database.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet

from factcheck.core.problems import Invalid
from factcheck.core.text import has_unstorable

M = TypeVar("M", bound=Model)
Towards = Literal["next", "previous"]

DEFAULT_SIZE = 50
LARGEST_SIZE = 500
PARAMETERS = ("page_size", "cursor", "count", "ordering")


@dataclass(frozen=True)
class Ordering:
    """A field of the model or an annotation, and which way; ties are broken by id, the same way."""

    field: str
    descending: bool
    nullable: bool

    @property
    def name(self) -> str:
        return f"-{self.field}" if self.descending else self.field

    def expressions(self, towards: Towards) -> list[Any]:
        """ORDER BY for reading on, or for reading backwards."""
        down = self.descending if towards == "next" else not self.descending
        by_id = F("id").desc() if down else F("id").asc()
        if self.field == "id":
            return [by_id]
        nulls: dict[str, Any] = {}
        if self.nullable:
            nulls = {"nulls_last": True} if towards == "next" else {"nulls_first": True}
        return [F(self.field).desc(**nulls) if down else F(self.field).asc(**nulls), by_id]

    def beyond(self, cursor: Cursor) -> Q:
        """The rows that come after the cursor's in its direction."""
        down = self.descending if cursor.towards == "next" else not self.descending
        step = "lt" if down else "gt"
        further_id = Q(**{f"id__{step}": cursor.id})
        if self.field == "id":
            return further_id
        tie = Q(**{self.field: cursor.value}) if cursor.value is not None else Q(**{f"{self.field}__isnull": True})
        here = tie & further_id
        if cursor.value is None:
            return here if cursor.towards == "next" else here | Q(**{f"{self.field}__isnull": False})
        there = here | Q(**{f"{self.field}__{step}": cursor.value})
        if self.nullable and cursor.towards == "next":
            there |= Q(**{f"{self.field}__isnull": True})
        return there


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


def page_of(rows: QuerySet[M], parameters: Mapping[str, str], orderings: tuple[str, ...]) -> Page[M]:
    """The page that `page_size`, `cursor`, `count` and `ordering` ask for.

    `orderings` are fields of the model, or annotations of the rows that are never NULL; the first, perhaps with `-`, is taken
    when none is asked for. Raises Invalid.
    """
    size = _size(parameters.get("page_size"))
    ordering = _ordering(parameters.get("ordering"), orderings, rows)
    counted = _count(parameters.get("count"), rows)
    cursor = Cursor.decoded(parameters["cursor"], ordering, rows) if parameters.get("cursor") else None
    towards: Towards = cursor.towards if cursor else "next"
    beyond = rows.filter(ordering.beyond(cursor)) if cursor else rows
    found = list(beyond.order_by(*ordering.expressions(towards))[: size + 1])
    more, found = len(found) > size, found[:size]
    if towards == "previous":
        found.reverse()
    has_next = more if towards == "next" else True
    has_previous = cursor is not None if towards == "next" else more
    return Page(
        found,
        _cursor("next", ordering, found[-1]) if has_next and found else None,
        _cursor("previous", ordering, found[0]) if has_previous and found else None,
        counted,
    )


def _cursor(towards: Towards, ordering: Ordering, row: Any) -> str:
    value = None if ordering.field == "id" else getattr(row, ordering.field)
    return Cursor(towards, ordering.name, value, row.pk).encoded()


def _size(given: str | None) -> int:
    if given is None:
        return DEFAULT_SIZE
    if not (given.isascii() and given.isdigit() and len(given) <= 3 and 1 <= int(given) <= LARGEST_SIZE):
        raise Invalid.at("/page_size", f"{given[:40]!r} is not a page size; 1 to {LARGEST_SIZE} is.")
    return int(given)


def _count(given: str | None, rows: QuerySet[Any]) -> int | None:
    if given not in (None, "0", "1"):
        raise Invalid.at("/count", f"{given[:40]!r} is neither 0 nor 1.")
    return rows.count() if given == "1" else None


def _ordering(given: str | None, orderings: tuple[str, ...], rows: QuerySet[Any]) -> Ordering:
    wanted = given if given is not None else orderings[0]
    name = wanted.removeprefix("-")
    known = [known.removeprefix("-") for known in orderings]
    if name not in known:
        raise Invalid.at(
            "/ordering", f"There is no ordering {wanted[:40]!r}; there is {', '.join(known)}, each also with -."
        )
    return Ordering(name, wanted.startswith("-"), bool(getattr(_field(rows, name), "null", False)))
