"""Querysets whose SQL is made once for all who ask alike: what differs from one time to the next is left open in it.

    waiting = Question.of(Claim.objects.filter(due_on__lte=Given("soon", "date")))
    waiting.ask(soon=today)

To make the SQL of a queryset that looks into others takes Django longer than the database takes to answer it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from json import dumps
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, Func, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields.related_lookups import RelatedIn

from factcheck.desks.prepared import Rows, read_on_postgresql, read_on_sqlite
from factcheck.desks.scoping import is_by_key

_MARK = token_hex(16)
"""Before the name of an open place, until it has a number; what people write cannot hold it, for it is another each time."""
_OF_DESK = re.compile(r'(?<=[ (])(?="\w+"\."desk_id" IN )')
_DESK_OF_INNER = re.compile(r'(?<=[ (])(?=[U-Z]\d+\."desk_id" IN )')
"""Django names the tables of a statement within another U0, V0 and so on."""
_FIELDS: dict[str, type[models.Field[Any, Any]]] = {
    "uuid[]": models.TextField, "uuid": models.UUIDField, "text": models.TextField, "date": models.DateField,
    "timestamptz": models.DateTimeField,
}  # fmt: skip
MOST_APART = 100
"""Desks whose rows are found one desk after the other; of more, all together. SQLite joins 500 parts at most."""


class Given(models.Expression):
    """Stands in a queryset where a value goes when it is asked. `kind` is the type of the value, as PostgreSQL calls it."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(output_field=_FIELDS[kind]())
        self.name, self.kind = name, kind

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)

    def stored(self, value: Any) -> Any:
        """A value as the database takes it."""
        if isinstance(value, list):
            return dumps([key.hex for key in value]) if connection.vendor == "sqlite" else [str(key) for key in value]
        if isinstance(value, UUID):
            return value.hex if connection.vendor == "sqlite" else str(value)
        if isinstance(value, datetime):
            return connection.ops.adapt_datetimefield_value(value)
        return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


SOMEBODY = uuid4()
"""The id of whoever asks, in a queryset for all who may see the same; another each time the service starts: nobody has it."""
KEYS, _DESK, _ME = Given("keys", "uuid[]"), Given("desk", "uuid"), Given("me", "uuid")


class Among(Func):
    """Condition: the column is one of the `keys` that are given."""

    output_field = models.BooleanField()

    def __init__(self, column: str) -> None:
        super().__init__(F(column), KEYS)

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        return self._compiled(compiler, "{} IN (SELECT value FROM json_each({}))")

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> Any:
        return self._compiled(compiler, "{} = ANY({})")

    def _compiled(self, compiler: Any, words: str) -> tuple[str, list[Any]]:
        (column, params), (keys, given) = (compiler.compile(part) for part in self.source_expressions)
        return words.format(column, keys), [*params, *given]


