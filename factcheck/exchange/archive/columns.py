"""A field of a row as an archive spells it: the plain JSON value that history tells too, and back."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.backends.base.operations import BaseDatabaseOperations

from factcheck.core import clock
from factcheck.core.text import has_unstorable
from factcheck.desks.models import User
from factcheck.desks.validators import LARGEST_NUMBER
from factcheck.exchange.archive.tables import Table, fields_of

Tell = Callable[[Any], Any]
Read = Callable[[Any], Any]

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Wrong(ValueError):
    """A value that its field does not take, in words."""


REQUIRED = object()


@dataclass(frozen=True)
class Column:
    """`tell` makes the JSON value of a field's value, None where it is one already. `read` checks a JSON value and raises
    Wrong; ids and times stay the strings they are, JSON becomes its text. `keep` spells it as the database does, None where
    that is the same.
    `default` is the JSON value that a row of an archive from before there was the field has; REQUIRED where it has none."""

    name: str
    field: Any
    tell: Tell | None
    read: Read
    keep: Tell | None
    default: Any

    @property
    def names_a_person(self) -> bool:
        return self.field.related_model is User


@lru_cache(maxsize=64)
def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of a table that are fields of its row."""
    return tuple(_column(f) for f in fields_of(table) if not f.many_to_many)


@lru_cache(maxsize=64)
def links_of(table: Table) -> tuple[Column, ...]:
    """The columns of a table that are lists of ids of other rows."""
    return tuple(Column(f.name, f, None, _read_links, None, []) for f in fields_of(table) if f.many_to_many)


@lru_cache(maxsize=64)
def names_of(table: Table) -> frozenset[str]:
    """The names of all of a table's columns."""
    return frozenset(column.name for column in (*columns_of(table), *links_of(table)))


def _column(field: Any) -> Column:
    value = field.target_field if field.is_relation else field
    for kind, tell, read in _KINDS:
        if isinstance(value, kind):
            keep = _KEPT[connection.vendor].get(kind)
            return Column(field.name, field, tell, _checked(field, value, read), keep, _default(field, tell))
    raise TypeError(f"no spelling in an archive is known for {field}")


def _default(field: Any, tell: Tell | None) -> Any:
    if field.primary_key or not (field.has_default() or field.null or field.blank):
        return REQUIRED
    value = field.get_default()
    return value if tell is None or value is None else tell(value)


@dataclass(frozen=True)
class _Rules:
    """What a field asks for besides its kind."""

    null: bool
    choices: frozenset[Any] | None
    longest: float
    low: float
    high: float
    others: tuple[Callable[[Any], Any], ...]

    def check(self, found: Any) -> None:
        if isinstance(found, str) and len(found) > self.longest:
            raise Wrong(f"has more than {self.longest} characters")
        if isinstance(found, int | float) and not self.low <= found <= self.high:
            raise Wrong(f"is not a number from {self.low} to {self.high}")
        if self.choices is not None and found not in self.choices:
            raise Wrong(f"is {found!r}; it is one of {', '.join(sorted(map(str, self.choices)))}")
        for rule in self.others if found not in _EMPTY else ():
            try:
                rule(found)
            except ValidationError as problem:
                raise Wrong(" ".join(problem.messages)) from None


_EMPTY: tuple[Any, ...] = ("", [], {})
_MEASURES = (MaxLengthValidator, MinValueValidator, MaxValueValidator)


def _rules(field: Any, value: Any) -> _Rules:
    low, high = BaseDatabaseOperations.integer_field_ranges.get(value.get_internal_type(), (-math.inf, math.inf))
    given = [] if field.is_relation else value.validators
    limits = {kind: [v.limit_value for v in given if type(v) is kind] for kind in _MEASURES}
    longest = [value.max_length] if isinstance(value, models.CharField) and value.max_length else []
    choices = {choice for choice, _label in field.flatchoices} | ({""} if field.blank else set())
    return _Rules(
        null=field.null,
        choices=frozenset(choices) if getattr(field, "choices", None) else None,
        longest=min([math.inf, *longest, *limits[MaxLengthValidator]]),
        low=max([low, *limits[MinValueValidator]]),
        high=min([high, *limits[MaxValueValidator]]),
        others=tuple(v for v in given if type(v) not in _MEASURES and not field.is_relation),
    )


def _checked(field: Any, value: Any, read: Read) -> Read:
    """`read`, with what the field itself asks for: NULL or not, its length and range, its choices, its validators."""
    rules = _rules(field, value)
    if read in (_read_id, _read_moment, _read_date, _read_flag):
        return _or_null(read) if rules.null else _unless_null(read)

    def checked(given: Any) -> Any:
        if given is None:
            if rules.null:
                return None
            raise Wrong("may not be null")
        found = read(given)
        rules.check(found)
        return found

    def checked_json(given: Any) -> str | None:
        if given is not None:
            rules.check(given)
            return _read_json(given)
        if not rules.null:
            raise Wrong("may not be null")
        return None

    return checked_json if read is _read_json else checked


