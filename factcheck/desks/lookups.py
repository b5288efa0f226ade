"""Lookups that mean the same on every database."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, JSONField, Lookup, UUIDField
from django.db.models.fields.related import ForeignObject
from django.db.models.fields.related_lookups import RelatedExact
from django.db.models.lookups import Exact
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler


@JSONField.register_lookup
class HasItem(Lookup):
    """`tags__has_item="date"`: the JSON list holds this string."""

    lookup_name = "has_item"
    prepare_rhs = False

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @> %s::jsonb", [*params, json.dumps([self.rhs])]

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        within = f"SELECT 1 FROM json_each({column}) AS item WHERE item.value = %s"  # noqa: S608  # Django quoted it
        return f"EXISTS ({within})", [*params, self.rhs]


@UUIDField.register_lookup
class Gathered(Lookup):
    """`pk__gathered=keys`: the key is one that a query gives, which is asked first and by itself.

    Of a plain `IN`, PostgreSQL makes a join, and may ask the query for each row of a whole table.
    """

    lookup_name = "gathered"
    prepare_rhs = False
    rhs: Query

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self._filled("{column} = ANY(ARRAY({keys}))", compiler, connection)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self._filled("{column} IN ({keys})", compiler, connection)

    def _filled(self, template: str, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        keys, within = self.rhs.get_compiler(connection=connection).as_sql()
        return template.format(column=column, keys=keys), (*params, *within)


@UUIDField.register_lookup
class OneOf(Lookup):
    """`pk__one_of=keys`: one of these, however many: they go as one value, where an `IN` has a place for each and databases
    a limit for those."""

    lookup_name = "one_of"
    prepare_rhs = False
    rhs: Collection[UUID]

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        named = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608  # Django quoted it
        return named, [*params, json.dumps([key.hex for key in self.rhs])]


@ForeignObject.register_lookup
class Besides(RelatedExact):
    """`revision__besides=F(…)`: equal, which is asked of rows that something else has found.

    PostgreSQL takes few rows to have the same, and would rather find all that have than the one that is meant.
    """

    lookup_name = "besides"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return _besides(connection, rhs)


@UUIDField.register_lookup
class BesidesKey(Exact):
    """The same of a relation that has a name of its own, as in `alias(current=F("here__revision"))`."""

    lookup_name = "besides"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return _besides(connection, rhs)


def _besides(connection: Any, rhs: str) -> str:
    same = "IS NOT DISTINCT FROM %s" if connection.vendor == "postgresql" else "= %s"
    return same % rhs


class AskedOfEach(Exists):
    """Condition: there are such rows, which each row is asked as a list comes to it.

    Of a plain EXISTS, PostgreSQL makes a join; where it takes very few rows to fit, it joins and sorts all that do.
    """

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        return self.as_sql(compiler, connection, template="(SELECT EXISTS(%(subquery)s))")
