"""What of a desk goes into an archive: everything, or some claims with all that they need to be proved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from annotations.models import Anchor, Annotation, Revision
from claims.models import Appearance, Evidence
from factcheck.core.problems import Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.filters import narrowed
from factcheck.desks.models import Desk
from factcheck.desks.roles import Role
from factcheck.exchange.archive.tables import (
    ARTICLES,
    CLAIMS,
    NAMED,
    RECORDS,
    SOURCES,
    TABLES,
    Table,
    came_in,
    people_columns_of,
)  # fmt: skip
from factcheck.exchange.resources import RESOURCES

M = TypeVar("M", bound=Model)

MOST_CLAIMS = 10_000
"""Claims that are picked; more come with the whole desk."""

_TIES: tuple[tuple[type[Model], str, str], ...] = (
    (Annotation, "article", "revision__article"),
    (Annotation, "revision__article", "article"),
    (Anchor, "annotation__article", "revision__article"),
    (Anchor, "revision__article", "annotation__article"),
    (Anchor, "annotation__article", "words_since__article"),
    (Revision, "article", "follows__article"),
)
"""Where rows of one article lead to another, which it was joined with, so that one is not held against history without it."""


@dataclass(frozen=True)
class Part:
    """What goes along of a desk: by what tables hang on (`Table.hangs_on`) the keys, None for everything; and the filters
    that picked the claims."""

    desk: Desk
    keys: Mapping[str, Collection[UUID]] | None = None
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether it is everything there ever was: also of a desk that came here in part there is no more."""
        came = came_in(self.desk)
        return self.keys is None and not (came and came.in_part)

    def rows(self, table: Table) -> QuerySet[Any]:
        """The rows of a table that go along."""
        if self._finds(table):
            return self.narrow(table.model._base_manager.all(), table)
        return self.narrow(table.rows(self.desk.pk), table)

    def _finds(self, table: Table) -> bool:
        """Whether the keys alone find rows of this desk and no other. Asked for the desk too, SQLite would look at all rows
        that the desk has. People are not a desk's own."""
        return self.keys is not None and bool(table.hangs_on) and NAMED not in table.hangs_on.values()

    def narrow(self, rows: QuerySet[M], table: Table, at: str = "") -> QuerySet[M]:
        """Those of the rows that go along, where the path `at` leads from them to the table."""
        for path, kind in table.hangs_on.items() if self.keys is not None else ():
            rows = rows.filter(**{f"{at}{path}__one_of": self.keys[kind]})  # type: ignore[index]  # asked just before
        return rows

    def along(self, kind: str, keys: Collection[UUID]) -> Part:
        """The same with more that rows hang on."""
        return replace(self, keys={**(self.keys or {}), kind: keys})

    def people(self) -> set[UUID]:
        """Whom the rows name."""
        found: set[UUID | None] = set()
        for table in TABLES:
            for column in people_columns_of(table):
                found |= set(self._named_by(table, column))
        return {person for person in found if person is not None}

    def linked(self, table: Table, column: Any) -> QuerySet[Any]:
        """The rows between a table's rows and what a many-to-many column of theirs leads to."""
        at = column.m2m_field_name()
        rows = column.remote_field.through._base_manager.all()
        return self.narrow(rows if self._finds(table) else rows.filter(**{f"{at}__desk": self.desk}), table, f"{at}__")

    def _named_by(self, table: Table, column: Any) -> Iterator[UUID | None]:
        if column.many_to_many:
            rows, name = self.linked(table, column), f"{column.m2m_reverse_field_name()}_id"
        else:
            rows, name = self.rows(table), column.attname
        return iter(rows.order_by().values_list(name, flat=True).distinct())


def pick(actor: Actor, desk: Desk, filters: Mapping[str, str]) -> Part:
    """The part of a desk that the claims which fit the filters need; the whole of it where there are none.

    Read inside `reading()`, all of it is of one moment. Raises Invalid with a pointer, for what is no filter or no value of
    one, where all values are empty, and where no claim fits or too many do.
    """
    if not filters:
        return Part(desk)
    claims = pick_claims(actor, desk, filters)
    keys = {CLAIMS: claims, ARTICLES: _articles(claims), SOURCES: _some(Evidence, "claim", claims, "source")}
    part = Part(desk, keys, filters)
    unnamed = part.along(NAMED, ())
    part = part.along(NAMED, unnamed.along(RECORDS, _records(unnamed)).people())
    return part.along(RECORDS, _records(part))


def pick_claims(actor: Actor, desk: Desk, filters: Mapping[str, str]) -> list[UUID]:
    """The desk's claims that fit the filters of their list. Raises Invalid as `pick` does."""
    if not any(filters.values()):
        raise Invalid.at("/", _("These filters say nothing. Leave them out to archive the whole desk."))
    kind = RESOURCES["claims"]
    if odd := sorted(filters.keys() - kind.filters.base_filters.keys()):
        raise Invalid.at(f"/{odd[0]}", _("There is no filter %(name)s of claims.") % {"name": repr(odd[0][:100])})
    reader = replace(actor, roles={desk.pk: Role.ADMIN}) if actor.runs_service else actor
    rows = narrowed(kind.filters, kind.rows(reader).filter(desk=desk), filters, reader)
    found = list(rows.order_by("pk").values_list("pk", flat=True)[: MOST_CLAIMS + 1])
    if not found:
        raise Invalid.at("/", _("No claim of this desk fits the filters."))
    if len(found) > MOST_CLAIMS:
        said = _("More than %(most)s claims fit. Narrow them down, or archive the whole desk.")
        raise Invalid.at("/", said % {"most": f"{MOST_CLAIMS:,}"})
    return found


def _articles(claims: Collection[UUID]) -> set[UUID]:
    """Those in which the claims appear, and those between which what is marked in them moved: an article comes with all that
    is marked in it, for its history holds where each annotation sits."""
    found: set[UUID] = set()
    new = _some(Appearance, "claim", claims, "annotation__article")
    new |= _some(Appearance, "claim", claims, "seen_revision__article")
    while new:
        found |= new
        new = {key for model, here, there in _TIES for key in _some(model, here, new, there)} - found
    return found


def _records(part: Part) -> list[UUID]:
    """The rows that go along and that history tells of."""
    return [key for table in TABLES if table.history for key in part.rows(table).values_list("pk", flat=True)]


def _some(model: type[Model], path: str, keys: Collection[UUID], column: str) -> set[UUID]:
    """What a column of the model's rows leads to, of those whose path leads to one of the keys."""
    rows = model._base_manager.filter(**{f"{path}__id__one_of": keys}).order_by()
    return {key for key in rows.values_list(column, flat=True).distinct() if key is not None}
