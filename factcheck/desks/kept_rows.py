"""Rows as pages show them: found by their keys, and read with all that hangs on them by SQL that is kept.

    CLAIMS = KeptRows(claim_rows)
    CLAIMS.named(actor, [claim.pk])
    EVIDENCE = KeptRows(evidence_rows, "claim")
    EVIDENCE.of(actor, [claim.pk])

They come as from the queryset: in its order, with related rows, annotations and what it prefetches.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, Prefetch, QuerySet

from factcheck.desks.actors import Actor, Standing
from factcheck.desks.kept import Instances
from factcheck.desks.questions import Among, Question
from factcheck.desks.scoping import as_id

M = TypeVar("M", bound=models.Model)
_KEY = "key_given"
"""An annotation of each row: the key by which it was found."""


@dataclass(frozen=True)
class KeptRows(Generic[M]):
    """The rows of a queryset that may differ by who asks and by what it is told `about`, and by nothing else.

    `by` is what names them: their own key, or what they hang on.
    """

    rows: Callable[..., QuerySet[M]]
    by: str = "pk"

    def of(self, actor: Actor, keys: Sequence[UUID], *about: Hashable, most: int | None = None) -> list[M]:
        """The rows with these keys, in the order of the queryset; `most` of them at most."""
        reader = _reader(self, actor.standing, about, most) if keys else None
        return [] if reader is None else cast("list[M]", reader.read(keys, actor.user_id))

    def named(self, actor: Actor, keys: Sequence[UUID], *about: Hashable) -> list[M]:
        """Those of them that there are, in the order of the keys, which are their own."""
        found = {row.pk: row for row in self.of(actor, keys, *about)}
        return [found[key] for key in keys if key in found]

    def fetch(self, actor: Actor, id: UUID | str) -> M:  # noqa: A002  # the contract calls it id
        """The one row with this id, or NotFound, as `DeskQuerySet.fetch` has it."""
        for row in self.of(actor, [as_id(id)]):
            return row
        rows: Any = self.rows(actor)
        return cast(M, rows.fetch(id))


@lru_cache(maxsize=1024)
def _reader(kept: KeptRows[Any], who: Standing, about: tuple[Hashable, ...], most: int | None) -> _Reader | None:
    return _reader_of(kept.rows(who.actor, *about), kept.by, most)


def _reader_of(rows: QuerySet[Any], by: str, most: int | None = None) -> _Reader | None:
    hanging = list(_hanging(rows))
    rows = rows.prefetch_related(None).annotate(**{_KEY: F(by)}).filter(Among(_KEY))[:most]
    compiler: Any = rows.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    return _Reader(Question.made(sql, params).near_its_keys(), Instances.of(compiler), hanging)


@dataclass(frozen=True)
class _Reader:
    question: Question
    instances: Instances
    hanging: list[_Hanging]

    def read(self, keys: Iterable[UUID], me: UUID | None) -> list[Any]:
        answer = self.question.ask(keys=list(keys), me=me)
        rows = [self.instances.make(list(row)) for row in answer]
        for one in self.hanging:
            one.hang_on(rows, me)
        return rows


@dataclass(frozen=True)
class _Hanging:
    """Rows that a queryset prefetches: `path` leads from its rows to those they hang on, `name` is the relation's."""

    path: tuple[str, ...]
    name: str
    to_list: str | None
    """The attribute that has them as a list; else they are what the relation gives."""
    back: str | None
    """The field in which each of them has what it hangs on."""
    reader: _Reader | None

    def hang_on(self, rows: Iterable[Any], me: UUID | None) -> None:
        holders = [holder for row in rows if (holder := self._holder(row)) is not None]
        keys = list(dict.fromkeys(holder.pk for holder in holders))
        found: dict[Any, list[Any]] = {}
        for row in self.reader.read(keys, me) if self.reader is not None and keys else []:
            found.setdefault(getattr(row, _KEY), []).append(row)
        for holder in holders:
            self._give(holder, found.get(holder.pk, []))

    def _holder(self, row: Any) -> Any:
        for name in self.path:
            row = row and getattr(row, name)
        return row

    def _give(self, holder: Any, rows: list[Any]) -> None:
        if self.back:
            for row in rows:
                row._state.fields_cache.setdefault(self.back, holder)
        if self.to_list:
            setattr(holder, self.to_list, rows)
            return
        related = getattr(holder, self.name).get_queryset()
        related._result_cache, related._prefetch_done = rows, True
        vars(holder).setdefault("_prefetched_objects_cache", {})[self.name] = related


def _hanging(rows: QuerySet[Any]) -> Iterator[_Hanging]:
    lookups: Sequence[str | Prefetch[Any, Any, Any]] = cast(Any, rows)._prefetch_related_lookups
    for lookup in (Prefetch(one) if isinstance(one, str) else one for one in lookups):
        *path, name = cast(Any, lookup).prefetch_through.split("__")
        model: Any = rows.model
        for part in path:
            model = model._meta.get_field(part).related_model
        relation = model._meta.get_field(name)
        given = cast(Any, lookup).queryset
        children = relation.related_model._default_manager.all() if given is None else given
        if relation.many_to_many:
            by, back = relation.related_query_name(), None
            children = children.filter(**{f"{by}__isnull": False})
        else:
            by, back = relation.field.attname, relation.field.name
        yield _Hanging(tuple(path), name, cast(Any, lookup).to_attr, back, _reader_of(children, by))
