"""What a list may be narrowed by: declared once beside its query, used by the API, the pages and the exports.

class ClaimFilters(Filters):
    status = OneOf(ClaimStatus, help_text="Where the claim is in its life.")
    topic = Item("topics", help_text="Claims with this topic.")

rows = narrowed(ClaimFilters, Claim.objects.visible_to(actor).live(), {"status": "spotted"}, actor)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, TypeVar, cast
from uuid import UUID

import django_filters
from django import forms
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, QuerySet, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThanOrEqual
from django.db.models.sql.compiler import SQLCompiler
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from factcheck.core.ids import SPELLED
from factcheck.core.problems import FieldError, Invalid, NotFound
from factcheck.desks import search
from factcheck.desks.actors import Actor
from factcheck.desks.models import Membership, User
from factcheck.desks.queries import colleague, desks_of
from factcheck.desks.scoping import DeskQuerySet, by_key

M = TypeVar("M", bound=models.Model)
FEW = 50
"""As many names as an error lists."""
FEW_NAMED = 1000
"""As many rows as a filter names outright."""
MOST_GATHERED = 20_000
"""As many keys as an index gives in a few milliseconds."""


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
    if kind.filter_queryset is Filters.filter_queryset and kind.base_filters.keys().isdisjoint(values):
        return rows  # a form of all filters takes long to make
    filters = kind(values, rows, actor)
    if not filters.is_valid():
        errors = [FieldError(f"/{name}", " ".join(said)) for name, said in filters.form.errors.items()]
        raise Invalid(f"{errors[0].pointer[1:]}: {errors[0].detail}", errors=errors)
    return cast("QuerySet[M]", filters.qs)


def matching(
    rows: QuerySet[M], others: QuerySet[Any], key: str, *, only_at: Sequence[UUID] | None = None,
    each: Exists | None = None,
) -> QuerySet[M]:  # fmt: skip
    """Those of the rows that `others` name by their column `key`.

    Few are named outright. Where they are many, each row is asked as a list comes to it, until its page is full: to gather
    and to sort them all would take the longer the more there are. `only_at`: the desks beside which there can be none, so
    that a list does not go through all of another desk. `each`: what a row is asked, if not whether one of `others` names it.
    """
    named = list(others.order_by().values_list(key, flat=True)[: FEW_NAMED + 1])
    if len(named) <= FEW_NAMED:
        return by_key(rows, named)
    if only_at is not None:
        rows = rows.filter(desk__in=only_at)
    return rows.filter(Exists(others.order_by().filter(**{key: OuterRef("pk")})) if each is None else each)


def are_too_many(keys: QuerySet[Any, Any]) -> bool:
    """Whether a list had better ask each of its rows than gather these keys, which an index gives, by `pk__gathered`."""
    return keys[: MOST_GATHERED + 1].count() > MOST_GATHERED


def same_words(field_name: str, words: str) -> Exact:
    """Condition: a field holds these words, in any case; an index over the field in capitals answers it."""
    return Exact(Upper(F(field_name)), Upper(Value(words)))


# Kinds of filter -------------------------------------------------------------------------------------------------


class Words(django_filters.CharFilter):  # type: ignore[misc]
    """Exactly these words."""

    def __init__(self, field_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(field_name, max_length=500, strip=False, **kwargs)


class Search(Words):
    """Words that all stand in a row, as `factcheck/desks/search/` understands them; `what` says in which of its texts.

    Where rows of others' desks may be read, `at_own_desks` is False.
    """

    def __init__(self, what: str, *, at_own_desks: bool = True) -> None:
        self.at_own_desks = at_own_desks
        syntax = '"Words in quotes" stand side by side, `word*` begins a word, `-word` is not there.'
        told = f"All these words stand in {what}. {syntax}"
        super().__init__("pk", label=_("Search"), help_text=told)

    def filter(self, rows: QuerySet[M], value: str) -> QuerySet[M]:
        if not value.strip():
            return rows
        desk_ids = self.parent.actor.desk_ids if self.at_own_desks else None
        return search.find(rows, search.wanted(value), desk_ids)


class WordsInAnyCase(Words):
    """Exactly these words, in any case."""

    def filter(self, rows: QuerySet[M], value: str) -> QuerySet[M]:
        return rows.filter(same_words(self.field_name, value)) if value else rows


class Item(Words):
    """An entry of a list of strings, such as a tag: one of its model's `search_labels`."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, lookup_expr="has_item", **kwargs)

    def filter(self, rows: QuerySet[M], value: str) -> QuerySet[M]:
        """The index of labels gives the rows where they are few; of many, each is asked as the list comes to it."""
        if not value:
            return rows
        few = search.labelled(rows, value, self.parent.actor.desk_ids, FEW_NAMED)
        return few.filter(**{f"{self.field_name}__has_item": value})


