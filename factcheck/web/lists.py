"""Lists on pages: the same filters as the API's, as a form whose address can be shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import BoundField, DateField, Form, Select
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from factcheck.core.problems import Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.filters import Filters
from factcheck.desks.kept_rows import KeptRows
from factcheck.desks.questions import are_found_apart, first_apart
from factcheck.web.forms import DayInput
from factcheck.web.pages import PageRequest

M = TypeVar("M", bound=Model)
PER_PAGE = 25
REACHED = 10_000
"""Rows that pages of a list lead to, so that a page costs the same however many there are; the filters reach the rest."""


class BoundedPaginator(Paginator[M]):
    """Pages of the first REACHED rows."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return rows.order_by().values("pk")[:REACHED].count() if isinstance(rows, QuerySet) else super().count

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows than the pages lead to."""
        return self.count == REACHED


@dataclass(frozen=True)
class Listing(Generic[M]):
    """A page of rows, and the form that chose them. With wrong values in the form there are no rows."""

    pages: Page[M]
    form: Form
    shown: list[BoundField]
    """The fields always in sight."""
    more: list[BoundField]
    """The rest."""
    is_narrowed: bool
    rows: QuerySet[M]
    """All that were found."""


def listing(
    request: PageRequest, kind: type[Filters], rows: QuerySet[M], *, always: tuple[str, ...], per_page: int = PER_PAGE,
    choices: Mapping[str, Sequence[tuple[str, str]]] | None = None, shown: KeptRows[M] | None = None,
) -> Listing[M]:  # fmt: skip
    """The rows that the address asks for; `always` names the filters that stand open.

    `shown` are the same rows with all that a page shows of them; they are read by their keys, in the order of the rows.

    `choices` are the values, and their words, of filters that people choose from although others would do, too.
    """
    given = {name: value for name, value in request.GET.dict().items() if name in kind.base_filters and value.strip()}
    filters = kind(given, rows, request.actor)
    _dress(filters.form, choices or {})
    try:
        found = filters.qs if filters.is_valid() else rows.none()
    except Invalid as problem:
        found = rows.none()
        for error in problem.errors:
            filters.form.add_error(error.pointer.strip("/"), error.detail)
    fields = list(filters.form)
    pages = BoundedPaginator(found, per_page).get_page(request.GET.get("page"))
    if shown is not None:  # words are looked for once, not at each desk
        pages.object_list = shown.named(request.actor, _keys(pages, () if "q" in given else request.actor.desk_ids))
    return Listing(
        pages=pages,
        form=filters.form,
        shown=[f for f in fields if f.name in always],
        more=[f for f in fields if f.name not in always],
        is_narrowed=bool(given),
        rows=found,
    )


def as_shown(pages: Page[M], shown: KeptRows[M], actor: Actor) -> Page[M]:
    """A page of rows with all that is shown of them, read by their keys."""
    pages.object_list = shown.named(actor, _keys(pages, ()))
    return pages


def _keys(pages: Page[M], desks: Sequence[UUID]) -> list[UUID]:
    """The keys of the rows of a page, in the order of the rows; those of several desks are found desk by desk."""
    rows = cast("QuerySet[M]", pages.paginator.object_list)
    if not are_found_apart(rows, desks):
        return list(cast("QuerySet[M]", pages.object_list).values_list("pk", flat=True))
    size = pages.paginator.per_page
    question = first_apart(rows, desks, pages.number * size)
    return question.keys_once()[(pages.number - 1) * size :] if question else []


def _dress(form: Form, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """The filters as people meet them, before the form is looked at for the first time."""
    for name, field in form.fields.items():
        field.help_text = ""  # written for the API's description
        if isinstance(field, DateField):
            field.widget = DayInput()
        elif name in choices:
            field.widget = Select(choices=[("", _("Any")), *choices[name]])