def _or_null(read: Read) -> Read:
    return lambda given: None if given is None else read(given)


def _unless_null(read: Read) -> Read:
    def unless_null(given: Any) -> Any:
        if given is None:
            raise Wrong("may not be null")
        return read(given)

    return unless_null


# The spellings ----------------------------------------------------------------------------------------------------


def _read_text(given: Any) -> str:
    if not isinstance(given, str):
        raise Wrong("is not a string")
    if has_unstorable(given):
        raise Wrong("holds NUL or a lone surrogate")
    return given


def _read_flag(given: Any) -> bool:
    if not isinstance(given, bool):
        raise Wrong("is neither true nor false")
    return given


def _read_number(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise Wrong("is not a whole number")
    return given


def _read_fraction(given: Any) -> float:
    if not isinstance(given, int | float) or isinstance(given, bool) or abs(given) > LARGEST_NUMBER:
        raise Wrong("is not a number")
    return float(given)


def _read_id(given: Any) -> str:
    if not isinstance(given, str) or not ID.fullmatch(given):
        raise Wrong("is not an id: a UUID in lower case, with hyphens")
    return given


def _read_moment(given: Any) -> str:
    if not isinstance(given, str) or not MOMENT.fullmatch(given) or not _is_time(datetime.fromisoformat, given):
        raise Wrong("is not a time such as 2018-12-14T09:30:00.000000Z")
    return given


def _read_date(given: Any) -> str:
    if not isinstance(given, str) or not DATE.fullmatch(given) or not _is_time(date.fromisoformat, given):
        raise Wrong("is not a date such as 2018-12-14")
    return given


def _is_time(read: Callable[[str], Any], given: str) -> bool:
    try:
        read(given)
    except ValueError:
        return False
    return True


def _read_json(given: Any) -> str:
    """The text of a JSON value. Most are cleared by one look at it, which is ten times faster than a walk through them."""
    text = json.dumps(given)
    if MAYBE_ODD.search(text) and (what := _oddness(given)):
        raise Wrong(what)
    return text


MAYBE_ODD = re.compile(r"\\u(?:0000|d[89ab])|(?:^|[\[:,]) ?-?(?:[0-9.]{15,}|[0-9.]+[eE])|(?:^|[\[:,]) ?-0")


def _oddness(value: Any) -> str:
    """What is in a JSON value that not every database keeps as it is; empty when nothing is."""
    if isinstance(value, str):
        return "holds NUL or a lone surrogate" if has_unstorable(value) else ""
    if isinstance(value, int | float):
        odd = abs(value) > LARGEST_NUMBER or (value == 0 and math.copysign(1, value) < 0)
        return "holds a number that not every database keeps as it is" if odd else ""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    for inner in value or ():
        if what := _oddness(inner):
            return what
    return ""


def _read_links(given: Any) -> list[str]:
    if not isinstance(given, list):
        raise Wrong("is not a list of ids")
    found = [_read_id(one) for one in given]
    if found != sorted(set(found)):
        raise Wrong("is not in order, or names one twice")
    return found


_KINDS: tuple[tuple[type[Any], Tell | None, Read], ...] = (
    (models.UUIDField, str, _read_id),
    (models.DateTimeField, clock.iso, _read_moment),
    (models.DateField, date.isoformat, _read_date),
    (models.JSONField, None, _read_json),
    (models.BooleanField, None, _read_flag),
    (models.FloatField, None, _read_fraction),
    (models.IntegerField, None, _read_number),
    (models.CharField, None, _read_text),
    (models.TextField, None, _read_text),
)


# As the databases spell them --------------------------------------------------------------------------------------


def _sqlite_moment(given: str) -> str:
    """As Python writes a naive time, which is what Django compares with: a whole second has no fraction."""
    return given[:10] + " " + given[11:-1].removesuffix(".000000")


def _sqlite_id(given: str) -> str:
    return given.replace("-", "")


_KEPT: dict[str, dict[type[Any], Tell]] = {
    "sqlite": {models.UUIDField: _sqlite_id, models.DateTimeField: _sqlite_moment},
    "postgresql": {},
}


def kept_ids(ids: Iterable[str]) -> list[str]:
    """Ids as the database keeps them."""
    keep = _KEPT[connection.vendor].get(models.UUIDField)
    return [keep(one) for one in ids] if keep else list(ids)
