"""Long statements that are run again and again, with little in them that differs: prepared once for a connection.

Django reads such a statement through for its parameters each time, and has PostgreSQL plan it anew, which takes several times
as long as to run it. SQLite's driver keeps what it has prepared, by the words of the statement.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from psycopg.pq import TransactionStatus

PLANS = 64
"""Statements at most that one connection to PostgreSQL keeps prepared; each takes some of its memory."""

Rows = list[tuple[Any, ...]]


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
    stays = raw.info.transaction_status == TransactionStatus.IDLE
    with connection.wrap_database_errors:
        raw.execute("SET plan_cache_mode = force_generic_plan")
    raw.plans_once = stays


class _Reader(SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        return _converted(query)


@lru_cache(maxsize=512)
def _converted(query: str) -> str:
    return SQLiteCursorWrapper.convert_query(None, query)  # type: ignore[arg-type]  # it asks nothing of its cursor