@dataclass(frozen=True)
class Question:
    """SQL, and its parameters in order: a `Given` for each that is open."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Question | None:
        """What a queryset asks; None where that can have no answer, as for whoever has no desk."""
        try:
            sql, params = rows.query.sql_with_params()
        except EmptyResultSet:
            return None
        return cls.made(sql, params)

    @classmethod
    def made(cls, sql: str, params: Iterable[Any]) -> Question:
        """SQL as Django made it; `me`, who asks, is left open in it where that is SOMEBODY."""
        return cls(
            sql, tuple(_ME if param in (SOMEBODY, SOMEBODY.hex) else _without_somebody(param) for param in params)
        )

    @classmethod
    def joined(cls, by: str, parts: Iterable[Question | None]) -> Question | None:
        """Several as one, by `UNION` or `UNION ALL`."""
        asked = [part for part in parts if part is not None]
        params = tuple(param for part in asked for param in part.params)
        return cls(by.join(part.sql for part in asked), params) if asked else None

    def not_by_desk(self, table: str) -> Question:
        """Have SQLite find the rows of a table by something else: it takes those of a desk for few."""
        if connection.vendor != "sqlite":
            return self
        within = re.search(rf'"{table}" ([A-Z]+\d+) ', self.sql)
        name = within[1] if within and f'"{table}"."desk_id"' not in self.sql else f'"{table}"'
        return replace(self, sql=re.sub(rf'(?<=[ (])(?={name}\."desk_id" IN )', "+", self.sql))

    def by_its_keys(self) -> Question:
        """The same for the rows it gives: they are found by the keys that name them, not by going through a desk."""
        return replace(self, sql=_OF_DESK.sub("+", self.sql)) if connection.vendor == "sqlite" else self

    def near_the_outer(self) -> Question:
        """The same for the few rows that hang on each of its rows, for which SQLite may read all of a desk each time."""
        return replace(self, sql=_DESK_OF_INNER.sub("+", self.sql)) if connection.vendor == "sqlite" else self

    def near_its_keys(self) -> Question:
        """The same for the rows and for what hangs on them."""
        return self.near_the_outer().by_its_keys()

    def around(self, words: str) -> Question:
        """The same as `{}` of other words."""
        return replace(self, sql=words.format(self.sql))

    def ask(self, **values: Any) -> Rows:
        """The rows of the answer, as the database has them; by a plan that is kept."""
        if connection.vendor == "sqlite":
            return read_on_sqlite(self.sql, self._filled(values))
        filled = [one.stored(values[name]) for name, one in self._given.items()]
        return read_on_postgresql(self._name, self._prepared, filled)

    def ask_once(self, **values: Any) -> Rows:
        """The same for what is hardly asked again: no plan is kept, and none that is kept goes for it."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._filled(values))
            return list(cursor.fetchall())

    def keys(self, **values: Any) -> list[UUID]:
        """The ids in the answer, which are its last column."""
        return _ids_in(self.ask(**values))

    def keys_once(self, **values: Any) -> list[UUID]:
        """The same for what is hardly asked again."""
        return _ids_in(self.ask_once(**values))

    def within(self, **values: Any) -> RawSQL:
        """The same as a part of a queryset: `filter(pk__in=question.within(soon=today))`."""
        return RawSQL(self.sql, self._filled(values))  # noqa: S611  # Django wrote it

    def written_out(self, **values: Any) -> str:
        """The whole of it as words, for PostgreSQL."""
        return self._composed(self._filled(values))

    def _filled(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        filled = list(self.params)
        for place, one in self._open:
            filled[place] = one.stored(values[one.name])
        return tuple(filled)

    def _with_desk(self, desk: UUID) -> tuple[Any, ...]:
        return tuple(
            one.stored(desk) if isinstance(one, Given) and one.name == _DESK.name else one for one in self.params
        )

    @cached_property
    def _open(self) -> list[tuple[int, Given]]:
        return [(place, one) for place, one in enumerate(self.params) if isinstance(one, Given)]

    @cached_property
    def _given(self) -> dict[str, Given]:
        return {one.name: one for _place, one in self._open}

    @cached_property
    def _name(self) -> str:
        told = [f"<{one.name}>" if isinstance(one, Given) else one for one in self.params]
        return f"asked_{sha256(repr((self.sql, told)).encode()).hexdigest()[:32]}"

    def _prepared(self) -> str:
        words = self._composed([_MARK + one.name if isinstance(one, Given) else one for one in self.params])
        for number, name in enumerate(self._given, 1):
            words = words.replace(f"'{_MARK}{name}'", f"${number}")
        kinds = ", ".join(one.kind for one in self._given.values())
        return f"PREPARE {self._name}{f' ({kinds})' if kinds else ''} AS {words}"

    def _composed(self, params: Sequence[Any]) -> str:
        operations: Any = connection.ops
        return str(operations.compose_sql(self.sql, params))


def _ids_in(answer: Rows) -> list[UUID]:
    return [row[-1] if isinstance(row[-1], UUID) else UUID(row[-1]) for row in answer]


def are_found_apart(rows: QuerySet[Any, Any], desks: Sequence[UUID]) -> bool:
    """Whether the first rows of several desks are better found desk by desk than all together."""
    return 1 < len(desks) <= MOST_APART and not is_by_key(rows)


def _without_somebody(param: Any) -> Any:
    if not isinstance(param, Given) and SOMEBODY.hex in str(param).replace("-", ""):
        raise ValueError("Who asks stands inside another value, where it cannot be left open.")
    return param


def first_of_desks(rows: QuerySet[Any, Any], desks: Sequence[UUID], most: int) -> Question | None:
    """The first of the rows, whose ids are the last column, found desk by desk where that is better."""
    if are_found_apart(rows, desks):
        return first_apart(rows, desks, most)
    return Question.of(rows.values_list("pk")[:most])


def first_apart(rows: QuerySet[Any, Any], desks: Sequence[UUID], most: int) -> Question | None:
    """The first of the rows: those of each desk, by an index that begins with the desk, then the first of those.

    The answer has the fields by which the rows are ordered, which are never NULL. Raises ValueError where those are no names
    that end with the id: rows that are level would come in another order each time.
    """
    order = _order_of(rows)
    found = rows.values_list(*[name.removeprefix("-") for name in order])
    of_one = Question.of(found.filter(desk=_DESK)[:most])
    if of_one is None:
        return None
    of_one = of_one.around("SELECT * FROM ({}) AS of_desk")  # on SQLite a part of a UNION has no order of its own
    parts = [replace(of_one, params=of_one._with_desk(desk)) for desk in _left_by_filters(rows, desks)]
    by = ", ".join(f"{n} {'DESC' if name.startswith('-') else 'ASC'}" for n, name in enumerate(order, start=1))
    of_all = Question.joined(" UNION ALL ", parts)
    return of_all and of_all.around(f"{{}} ORDER BY {by} LIMIT {most}")


def _order_of(rows: QuerySet[Any, Any]) -> list[str]:
    asked = rows.query
    order: list[Any] = list(asked.order_by or (rows.model._meta.ordering if asked.default_ordering else ()))
    if (
        not order
        or asked.extra_order_by
        or not asked.standard_ordering
        or any(not isinstance(one, str) for one in order)
        or order[-1].removeprefix("-") != "id"
    ):
        raise ValueError(f"Rows that are found desk by desk are ordered by names that end with the id, not by {order}.")
    return order


def _left_by_filters(rows: QuerySet[Any, Any], desks: Sequence[UUID]) -> Sequence[UUID]:
    """The desks in each list of desks to which the rows are narrowed: a part for another would find nothing, late."""
    own = rows.model._meta.get_field("desk")
    lists = [
        set(one.rhs)
        for one in rows.query.where.children
        if isinstance(one, RelatedIn) and one.rhs_is_direct_value() and one.lhs.target == own
    ]
    return [desk for desk in desks if all(desk in named for named in lists)]
