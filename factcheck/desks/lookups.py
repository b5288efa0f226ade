"""Lookups that mean the same on every database."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import JSONField, Lookup
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
