"""Rows as the JSON of their shape, by statements that are made once and kept.

Django takes milliseconds to make the SQL of a nested object, the database less than one to run it. What a statement says
depends on the shape, on what is asked for, and on the roles of whoever asks: all of that is in its key. Who that is, is left
open. What may change at any time (policies, verdicts given, texts) is looked up by the statement itself, each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.db.models import F, IntegerField, QuerySet, Value

from factcheck.api.asking import NOTHING, Asked
from factcheck.api.making import Path, make_members, paths_to_make
from factcheck.api.presenters import Shown
from factcheck.api.shapes import Made, Seen, Shape
from factcheck.core.problems import Invalid, NotFound
from factcheck.desks.actors import Actor, Standing
from factcheck.desks.questions import Among, Question
from factcheck.desks.scoping import as_id

KEPT = 512
"""Statements at most, each of some 5 to 50 KB."""
LARGEST = 64 * 2**20
"""Bytes of an answer in which something is embedded, for there is no end to what may hang on one object."""
AT_ONCE = 50
"""Objects with what is embedded that are read before their size is looked at."""


@dataclass(frozen=True)
class One:
    """A row: its id, its version if it has one, its JSON."""

    id: UUID
    version: int | None
    body: bytes


def show_one(shape: Shape, actor: Actor, id: UUID | str, base: str, asked: Asked = NOTHING) -> One:  # noqa: A002
    """The object with this id. Raises NotFound where the actor may not see it."""
    key = as_id(id)
    for found in show(shape, actor, [key], base, asked):
        return found
    rows: Any = shape.rows(actor)
    raise NotFound(rows.no_such(key))


def show(shape: Shape, actor: Actor, ids: list[UUID], base: str, asked: Asked = NOTHING) -> list[One]:
    """The objects with these ids that the actor may see, in the order of the ids."""
    question = _by_ids(_Asking(shape, base, asked), actor.standing) if ids else None
    if question is None:
        return []
    found = {row.id: row for row in (_bounded(question, ids, actor) if asked.expand else _run(question, ids, actor))}
    rows = [found[key] for key in ids if key in found]
    return list(finished(shape, actor, rows, base, asked))


def _run(question: Question, ids: list[UUID], actor: Actor) -> Iterator[One]:
    return (one_of(*row) for row in question.ask(keys=ids, me=actor.user_id))


def _bounded(question: Question, ids: list[UUID], actor: Actor) -> Iterator[One]:
    """Some rows after the other, as long as they are no more than an answer may have. Raises Invalid."""
    size = 0
    for start in range(0, len(ids), AT_ONCE):
        for row in _run(question, ids[start : start + AT_ONCE], actor):
            size += len(row.body)
            if size > LARGEST:
                raise Invalid.at(
                    "/expand",
                    f"With all that is to be embedded this answer has more than {LARGEST:,} bytes. Ask for fewer objects "
                    "(`page_size`) or members (`fields`), or read what is embedded page by page at its own address.",
                )
            yield row


def show_plainly(shape: Shape, actor: Actor, ids: list[UUID], base: str) -> list[Shown]:
    """The same as plain values, for what is put together further."""
    return [orjson.loads(row.body) for row in show(shape, actor, ids, base)]


def one_of(key: UUID | str, version: int | None, text: str) -> One:
    return One(key if isinstance(key, UUID) else UUID(key), version, text.encode())


def finished(shape: Shape, actor: Actor, rows: Iterable[One], base: str, asked: Asked) -> Iterable[One]:
    """The rows with the members that Python makes; untouched where there are none."""
    paths = _paths(_Asking(shape, base, asked))
    if not paths:
        return rows
    kept = list(rows)
    bodies = [orjson.loads(row.body) for row in kept]
    make_members(bodies, paths, actor, base)
    return [One(row.id, row.version, orjson.dumps(body)) for row, body in zip(kept, bodies, strict=True)]


@dataclass(frozen=True)
class _Asking:
    """A key of the kept statements: which shape (each is one object), under which address, and what is asked of it."""

    shape: Shape
    base: str
    asked: Asked = field(compare=False)
    key: tuple[Any, Any] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.asked.key)


@lru_cache(maxsize=KEPT)
def _paths(asking: _Asking) -> list[tuple[Path, Made]]:
    return paths_to_make(asking.shape, asking.asked)


@lru_cache(maxsize=KEPT)
def _by_ids(asking: _Asking, who: Standing) -> Question | None:
    rows = asking.shape.rows(who.actor).filter(Among("id"))
    found = question_of(asking.shape.as_json(rows, Seen(who.actor, asking.base), asking.asked), asking.shape)
    return found and found.near_its_keys()


def question_of(rows: QuerySet[Any], shape: Shape, *, order: str = "", most: int | None = None) -> Question | None:
    """What asks for rows with `as_json`; None where there can be none, as for whoever has no desk."""
    version: Any = F("version") if shape.has_version else Value(None, output_field=IntegerField())
    rows = rows.annotate(as_version=version).values_list("pk", "as_version", "as_json")
    return Question.of(rows.order_by(*([order] if order else []))[:most])
