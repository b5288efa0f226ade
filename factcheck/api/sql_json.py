"""JSON text that the database writes: expressions that read the same on SQLite and on PostgreSQL.

Each gives text, never NULL. Objects and lists are templates filled in, each database in its fastest way, and nothing that
is nested is parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Case, Func, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

TEXT = models.TextField()
NULL = Value("null", output_field=TEXT)

Compiled = tuple[str, Any]


class _OneOf(Func):
    """One value as text, written for each database; `{x}` is where it stands, once or several times."""

    sqlite: str
    postgresql: str

    def __init__(self, value: Any) -> None:
        super().__init__(value, output_field=TEXT)

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> Compiled:
        return self._filled(self.sqlite, compiler)

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> Compiled:
        return self._filled(self.postgresql, compiler)

    def _filled(self, template: str, compiler: Any) -> Compiled:
        sql, params = compiler.compile(self.source_expressions[0])
        return template.replace("{x}", sql), [*params] * template.count("{x}")


class Words(_OneOf):
    """A string in quotes."""

    sqlite = "json_quote({x})"
    postgresql = "to_json({x}::text)"


class WordsOrNull(_OneOf):
    sqlite = "json_quote({x})"
    postgresql = "coalesce(to_json({x}::text)::text, 'null')"


class Bare(_OneOf):
    """A whole number, or JSON as it is kept."""

    sqlite = "{x}"
    postgresql = "{x}::text"


_DASHED = "%%.8s-%%.4s-%%.4s-%%.4s-%%s"
_PARTS = "{x}, substr({x}, 9), substr({x}, 13), substr({x}, 17), substr({x}, 21)"


class Id(_OneOf):
    """A UUID with its dashes, without quotes."""

    sqlite = f"printf('{_DASHED}', {_PARTS})"
    postgresql = "{x}::text"


class IdOrNull(_OneOf):
    sqlite = f"CASE WHEN {{x}} IS NULL THEN 'null' ELSE printf('\"{_DASHED}\"', {_PARTS}) END"
    postgresql = "coalesce('\"' || {x}::text || '\"', 'null')"


_MOMENT = "%%.10sT%%.15sZ"
_TIMES = "{x}, CASE WHEN length({x}) > 19 THEN substr({x}, 12) ELSE printf('%%s.000000', substr({x}, 12)) END"


class Moment(_OneOf):
    """A time in UTC with microseconds and `Z`, without quotes; SQLite keeps none of those when they are 0."""

    sqlite = f"printf('{_MOMENT}', {_TIMES})"
    postgresql = "to_char({x} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"


class MomentOrNull(_OneOf):
    sqlite = f"CASE WHEN {{x}} IS NULL THEN 'null' ELSE printf('\"{_MOMENT}\"', {_TIMES}) END"
    postgresql = f"coalesce('\"' || {Moment.postgresql} || '\"', 'null')"


class Day(_OneOf):
    """A date in quotes, or null."""

    sqlite = "coalesce('\"' || {x} || '\"', 'null')"
    postgresql = "coalesce('\"' || to_char({x}, 'YYYY-MM-DD') || '\"', 'null')"


class YesNo(_OneOf):
    sqlite = postgresql = "CASE WHEN {x} THEN 'true' WHEN NOT {x} THEN 'false' ELSE 'null' END"


class Real(_OneOf):
    """A number of double precision, under 1e15, in the fewest digits that name it, as Python writes it, or null.

    SQLite's own words stop after 15 digits; see `shortest`.
    """

    sqlite = "coalesce(shortest({x}), 'null')"
    postgresql = (
        "coalesce(CASE WHEN {x} = trunc({x}) AND abs({x}) < 1e15 THEN {x}::text || '.0' ELSE {x}::text END, 'null')"
    )


class Blocks(_OneOf):
    """The blocks of a text, kept as `[start, end, kind]`, as objects."""

    sqlite = (
        "(SELECT '[' || coalesce(group_concat(printf('{\"start\":%%s,\"end\":%%s,\"kind\":%%s}', json_extract(value, '$[0]'),"
        " json_extract(value, '$[1]'), json_quote(json_extract(value, '$[2]'))), ','), '') || ']' FROM json_each({x}))"
    )
    postgresql = (
        "(SELECT '[' || coalesce(string_agg(format('{\"start\":%%s,\"end\":%%s,\"kind\":%%s}', b -> 0, b -> 1, b -> 2), ','),"
        " '') || ']' FROM jsonb_array_elements({x}) b)"
    )


class Filled(Func):
    """A template with `%s` where each of the values goes."""

    function = "printf"

    def __init__(self, template: str, *values: Any) -> None:
        super().__init__(Value(template), *values, output_field=TEXT)

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> Compiled:
        """By `||`: `format` reads its template letter by letter, and looks up the type of each value."""
        expressions: list[Any] = self.source_expressions
        template, filling = expressions[0].value, iter(expressions[1:])
        return _joined([_part(word, filling, compiler) for word in _WORDS_OR_PLACE.findall(template)])


_WORDS_OR_PLACE = re.compile("%s|(?:[^%]|%%)+")


def _part(word: str, filling: Iterator[Any], compiler: Any) -> Compiled:
    if word != "%s":
        return "%s", [word.replace("%%", "%")]
    sql, params = compiler.compile(next(filling))
    return f"({sql})::text", params


def _joined(parts: list[Compiled]) -> Compiled:
    """One half of them and the other, so that a word is copied as often as they can be halved, not once for each part."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    (left, before), (right, after) = _joined(parts[:half]), _joined(parts[half:])
    return f"({left} || {right})", [*before, *after]


class Listed(Subquery):
    """The `as_json` of all rows of a queryset, in its order, as an array."""

    template = "(SELECT '[' || coalesce(%(function)s(j.as_json, ','), '') || ']' FROM (%(subquery)s) j)"
    empty_result_set_value = "[]"

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.values("as_json"), output_field=TEXT)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Compiled:
        return self.as_sql(compiler, connection, function="group_concat", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Compiled:
        return self.as_sql(compiler, connection, function="string_agg", **context)


def first_of(rows: QuerySet[Any], otherwise: Any = NULL) -> Coalesce:
    """The `as_json` of the first row of a queryset."""
    return Coalesce(Subquery(rows.values("as_json")[:1], output_field=TEXT), otherwise)


def null_where(condition: Q, value: Any) -> Case:
    return Case(When(condition, then=NULL), default=value, output_field=TEXT)


def shortest(number: float | None) -> str | None:
    """For SQLite, which learns it with each connection."""
    return None if number is None else repr(float(number))


def teach_sqlite(*, connection: Any, **_signal: Any) -> None:
    """Receiver of `connection_created`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("shortest", 1, shortest, deterministic=True)
