"""Rows into tables as fast as each database takes them: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, models, transaction

Row = tuple[Any, ...]
"""Text, numbers and None, as both databases read them: ids as 32 hexadecimal digits, times in UTC, JSON as text, 0 and 1."""


@dataclass(frozen=True)
class Table:
    """A model's table. Rows give `columns`; every other column gets its field's default, so a new field breaks nothing."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def defaults(self) -> dict[str, Any]:
        fields = [f for f in self.model._meta.local_concrete_fields if f.column not in self.columns]
        return {str(f.column): _plain(f) for f in fields if not getattr(f, "generated", False) and not f.primary_key}


def _plain(field: models.Field[Any, Any]) -> Any:
    value = field.get_default()
    if isinstance(field, models.JSONField) and value is not None:
        return orjson.dumps(value).decode()
    return int(value) if isinstance(value, bool) else value


def write(rows: Mapping[Table, Sequence[Row]]) -> None:
    """Insert the rows of each table. Only inside `unchecked`."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, given in rows.items():
            defaults = table.defaults()
            names = ", ".join(f'"{name}"' for name in (*table.columns, *defaults))
            rest = tuple(defaults.values())
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
                    for row in given:
                        copy.write_row(row + rest)
            else:
                marks = ", ".join(["%s"] * (len(table.columns) + len(defaults)))
                statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
                cursor.executemany(statement, [row + rest for row in given])


_LOOSE = {
    "postgresql": ("SET session_replication_role = replica", "SET synchronous_commit = off"),
    "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -2000000"),
}
_STRICT = {
    "postgresql": ("SET session_replication_role = origin", "SET synchronous_commit = on"),
    "sqlite": ("PRAGMA foreign_keys = ON", "PRAGMA synchronous = NORMAL", "PRAGMA cache_size = -8000"),
}


@contextmanager
def unchecked() -> Iterator[None]:
    """Foreign keys are not looked up row by row, nor is the disk waited for; the block has to leave both true.

    PostgreSQL asks for a superuser. Inside a transaction SQLite minds neither, and the keys are checked at its end.
    """
    _run(_LOOSE)
    try:
        yield
    finally:
        _run(_STRICT)


def _run(statements: Mapping[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            if not (connection.in_atomic_block and "synchronous" in statement.lower()):
                cursor.execute(statement)


def gather_statistics() -> None:
    """What the planner of PostgreSQL knows after its autovacuum was there. SQLite has none, as where a desk is served."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")
