"""What a list may be narrowed by: declared once beside its query, used by the API, the pages and the exports.

class ClaimFilters(Filters):
    status = OneOf(ClaimStatus, help_text="Where the claim is in its life.")
    topic = Item("topics", help_text="Claims with this topic.")

rows = narrowed(ClaimFilters, Claim.objects.visible_to(actor).live(), {"status": "spotted"}, actor)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any, TypeVar, cast
from uuid import UUID

import django_filters
from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from factcheck.core.problems import FieldError, Invalid, NotFound
from factcheck.desks.actors import Actor
from factcheck.desks.queries import colleague, desks_of
from factcheck.desks.scoping import DeskQuerySet

M = TypeVar("M", bound=models.Model)
FEW = 50
"""As many names as an error lists."""


class Filters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """The filters of one list. `actor` is who asks; a filter that names a desk or a person looks among theirs.

    Each has a `help_text`, which the API's description tells of it; pages show its `label`.
    """

    def __init__(self, values: Mapping[str, str], rows: QuerySet[Any], actor: Actor) -> None:
        self.actor = actor
        super().__init__(values, rows)


def narrowed(kind: type[Filters], rows: QuerySet[M], values: Mapping[str, str], actor: Actor) -> QuerySet[M]:
    """The rows that fit the filters given in `values`; names that are no filter are ignored.

    Raises Invalid with a pointer, such as `/status`, for each value that is none.
    """
    filters = kind(values, rows, actor)
    if not filters.is_valid():
        errors = [FieldError(f"/{name}", " ".join(said)) for name, said in filters.form.errors.items()]
        raise Invalid(f"{errors[0].pointer[1:]}: {errors[0].detail}", errors=errors)
    return cast("QuerySet[M]", filters.qs)


# Kinds of filter -------------------------------------------------------------------------------------------------


class Words(django_filters.CharFilter):  # type: ignore[misc]
    """Exactly these words."""

    def __init__(self, field_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(field_name, max_length=500, strip=False, **kwargs)


class Item(Words):
    """An entry of a list of strings, such as a tag."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, lookup_expr="has_item", **kwargs)


class OneOf(django_filters.ChoiceFilter):  # type: ignore[misc]
    """One of the values of a TextChoices; another is refused, naming them all."""

    def __init__(self, choices: type[models.TextChoices], **kwargs: Any) -> None:
        said = {"invalid_choice": format_lazy(_("%(value)s is not one of {known}."), known=", ".join(choices.values))}
        super().__init__(choices=choices.choices, empty_label=_("Any"), error_messages=said, **kwargs)


class Id(django_filters.UUIDFilter):  # type: ignore[misc]
    """The id of a related object."""


class Related(Id):
    """The id of another record that the caller may see; `rows` says which those are. Any other is refused."""

    def __init__(
        self, rows: Callable[[Actor], DeskQuerySet[Any]], field_name: str | None = None, **kwargs: Any
    ) -> None:
        self.rows = rows
        super().__init__(field_name, **kwargs)

    def filter(self, rows: QuerySet[M], value: UUID | None) -> QuerySet[M]:
        if value is None:
            return rows
        try:
            self.rows(self.parent.actor).only("pk").fetch(value)
        except NotFound as problem:
            raise Invalid.at(_pointer(self), problem.detail) from None
        return self.narrow(rows, value)

    def narrow(self, rows: QuerySet[M], value: UUID) -> QuerySet[M]:
        """The rows that belong to the record with this id."""
        return rows.filter(**{self.field_name: value})


class Known(Words):
    """The slug of one of the rows that `rows` gives for the caller; another is refused, naming theirs while they are few."""

    def __init__(self, rows: Callable[[Actor], QuerySet[Any]], field_name: str, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(field_name, **kwargs)

    def filter(self, rows: QuerySet[M], value: str) -> QuerySet[M]:
        if not value:
            return rows
        there = self.rows(self.parent.actor)
        if not there.filter(slug=value).exists():
            raise Invalid.at(_pointer(self), _not_one_of(there, value))
        return self.narrow(rows, value)

    def narrow(self, rows: QuerySet[M], value: str) -> QuerySet[M]:
        """The rows that have this slug."""
        return rows.filter(**{self.field_name: value})


def _not_one_of(rows: QuerySet[Any], slug: str) -> str:
    known = list(rows.order_by("slug").values_list("slug", flat=True).distinct()[: FEW + 1])
    if len(known) > FEW:
        return _("%(name)s is not known here.") % {"name": repr(slug)}
    return _("%(name)s is not one of %(known)s.") % {"name": repr(slug), "known": ", ".join(known) or "none"}


class Day(django_filters.DateFilter):  # type: ignore[misc]
    """A day; with the lookup `gte` or `lte` the day itself is included."""

    def __init__(self, field_name: str, lookup_expr: str = "exact", **kwargs: Any) -> None:
        super().__init__(field_name, lookup_expr, input_formats=["%Y-%m-%d"], **kwargs)


def moment_in(text: str) -> datetime | None:
    """The time, in UTC, that a time or a day (its first moment) in ISO 8601 names; without a zone it is UTC. None if none.

    A space is taken for the `+` that it was in an address.
    """
    try:
        moment = parse_datetime(text.replace(" ", "+"))
        day = None if moment else parse_date(text)
        if day is not None:
            moment = datetime.combine(day, time.min)
        if moment is None:
            return None
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the latter where UTC falls into the year 0 or 10000
        return None


class _MomentField(forms.CharField):
    """A time in ISO 8601, or a day, which is its first moment; without a zone it is UTC."""

    def to_python(self, value: Any) -> datetime | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        moment = moment_in(text)
        if moment is None:
            raise forms.ValidationError(_("A day (2018-12-03) or a time in ISO 8601 (2018-12-03T10:00:00Z) is wanted."))
        return moment


class Moment(django_filters.Filter):  # type: ignore[misc]
    """A time, compared by the lookup: `created_after = Moment("created_at", "gte")`."""

    field_class = _MomentField


class YesNo(django_filters.TypedChoiceFilter):  # type: ignore[misc]
    """`true` or `false`."""

    def __init__(self, field_name: str | None = None, **kwargs: Any) -> None:
        said = {"invalid_choice": _("%(value)s is neither true nor false.")}
        choices = [("", _("Any")), ("true", _("Yes")), ("false", _("No"))]
        super().__init__(field_name, choices=choices, coerce=lambda x: x == "true", error_messages=said, **kwargs)


class DeskSlug(Words):
    """The slug of one of the caller's desks."""

    def filter(self, rows: QuerySet[M], value: str) -> QuerySet[M]:
        if not value:
            return rows
        desks = {desk.slug: desk for desk in desks_of(self.parent.actor)}
        if value not in desks:
            said = _("You have no desk %(slug)s. Yours: %(known)s.")
            raise Invalid.at(_pointer(self), said % {"slug": repr(value), "known": ", ".join(desks) or "none"})
        return rows.filter(**{self.field_name: desks[value]})


class Colleague(Words):
    """Somebody at one of the caller's desks, by username or id."""

    def filter(self, rows: QuerySet[M], value: str) -> QuerySet[M]:
        if not value:
            return rows
        person = colleague(self.parent.actor, value)
        if person is None:
            raise Invalid.at(_pointer(self), _("You have no colleague %(name)s.") % {"name": repr(value)})
        return rows.filter(**{self.field_name: person})


def _pointer(asking: django_filters.Filter) -> str:
    """The JSON pointer of a filter in a FilterSet: its parameter's name."""
    return next(f"/{name}" for name, found in asking.parent.filters.items() if found is asking)
