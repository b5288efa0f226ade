"""All rows of a resource, oldest first, as they were at one moment; memory holds one chunk of them.

Each chunk is read by key where the last one ended. The database writes the JSON; on PostgreSQL it comes by COPY, which hands
over row after row without anybody waiting for the other.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import QuerySet

from factcheck.api.making import paths_to_make
from factcheck.api.presenters import Shown
from factcheck.api.shapes import Seen
from factcheck.api.showing import One, finished, one_of, question_of
from factcheck.desks.actors import Actor
from factcheck.desks.prepared import Rows
from factcheck.desks.questions import Given, Question
from factcheck.desks.reading import reading
from factcheck.desks.scoping import as_id
from factcheck.exchange.resources import Resource

BEYOND = Given("beyond", "uuid")
CHUNK = 1_000
COPIED = 10_000
"""Rows of one COPY."""
BLOCK = 64
"""Lines that go together through all that is between here and whoever reads them."""

_COPY = "COPY ({sql}) TO STDOUT (FORMAT binary)"
"""Binary, for in any other form PostgreSQL looks at each letter for what is to be escaped."""


def shown_rows(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str) -> Iterator[Shown]:
    """Every row as plain values."""
    for one in _finished(resource, rows, actor, base):
        yield orjson.loads(one.body)


def shown_lines(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str) -> Iterator[bytes]:
    """Every row as a line of JSON, in blocks of one or more lines."""
    with closing(_lines(resource, rows, actor, base)) as lines:
        while block := list(islice(lines, BLOCK)):
            yield b"\n".join([*block, b""])


def _lines(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str) -> Generator[bytes]:
    if paths_to_make(resource.shape, resource.asked):
        return (one.body for one in _finished(resource, rows, actor, base))
    if connection.vendor == "postgresql":
        return _copied(resource, rows, actor, base)
    return (text.encode() for chunk in _chunks(resource, rows, actor, base) for _id, _version, text in chunk)


def _finished(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str) -> Iterator[One]:
    for chunk in _chunks(resource, rows, actor, base):
        yield from finished(resource.shape, actor, [one_of(*row) for row in chunk], base, resource.asked)


def _chunks(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str) -> Iterator[Rows]:
    question = _beyond(resource, rows, actor, base, CHUNK)
    key = UUID(int=0)
    with _reading_row_by_row():
        while question is not None:
            chunk = question.ask_once(beyond=key)
            yield chunk
            if len(chunk) < CHUNK:
                return
            key = as_id(chunk[-1][0])


def _copied(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str) -> Generator[bytes]:
    question = _beyond(resource, rows, actor, base, COPIED)
    key = UUID(int=0)
    with _reading_row_by_row():
        while question is not None:
            found = 0
            copied = _COPY.format(sql=question.written_out(beyond=key))
            with connection.cursor() as cursor, cursor.copy(copied) as copy:
                for row in copy.rows():
                    found += 1
                    yield row[-1]
            if found < COPIED:
                return
            key = UUID(bytes=row[0])


@contextmanager
def _reading_row_by_row() -> Iterator[None]:
    """Inside `reading()`, until that ends. Where a merge joins, PostgreSQL reads what is joined from its beginning for each
    chunk again, which its planner, who sees a limit, takes for free; and one export is not to have all processors."""
    with reading():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET LOCAL enable_mergejoin = off; SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off"
                )
        yield


def _beyond(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str, most: int) -> Question | None:
    some = resource.shape.as_json(rows.filter(pk__gt=BEYOND), Seen(actor, base), resource.asked)
    question = question_of(some, resource.shape, order="pk", most=most)
    return question and question.near_the_outer()
