"""Desk isolation, in the one place where rows are read: `visible_to(actor)`."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from typing import TYPE_CHECKING, Any, Self, TypeVar
from uuid import UUID

from django.db import models
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext as _

from factcheck.core.ids import read_id
from factcheck.core.problems import NotFound
from factcheck.desks.lookups import Gathered

if TYPE_CHECKING:
    from factcheck.desks.actors import Actor

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


def as_id(id: UUID | str) -> UUID:  # noqa: A002  # the contract calls it id
    """An id as part of an address; NotFound for what is none at all."""
    try:
        return id if isinstance(id, UUID) else read_id(id)
    except ValueError:
        raise NotFound(_("%(id)s is not an id; an id is a UUID.") % {"id": repr(id)}) from None


class _NotLookedUp(models.Func):
    """A column by whose index SQLite is not to look."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def by_key(rows: models.QuerySet[M_co], keys: Collection[UUID] | models.expressions.RawSQL) -> models.QuerySet[M_co]:
    """Those of the rows with these keys. SQLite takes a desk to have some ten rows, and would rather read all of it than look
    up a few keys and sort them."""
    named = rows.all()
    where = named.query.where
    where.children = [_not_by_desk(part) for part in where.children]
    return named.filter(pk__in=keys)


def is_by_key(rows: models.QuerySet[Any]) -> bool:
    """Whether the rows are named, by `by_key` or `pk__gathered`, so that they need not be found desk by desk."""
    parts: list[Any] = rows.query.where.children
    return any(isinstance(getattr(one, "lhs", None), _NotLookedUp) or isinstance(one, Gathered) for one in parts)


def _not_by_desk(part: Any) -> Any:
    if not isinstance(part, RelatedIn) or getattr(getattr(part.lhs, "target", None), "attname", "") != "desk_id":
        return part
    same = copy(part)
    same.lhs = _NotLookedUp(part.lhs)
    return same


class DeskQuerySet(models.QuerySet[M_co]):
    """Rows owned by desks. Every read for somebody starts with `visible_to`."""

    def visible_to(self, actor: Actor) -> Self:
        """Only what belongs to a desk the actor is a member of."""
        return self.filter(desk_id__in=actor.desk_ids)

    def fetch(self, id: UUID | str) -> M_co:  # noqa: A002  # the contract calls it id
        """The one row with this id, or NotFound: also for what another desk owns and for what is no id at all."""
        key = as_id(id)
        found = next(iter(self.filter(pk=key).order_by()), None)
        if found is None:
            raise NotFound(self.no_such(key))
        return found

    def no_such(self, id: UUID) -> str:  # noqa: A002
        """What is said of an id that none of these rows has."""
        return _("There is no %(kind)s %(id)s that you may see.") % {"kind": self.model._meta.verbose_name, "id": id}

    def live(self) -> Self:
        """Not archived."""
        return self.filter(archived_at=None)
