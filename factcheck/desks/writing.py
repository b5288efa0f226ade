"""Writing rows by statements that read the same each time, so that they are made, and prepared, once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import models, transaction

from factcheck.desks.prepared import write


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model whose keys are known, in the running transaction.

    As `bulk_create`, which makes an SQL text of every few rows anew and takes twice the time for it. No signal is sent.
    """
    if not rows:
        return
    connection = transaction.get_connection()
    fields = type(rows[0])._meta.concrete_fields
    values = [[field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields] for row in rows]
    write(_insert(type(rows[0])), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update_one(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there, by its key, in the running transaction. No signal is sent."""
    connection = transaction.get_connection()
    fields: list[Any] = [row._meta.get_field(name) for name in (*names, row._meta.pk.name)]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    write(_update(type(row), names), [values])


@cache
def _insert(model: type[models.Model]) -> str:
    fields = model._meta.concrete_fields
    columns, places = ", ".join(map(_column, fields)), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  # names of tables


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    values = ", ".join(f"{_column(model._meta.get_field(name))} = %s" for name in names)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {values} WHERE {_column(model._meta.pk)} = %s"  # noqa: S608  # the same


def _column(field: Any) -> str:
    return _quoted(field.column)


def _quoted(name: str) -> str:
    return str(transaction.get_connection().ops.quote_name(name))
