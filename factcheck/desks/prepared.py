"""Statements that are run again and again, with little in them that differs: prepared once for a connection.

Django reads such a statement through for its parameters each time, and has PostgreSQL plan it anew: for a long one that takes
many times as long as to run it. SQLite's driver keeps what it has prepared, by the words of the statement.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from hashlib import sha256
from itertools import count
from typing import Any

from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from psycopg import RawCursor
from psycopg._preparing import Prepare
from psycopg.pq import TransactionStatus

PLANS = 64
"""Statements at most that one connection to PostgreSQL keeps prepared; each takes some of its memory."""

Rows = list[tuple[Any, ...]]


def read_on_sqlite(sql: str, values: tuple[Any, ...]) -> Rows:
    """The rows of a statement whose words Django has read through before."""
    with _on_sqlite() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def read_on_postgresql(name: str, words: Callable[[], str], values: Sequence[Any]) -> Rows:
    """The rows of the statement that `words` prepare by this name."""
    with _on_postgresql(name, words) as cursor:
        cursor.execute(_run(name, len(values)), values)
        return list(cursor.fetchall())


def write(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement that writes once for each of the rows, whose values go where it has `%s`, which is all that differs.

    Values are as `get_db_prep_save` of their fields has them: of numbers PostgreSQL wants the very width of their column.
    """
    if connection.vendor == "sqlite":
        made, run = _on_sqlite(), sql
    else:
        name, words = _numbered(sql)
        made, run = _on_postgresql(name, lambda: words), _run(name, len(rows[0]))
    with made as cursor:
        if len(rows) == 1:
            cursor.execute(run, rows[0])  # psycopg begins a pipeline for many, and has to wait for its end
        else:
            cursor.executemany(run, rows)


# PostgreSQL -------------------------------------------------------------------------------------------------------


class _Prepared(RawCursor[Any]):
    """Runs one statement that the connection keeps. Those that psycopg prepares itself go with the next rollback.

    It sends the values alone: to read `EXECUTE` with them in it takes PostgreSQL as long again as a short statement.
    """

    statement: bytes

    def _get_prepared(self, pgq: Any, prepare: Any = None) -> tuple[Prepare, bytes]:
        self._query = pgq  # which is what is logged
        return Prepare.YES, self.statement


def _on_postgresql(name: str, words: Callable[[], str]) -> AbstractContextManager[Any]:
    """A cursor for a statement that is kept; what is asked of it, as `_run` has it, is for the log alone."""
    connection.ensure_connection()
    raw: Any = connection.connection
    _keep(raw, name, words)
    cursor: Any = _Prepared(raw)
    cursor.statement = name.encode()
    return _watched(cursor)


@lru_cache(maxsize=1024)
def _run(name: str, values: int) -> str:
    return f"EXECUTE {name}({', '.join(['%s'] * values)})" if values else f"EXECUTE {name}"


def _keep(raw: Any, name: str, words: Callable[[], str]) -> None:
    """Have a connection keep the statement that `words` prepare, by its name; the one unused longest goes."""
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
    stays = raw.info.transaction_status == TransactionStatus.IDLE
    with connection.wrap_database_errors:
        raw.execute("SET plan_cache_mode = force_generic_plan")
    raw.plans_once = stays


@lru_cache(maxsize=512)
def _numbered(sql: str) -> tuple[str, str]:
    """A name for a statement, and the words that prepare it; the types of its values are those of where they go."""
    name, numbers = f"ran_{sha256(sql.encode()).hexdigest()[:32]}", count(1)
    return name, f"PREPARE {name} AS {re.sub('%s', lambda _place: f'${next(numbers)}', sql)}"


# SQLite -----------------------------------------------------------------------------------------------------------


class _Reader(SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        return _converted(query)


def _on_sqlite() -> AbstractContextManager[Any]:
    connection.ensure_connection()
    return _watched(connection.connection.cursor(factory=_Reader))


@lru_cache(maxsize=512)
def _converted(query: str) -> str:
    return SQLiteCursorWrapper.convert_query(None, query)  # type: ignore[arg-type]  # it asks nothing of its cursor


def _watched(raw: Any) -> AbstractContextManager[Any]:
    """As Django makes its own cursors."""
    return connection.make_debug_cursor(raw) if connection.queries_logged else connection.make_cursor(raw)
