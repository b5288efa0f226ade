"""All rows of a resource, oldest first, as they were at one moment; memory holds one chunk of them.

Each chunk is read by key where the last one ended. The database writes the JSON; on PostgreSQL it comes by COPY, which hands
over line after line without anybody waiting for the other.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from factcheck.desks.questions import Given, Question
from factcheck.desks.reading import reading
from factcheck.exchange.resources import Resource

BEYOND = Given("beyond", "uuid")
CHUNK = 1_000
COPIED = 10_000
"""Rows of one COPY."""

_COPY = "COPY ({sql}) TO STDOUT (FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01')"
"""Lines as they are: JSON has no raw control character, so nothing in it is ever quoted."""


def shown_rows(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str) -> Iterator[Shown]:
    """Every row as plain values."""
    for chunk in _chunks(resource, rows, actor, base):
        for one in chunk:
            yield orjson.loads(one.body)


def shown_lines(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str) -> Iterator[bytes]:
    """Every row as a line of JSON."""
    if connection.vendor == "postgresql" and not paths_to_make(resource.shape, resource.asked):
        yield from _copied(resource, rows, actor, base)
    else:
        for chunk in _chunks(resource, rows, actor, base):
            for one in chunk:
                yield one.body + b"\n"


def _chunks(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str) -> Iterator[list[One]]:
    question = _beyond(resource, rows, actor, base, CHUNK)
    key = UUID(int=0)
    with reading():
        while question is not None:
            chunk = [one_of(*row) for row in question.ask_once(beyond=key)]
            yield list(finished(resource.shape, actor, chunk, base, resource.asked))
            if len(chunk) < CHUNK:
                return
            key = chunk[-1].id


def _copied(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str) -> Iterator[bytes]:
    question = _beyond(resource, rows, actor, base, COPIED)
    key = UUID(int=0)
    with reading():
        while question is not None:
            found = 0
            copied = _COPY.format(sql=question.written_out(beyond=key))
            with connection.cursor() as cursor, cursor.copy(copied) as lines:
                for line in lines:
                    id_, _version, body = bytes(line).split(b"\x02", 2)
                    found += 1
                    yield body
            if found < COPIED:
                return
            key = UUID(id_.decode())


def _beyond(resource: Resource, rows: QuerySet[Any], actor: Actor, base: str, most: int) -> Question | None:
    some = resource.shape.as_json(rows.filter(pk__gt=BEYOND), Seen(actor, base), resource.asked)
    question = question_of(some, resource.shape, order="pk", most=most)
    return question and question.near_the_outer()