class OneOf(django_filters.ChoiceFilter):  # type: ignore[misc]
    """One of the values of a TextChoices; another is refused, naming them all."""

    def __init__(self, choices: type[models.TextChoices], **kwargs: Any) -> None:
        said = {"invalid_choice": format_lazy(_("%(value)s is not one of {known}."), known=", ".join(choices.values))}
        super().__init__(choices=choices.choices, empty_label=_("Any"), error_messages=said, **kwargs)


class _IdField(forms.UUIDField):
    """An id as it may be spelled anywhere."""

    def to_python(self, value: Any) -> UUID | None:  # type: ignore[override]  # as of any UUIDField
        if value and not SPELLED.fullmatch(value):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class Id(django_filters.UUIDFilter):  # type: ignore[misc]
    """The id of a related object, which few rows of a list have."""

    field_class = _IdField

    def filter(self, rows: QuerySet[M], value: UUID | None) -> QuerySet[M]:
        return rows if value is None else self.narrow(rows, value)

    def narrow(self, rows: QuerySet[M], value: UUID) -> QuerySet[M]:
        """The rows that belong to the record with this id."""
        return matching(rows, rows.model._base_manager.filter(**{self.field_name: value}), "pk")


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


class _AsWalked(Func):
    """A field that no index is looked up for: SQLite, which does not know how many rows a range has, would sort them all."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class _Range(django_filters.Filter):  # type: ignore[misc]
    """From a value on, or up to one; filters of one field with both ends are applied together.

    Where rows of others' desks may be read, `at_own_desks` is False.
    """

    def __init__(self, field_name: str, lookup_expr: str, *, at_own_desks: bool = True, **kwargs: Any) -> None:
        self.at_own_desks = at_own_desks
        super().__init__(field_name, lookup_expr, **kwargs)

    def filter(self, rows: QuerySet[M], value: Any) -> QuerySet[M]:
        """Keys within are gathered from an index alone while they are not too many, whatever the list is ordered by. Of
        very many, or where there is no such index, each row is asked as the list comes to it, until its page is full.
        """
        ends = self._ends()
        if value is None or ends[0][0] is not self:
            return rows
        if self._has_index(rows.model):
            within = self._keys(rows.model, {f"{one.field_name}__{one.lookup_expr}": end for one, end in ends})
            if not are_too_many(within):
                return rows.filter(pk__gathered=within)
        for one, end in ends:
            rows = rows.filter(RANGES[one.lookup_expr](_AsWalked(F(one.field_name)), end))
        return rows

    def _ends(self) -> list[tuple[_Range, Any]]:
        given = self.parent.form.cleaned_data
        same = {
            n: f for n, f in self.parent.filters.items() if isinstance(f, _Range) and f.field_name == self.field_name
        }
        return [(one, given[name]) for name, one in same.items() if given.get(name) is not None]

    def _has_index(self, model: type[M]) -> bool:
        begins = ["desk", self.field_name] if self.at_own_desks else [self.field_name]
        return any(list(index.fields[: len(begins)]) == begins for index in model._meta.indexes)

    def _keys(self, model: type[M], within: dict[str, Any]) -> QuerySet[M, Any]:
        found = model._base_manager.filter(**within)
        if self.at_own_desks:
            found = found.filter(desk__in=self.parent.actor.desk_ids)
        return found.order_by().values_list("pk")


RANGES = {"gte": GreaterThanOrEqual, "lte": LessThanOrEqual}


class Day(_Range, django_filters.DateFilter):  # type: ignore[misc]
    """From a day on (`gte`), or up to one (`lte`); the day itself is included."""

    def __init__(self, field_name: str, lookup_expr: str, **kwargs: Any) -> None:
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


class Moment(_Range):
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
        return rows.filter(**{self.field_name: self.person(value)}) if value else rows

    def person(self, name: str) -> User:
        """Who that is; Invalid where there is no such colleague."""
        person = colleague(self.parent.actor, name)
        if person is None:
            raise Invalid.at(_pointer(self), _("You have no colleague %(name)s.") % {"name": repr(name)})
        return person

    def desks_of(self, person: User | None) -> list[UUID] | None:
        """Those of the caller's desks where the person works, or worked once: nothing is theirs elsewhere. None for all."""
        actor = self.parent.actor
        if len(actor.desk_ids) < 2:
            return None
        theirs = Membership.objects.visible_to(actor).filter(user=person)
        return list(theirs.order_by("desk_id").values_list("desk_id", flat=True))


def _pointer(asking: django_filters.Filter) -> str:
    """The JSON pointer of a filter in a FilterSet: its parameter's name."""
    return next(f"/{name}" for name, found in asking.parent.filters.items() if found is asking)
