"""Rows that a query wants: a condition for querysets, and a short way to the first of them.

    rows.filter(pk__found=Wanted(...))

is right wherever a condition is. FTS5 must gather all that it finds to answer it, which for a common word among a million
rows takes a second; `first_of` asks it for a few in the order of their ids instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Lookup, QuerySet, UUIDField
from django.db.models.sql.compiler import SQLCompiler

from factcheck.desks.scoping import by_key
from factcheck.desks.search import postgres, sqlite
from factcheck.desks.search.entries import label_of, own_words, scope_of
from factcheck.desks.search.wanted import Term, Wanted

MOST_SCOPES = 20
"""Somebody at more desks looks through all entries of the kind; which of them are theirs is said by the rows."""


def index() -> ModuleType:
    """How this database keeps the index."""
    return {"sqlite": sqlite, "postgresql": postgres}[connection.vendor]


@UUIDField.register_lookup
class Found(Lookup[Any]):
    """`pk__found=Wanted(…)`: the row's entry is among those wanted."""

    lookup_name = "found"
    prepare_rhs = False
    rhs: Wanted

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        select, wanted = index().found_ids(self.rhs)
        return f"{column} IN ({select})", (*params, *wanted)


def scopes_of(kind: str, desk_ids: Iterable[UUID] | None) -> tuple[str, ...]:
    """Where rows of a kind are looked for: at these desks, or (None, or many) everywhere."""
    desks = sorted(desk_ids) if desk_ids is not None else []
    if not desks or len(desks) > MOST_SCOPES:
        return (scope_of(kind),)
    return tuple(scope_of(kind, desk_id) for desk_id in desks)


def find(rows: QuerySet[Any], query: Wanted, desk_ids: Iterable[UUID] | None = None) -> QuerySet[Any]:
    """Those of the rows that the query wants; all of them belong to these desks, if some are named."""
    kind = rows.model.history_type
    return rows.filter(pk__found=replace(query, scopes=scopes_of(kind, desk_ids)))


def labelled(rows: QuerySet[Any], label: str, desk_ids: Collection[UUID], most: int) -> QuerySet[Any]:
    """Those of the rows that have a label, if they are up to `most`, or else all of the rows; all belong to these desks."""
    if not desk_ids or len(desk_ids) > MOST_SCOPES:
        return rows
    kind = rows.model.history_type
    ids = index().ids_with_any([label_of(kind, desk_id, label) for desk_id in sorted(desk_ids)], most + 1)
    return rows if len(ids) > most else by_key(rows, ids)


def first_of(rows: QuerySet[Any], most: int, *, descending: bool, beyond: UUID | None) -> QuerySet[Any]:
    """The rows, or a part of them that has the first `most` in the order of ids beyond this one.

    Where other filters leave little of what is found, it is all of them.
    """
    plain = rows.all()
    where = plain.query.where
    wanted = [part.rhs for part in where.children if isinstance(part, Found)]
    if len(wanted) != 1:
        return rows
    where.children = [part for part in where.children if not isinstance(part, Found)]
    for reach in (most * 2, most * 20):
        ids = index().first_ids(wanted[0], reach, descending=descending, beyond=beyond)
        if ids is None:
            return rows
        kept = list(plain.filter(pk__in=ids).order_by().values_list("pk", flat=True))
        if len(kept) >= most or len(ids) < reach:
            kept.sort(reverse=descending)
            return plain.filter(pk__in=kept[:most])
    return rows


def counts(terms: Iterable[Term], scopes: Sequence[str], most: int) -> list[int]:
    """How many rows of these scopes have each term; `most` where there are more."""
    found: list[int] = index().counts(terms, scopes, most)
    return found


def newest_with_any(terms: Sequence[Term], scopes: Sequence[str], most: int) -> list[tuple[str, list[str]]]:
    """Id and words of the newest rows of these scopes that have one of the terms at least, each of one word."""
    return [(key, own_words(kept)) for key, kept in index().newest_with_any(terms, scopes, most)]
