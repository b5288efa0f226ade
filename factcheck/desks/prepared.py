"""Long statements that are run again and again, with nothing but a key that differs: prepared once for a connection.

Django reads such a statement through for its parameters each time, and has PostgreSQL plan it anew, which takes several times
as long as to run it. SQLite's driver keeps what it has prepared, by the words of the statement.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

PLANS = 64
"""Statements at most that one connection to PostgreSQL keeps prepared; each takes some of its memory."""

Rows = list[tuple[Any, ...]]
_PLACE = "⟨keys⟩"
_DESK_OF_INNER = re.compile(r'(?<=[ (])(?=[U-Z]\d+\."desk_id" IN )')
"""Django names the tables of a statement within another U0, V0 and so on."""


@dataclass(frozen=True)
class Statement:
    """SQL with one place left open, for a key or for keys; `before` and `after` are the other parameters.

    `kind` is the type of what goes there, on PostgreSQL.
    """

    sql: str
    before: tuple[Any, ...]
    after: tuple[Any, ...]
    kind: str = "uuid[]"

    def run(self, keys: list[UUID]) -> Rows:
        """What it gives for these keys, by a plan that is kept."""
        if connection.vendor == "postgresql":
            return self._run_on_postgresql([str(key) for key in keys])
        return self._run_on_sqlite(dumps([key.hex for key in keys]))

    def run_with(self, value: str) -> Rows:
        """The same for one value that is no list of keys."""
        return self._run_on_postgresql(value) if connection.vendor == "postgresql" else self._run_on_sqlite(value)

    def written_out(self, key: Any) -> str:
        """The whole of it as words, for PostgreSQL."""
        operations: Any = connection.ops
        return str(operations.compose_sql(self.sql, (*self.before, key, *self.after)))

    def _run_on_sqlite(self, value: str) -> Rows:
        return read_on_sqlite(near_the_outer(self.sql), (*self.before, value, *self.after))

    def _run_on_postgresql(self, value: str | list[str]) -> Rows:
        with connection.cursor() as cursor:
            prepare(self._name, lambda: self._prepared)
            cursor.execute(f"EXECUTE {self._name}(%s::{self.kind})", (value,))
            return list(cursor.fetchall())

    @cached_property
    def _name(self) -> str:
        return f"kept_{sha256(repr(self).encode()).hexdigest()[:32]}"

    @cached_property
    def _prepared(self) -> str:
        words = self.written_out(_PLACE).replace(f"'{_PLACE}'", "$1")
        return f"PREPARE {self._name} ({self.kind}) AS {words}"


@lru_cache(maxsize=1024)
def near_the_outer(sql: str) -> str:
    """The rows of an inner statement hang on one of the outer: there are few. SQLite knows nothing of how many rows a
    desk has, and may read all of them, by an index, for each row of the outer; a `+` keeps it from using that index.
    """
    return _DESK_OF_INNER.sub("+", sql)


def read_on_sqlite(sql: str, values: tuple[Any, ...]) -> Rows:
    """The rows of a statement whose words Django has read through before."""
    connection.ensure_connection()
    raw = connection.connection.cursor(factory=_Reader)
    with connection.make_debug_cursor(raw) if connection.queries_logged else connection.make_cursor(raw) as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def prepare(name: str, words: Callable[[], str]) -> None:
    """Have this connection to PostgreSQL keep the statement that `words` give, by its name; the one unused longest goes."""
    raw: Any = connection.connection
    _plan_once(raw)
    known: OrderedDict[str, None] = vars(raw).setdefault("kept_statements", OrderedDict())
    if name in known:
        known.move_to_end(name)
        return
    with connection.wrap_database_errors:
        if len(known) >= PLANS:
            oldest = next(iter(known))
            raw.execute(f"DEALLOCATE {oldest}")
            del known[oldest]
        raw.execute(words())
    known[name] = None


def _plan_once(raw: Any) -> None:
    """Have PostgreSQL keep one plan, whatever the keys: to plan takes it ten times as long as to run, and it would
    rather plan each time, for it takes its own planning to cost little. Said in a transaction it would go with that.
    """
    if vars(raw).get("plans_once"):
        return
    stays = bool(raw.autocommit)
    with connection.wrap_database_errors:
        raw.execute("SET plan_cache_mode = force_generic_plan")
    raw.plans_once = stays


class _Reader(SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        return _converted(query)


@lru_cache(maxsize=512)
def _converted(query: str) -> str:
    return SQLiteCursorWrapper.convert_query(None, query)  # type: ignore[arg-type]  # it asks nothing of its cursor
