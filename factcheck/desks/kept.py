"""Rows that every request asks for, by one value that differs: their SQL is made once and kept.

Django takes a millisecond or two to make the SQL of a query that the database answers in a tenth of one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast
from uuid import UUID

from django.db import connection, models
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

from factcheck.desks.questions import Given, Question
from factcheck.desks.scoping import DeskQuerySet

if TYPE_CHECKING:
    from factcheck.desks.actors import Actor, Standing

M = TypeVar("M", bound=models.Model)


ID, WORDS = Given("value", "uuid"), Given("value", "text")
"""Stands in a queryset where the value goes when it is asked: `filter(digest=WORDS)`."""


@dataclass(frozen=True)
class Kept(Generic[M]):
    """The rows of a queryset that leaves one value open, an `ID` or `WORDS`.

    Nothing else in it may change, as the time or who asks. They come as from it: with related rows and annotations.
    """

    rows: Callable[[], models.QuerySet[M]]

    def find(self, value: str | UUID, *, me: UUID | None = None) -> M | None:
        """The first row with this value; `me` asks."""
        if self._made.locks and not connection.in_atomic_block:
            raise TransactionManagementError("A row is locked inside a transaction.")
        for row in self._made.question.ask(value=value, me=me):
            return cast(M, self._made.instances.make(list(row)))
        return None

    @cached_property
    def _made(self) -> _Made:
        query: Any = self.rows().query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        question = Question.made(sql, params).near_its_keys()
        return _Made(question, Instances.of(compiler), query.select_for_update)


@dataclass(frozen=True)
class KeptFor(Generic[M]):
    """The rows that somebody may see, by their keys: `ARTICLES.of(actor).in_bulk(keys)`.

    One alone is read by SQL that is kept for all of the same standing. Nothing else in the queryset may change, as in `Kept`.
    """

    rows: Callable[[Actor], DeskQuerySet[M]]

    def of(self, actor: Actor) -> KeptSeen[M]:
        return KeptSeen(self, actor)


@dataclass(frozen=True)
class KeptSeen(Generic[M]):
    """The same for one actor; in the place of a queryset where rows are named by their keys."""

    kept: KeptFor[M]
    actor: Actor

    def in_bulk(self, keys: Collection[UUID]) -> dict[UUID, M]:
        """Those with these keys, by key."""
        if len(keys) > 1:
            return self.kept.rows(self.actor).in_bulk(keys)
        kept, me = _seen_by(self.kept, self.actor.standing), self.actor.user_id
        found = (kept.find(key, me=me) for key in keys)
        return {one.pk: one for one in found if one is not None}

    def no_such(self, id: UUID) -> str:  # noqa: A002  # the contract calls it id
        """What is said of an id that none of these rows has."""
        return self.kept.rows(self.actor).no_such(id)


@lru_cache(maxsize=512)
def _seen_by(kept: KeptFor[M], standing: Standing) -> Kept[M]:
    return Kept(lambda: kept.rows(standing.actor).filter(pk=ID).order_by())


@dataclass(frozen=True)
class _Made:
    """What Django works out of a queryset before it asks."""

    question: Question
    instances: Instances
    locks: bool


@dataclass(frozen=True)
class Instances:
    """What it takes to make instances of the rows of an answer, with related rows and annotations."""

    model: type[models.Model]
    own: slice
    names: list[str]
    related: list[Any]
    annotated: dict[str, int]
    converters: list[tuple[int, tuple[list[Any], Any]]]

    @classmethod
    def of(cls, compiler: Any) -> Instances:
        """For a compiler that has made its SQL."""
        populators: Any = get_related_populators
        info, columns = compiler.klass_info, [column for column, *_ in compiler.select]
        own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        return cls(
            info["model"], own, [column.target.attname for column in columns[own]],
            populators(info, compiler.select, connection.alias), compiler.annotation_col_map,
            list(compiler.get_converters(columns).items()),
        )  # fmt: skip

    def make(self, row: list[Any]) -> Any:
        """As `ModelIterable` makes it."""
        for position, (converters, column) in self.converters:
            for convert in converters:
                row[position] = convert(row[position], column, connection)
        made = self.model.from_db(connection.alias, self.names, row[self.own])
        for populator in self.related:
            populator.populate(row, made)
        for name, position in self.annotated.items():
            setattr(made, name, row[position])
        return made
