"""What the API and the exports show of a row: declared once, written as JSON by the database.

A shape names the members of an object in order, each as what the database has:

    EVIDENCE = Shape(
        Evidence, queries.evidence_rows,
        members={
            "id": Column("id"),
            "url": Address("/api/v1/evidence/{id}/"),
            "desk": Column("desk__slug"),
            "source": Column("source_id"),
            "newer_than_claim": Reckoned(newer_than_claim, BooleanField()),
            "created_by": PERSON("created_by"),
        },
        expansions={"source": Whole(lambda: SOURCE, "source_id"), "verdicts": Every(lambda: VERDICT, "evidence")},
    )

`rows` are those that somebody may see at the address of the object; whatever embeds it finds it among those and no others.
How a value is written follows from its field: a time, a day, an id, a number, a list kept as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

import orjson
from django.db import models
from django.db.models import F, Model, OuterRef, Q, QuerySet, Value

from factcheck.api.asking import NOTHING, Asked
from factcheck.api.outputs import Output
from factcheck.api.sql_json import (
    TEXT,
    Bare,
    Day,
    Filled,
    Id,
    IdOrNull,
    Listed,
    Moment,
    MomentOrNull,
    Real,
    Words,
    WordsOrNull,
    YesNo,
    first_of,
    null_where,
)
from factcheck.desks.actors import Actor

Rows = Callable[[Actor], QuerySet[Any]]


@dataclass(frozen=True)
class Seen:
    """By whom, and under which scheme and host, so that addresses are absolute."""

    actor: Actor
    base: str


@dataclass(frozen=True)
class Written:
    """A part of a template, and what fills it."""

    template: str
    values: tuple[Any, ...] = ()


class Member(Protocol):
    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written: ...


@dataclass(frozen=True)
class Column:
    """A column of the row, or of one it refers to: `claim__number`."""

    path: str

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        found, null = field_at(model, self.path)
        return _as_json(F(self.path), found, null=null)


@dataclass(frozen=True)
class Optional:
    """The same of a text that is null when it is empty."""

    path: str

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        return Written("%s", (null_where(Q(**{self.path: ""}), Filled("%s", Words(F(self.path)))),))


@dataclass(frozen=True)
class Reckoned:
    """A value that the database reckons for the actor; `kind` says how it is written."""

    make: Callable[[Actor], Any]
    kind: models.Field[Any, Any] | None = None
    """None for what is JSON already."""

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        value = self.make(seen.actor)
        return Written("%s", (value,)) if self.kind is None else _as_json(value, self.kind, null=self.kind.null)


def counted(annotated: str) -> Reckoned:
    """A number that the rows bring along under this name."""
    return Reckoned(lambda _actor: F(annotated), models.IntegerField())


@dataclass(frozen=True)
class Address:
    """An absolute address with columns in braces; null where `unless` holds."""

    path: str
    unless: Q | None = None

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        names = re.findall(r"{(\w+)}", self.path)
        literal = orjson.dumps(seen.base + re.sub(r"{\w+}", "\0", self.path)).decode()
        template = literal.replace("%", "%%").replace("\\u0000", "%s")
        values = tuple(
            Id(F(n)) if isinstance(_target(field_at(model, n)[0]), models.UUIDField) else F(n) for n in names
        )
        if self.unless is None:
            return Written(template, values)
        return Written("%s", (null_where(self.unless, Filled(template, *values)),))


@dataclass(frozen=True)
class Either:
    """One member where a condition holds, and another where it does not."""

    condition: Q
    then: Member
    otherwise: Member

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        one, other = (m.written(model, seen, asked) for m in (self.then, self.otherwise))
        chosen = models.Case(
            models.When(self.condition, then=Filled(one.template, *one.values)),
            default=Filled(other.template, *other.values), output_field=TEXT,
        )  # fmt: skip
        return Written("%s", (chosen,))


@dataclass(frozen=True)
class Group:
    """An object within the object; null where `unless` holds."""

    members: Mapping[str, Member]
    unless: Callable[[Actor], Q] | None = None

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        whole = _object(self.members.items(), model, seen, asked)
        if self.unless is None:
            return whole
        return Written("%s", (null_where(self.unless(seen.actor), Filled(whole.template, *whole.values)),))


@dataclass(frozen=True)
class Constant:
    """A word that is always the same."""

    word: str

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        return Written(f'"{self.word}"')


@dataclass(frozen=True)
class Tuple:
    """A list of so many members; null where `unless` holds."""

    parts: tuple[Member, ...]
    unless: Q

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        parts = [member.written(model, seen, asked) for member in self.parts]
        whole = Filled(f"[{','.join(p.template for p in parts)}]", *(value for p in parts for value in p.values))
        return Written("%s", (null_where(self.unless, whole),))


Related = str | Callable[[Actor, QuerySet[Any]], QuerySet[Any]]
"""How rows hang on the one that shows them: the relation that leads back to it, or a way to narrow them to it."""


@dataclass(frozen=True)
class Every:
    """The rows of another shape that hang on this one, as a list in the order of `order`; `first`: the first, or null."""

    shape: Callable[[], Shape]
    of: Related
    order: str = "id"
    first: bool = False

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        shape = self.shape()
        rows = shape.as_json(_hanging(shape.rows(seen.actor), self.of, seen.actor), seen, asked).order_by(self.order)
        return Written("%s", (first_of(rows) if self.first else Listed(rows),))


@dataclass(frozen=True)
class Ids:
    """The ids of rows that hang on this one; expanded, each is the whole object where its own address would show it."""

    rows: Rows
    of: Related
    shape: Callable[[], Shape]
    first: bool = False
    whole: bool = False

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        shown: Any = Filled('"%s"', Id(F("id")))
        if self.whole:
            shape = self.shape()
            shown = first_of(
                shape.as_json(shape.rows(seen.actor).filter(pk=OuterRef("pk")), seen, asked).order_by(), shown
            )
        rows = _hanging(self.rows(seen.actor), self.of, seen.actor).annotate(as_json=shown).order_by("id")
        return Written("%s", (first_of(rows) if self.first else Listed(rows),))

    def as_whole(self) -> Ids:
        return replace(self, whole=True)


def _hanging(rows: QuerySet[Any], of: Related, actor: Actor) -> QuerySet[Any]:
    return rows.filter(**{of: OuterRef("pk")}) if isinstance(of, str) else of(actor, rows)


@dataclass(frozen=True)
class Whole:
    """The row that a column refers to. It stays an id where it would not be shown at its own address."""

    shape: Callable[[], Shape]
    path: str

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        shape = self.shape()
        rows = shape.as_json(shape.rows(seen.actor).filter(pk=OuterRef(self.path)), seen, asked).order_by()
        return Written("%s", (first_of(rows, IdOrNull(F(self.path))),))


Expansion = Every | Ids | Whole
Making = Callable[[Actor, list[UUID], str], Mapping[UUID, Any]]


@dataclass(frozen=True)
class Made:
    """What Python makes, for all rows at once, by their ids; the database leaves the id of the row in its place."""

    make: Making

    def written(self, model: type[Model], seen: Seen, asked: Asked) -> Written:
        return Written('"%s"', (Id(F("id")),))


@dataclass(frozen=True, eq=False)
class Shape:
    """One kind of object: its members in order, and what `expand` may put in the place of one, or add after them."""

    model: type[Model]
    rows: Rows
    members: Mapping[str, Member]
    expansions: dict[str, Expansion] = field(default_factory=dict)
    output: type[Output] = Output
    """The whole of it, as declared for the OpenAPI description."""
    joined: Callable[[], Mapping[str, models.FilteredRelation]] = dict
    """Rows that stand beside each of these, one or none, by a name for `Reckoned`: cheaper than to look each up.

    Made anew each time, for a queryset changes what it is given.
    """

    def as_json(self, rows: QuerySet[Any], seen: Seen, asked: Asked = NOTHING) -> QuerySet[Any]:
        """The rows, each with its object as `as_json`: text."""
        whole = _object(self.shown(asked), self.model, seen, asked)
        shown: QuerySet[Any] = rows.annotate(**self.joined()).annotate(as_json=Filled(whole.template, *whole.values))
        return shown

    def shown(self, asked: Asked) -> list[tuple[str, Member]]:
        """The members that are asked for, in order; what is expanded takes the place of its id, or comes last."""
        named: dict[str, Member] = dict(self.members)
        named |= {name: member for name, member in self.expansions.items() if name in asked.expand}
        return [(name, member) for name, member in named.items() if asked.keeps(name)]

    @cached_property
    def has_version(self) -> bool:
        return any(f.name == "version" for f in self.model._meta.get_fields())


def _object(members: Iterable[tuple[str, Member]], model: type[Model], seen: Seen, asked: Asked) -> Written:
    parts: list[str] = []
    values: list[Any] = []
    for name, member in members:
        if asked.keeps(name):
            written = member.written(model, seen, asked.below(name))
            parts.append(f'"{name}":{written.template}')
            values += written.values
    return Written("{" + ",".join(parts) + "}", tuple(values))


def PERSON(path: str, named: Callable[[Actor], Q] | None = None) -> Group:  # noqa: N802  # it stands among constants
    """A person by id and names, never more; null for nobody, and where they may not be `named`."""

    def unless(actor: Actor) -> Q:
        nobody = Q(**{f"{path}__isnull": True})
        return nobody if named is None else nobody | ~named(actor)

    return Group({name: Column(f"{path}__{name}") for name in ("id", "username", "name")}, unless)


def field_at(model: type[Model], path: str) -> tuple[models.Field[Any, Any], bool]:
    """The field at the end of a path, and whether it may be NULL there."""
    *through, last = path.split("__")
    null = False
    for name in through:
        relation: Any = model._meta.get_field(name)
        null = null or relation.null
        model = relation.related_model
    found: Any = model._meta.get_field(last)
    return found, null or found.null


def _target(found: models.Field[Any, Any]) -> models.Field[Any, Any]:
    return found.target_field if isinstance(found, models.ForeignKey) else found


def _as_json(value: Any, found: models.Field[Any, Any], *, null: bool) -> Written:
    kind = _target(found)
    if isinstance(kind, models.UUIDField):
        return Written("%s", (IdOrNull(value),)) if null else Written('"%s"', (Id(value),))
    if isinstance(kind, models.DateTimeField):
        return Written("%s", (MomentOrNull(value),)) if null else Written('"%s"', (Moment(value),))
    if isinstance(kind, models.CharField | models.TextField):
        if not null and _is_plain(kind):
            return Written('"%s"', (value,))
        return Written("%s", (WordsOrNull(value) if null else Words(value),))
    for known, expression in _KINDS.items():
        if isinstance(kind, known):
            return Written("%s", (expression(value),))
    whole = Bare(value)
    return Written("%s", (models.functions.Coalesce(whole, Value("null")) if null else whole,))


def _is_plain(kind: models.Field[Any, Any]) -> bool:
    """Whether JSON has the field's values as they are: slugs, and choices from a list."""
    choices = [str(value) for value, _label in kind.flatchoices]
    return isinstance(kind, models.SlugField) or (bool(choices) and all(map(_PLAIN.fullmatch, choices)))


_PLAIN = re.compile(r"[\w./-]*", re.ASCII)
_KINDS: dict[type[models.Field[Any, Any]], Any] = {
    models.DateField: Day,
    models.BooleanField: YesNo,
    models.FloatField: Real,
}
