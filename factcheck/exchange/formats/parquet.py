"""Apache Parquet, with columns of types that are the same whatever the rows are: those the API declares.

Ids, addresses and words are strings; choices are dictionaries of strings; times are timestamps in UTC, in microseconds, days
are dates; lists are lists, objects are structs. What has no fixed members (`claimreview`, `problem`) is a string of JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from rest_framework import serializers

from factcheck.core import clock
from factcheck.exchange.exports.outputs import ROWS
from factcheck.exchange.exports.selection import Selection, objects
from factcheck.exchange.formats.form import Format
from factcheck.exchange.formats.sink import Sink
from factcheck.exchange.resources import RESOURCES

GROUP = 5000
"""Rows in a row group: as many as are in memory."""

Value = Callable[[Any], Any]
_PLAIN: list[tuple[type[serializers.Field[Any, Any, Any, Any]], Any]] = [
    (serializers.BooleanField, pa.bool_()),
    (serializers.IntegerField, pa.int64()),
    (serializers.FloatField, pa.float64()),
    (serializers.ChoiceField, pa.dictionary(pa.int32(), pa.string())),
]


def write(rows: Iterable[Any], selection: Selection) -> Iterator[bytes]:
    """The row groups one after another, then the footer."""
    typed = _of(selection.resource)
    told = {
        "as_of": clock.iso(selection.stamp.as_of),
        **{f"sequence:{e.desk}": str(e.sequence) for e in selection.stamp.last},
    }
    sink = Sink()
    with pq.ParquetWriter(sink, typed.schema.with_metadata(told)) as writer:
        coming = iter(rows)
        while group := list(islice(coming, GROUP)):
            columns = [pa.array([v(row.get(name)) for row in group], typ) for name, typ, v in typed.columns]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=typed.schema))
            yield sink.taken()
    yield sink.taken()


class _Typed:
    """The columns of a resource: name, type, and how a JSON value becomes one of that type."""

    def __init__(self, resource: str) -> None:
        self.columns = [(name, *_column(field)) for name, field in ROWS[resource]().fields.items()]
        self.schema = pa.schema([pa.field(name, typ) for name, typ, _value in self.columns])


@cache
def _of(resource: str) -> _Typed:
    return _Typed(resource)


def _column(field: Any) -> tuple[Any, Value]:
    match field:
        case serializers.ListSerializer() | serializers.ListField():
            inner, value = _column(field.child)
            return pa.list_(inner), lambda rows: None if rows is None else [value(row) for row in rows]
        case serializers.Serializer():
            return _struct({name: _column(inner) for name, inner in field.fields.items()})
        case serializers.DictField() | serializers.JSONField():
            return pa.string(), lambda value: None if value is None else orjson.dumps(value).decode()
        case serializers.DateTimeField():
            return pa.timestamp("us", tz="UTC"), lambda text: None if text is None else datetime.fromisoformat(text)
        case serializers.DateField():
            return pa.date32(), lambda text: None if text is None else date.fromisoformat(text)
    plain = next((typ for kind, typ in _PLAIN if isinstance(field, kind)), pa.string())
    return plain, lambda value: value


def _struct(members: dict[str, tuple[Any, Value]]) -> tuple[Any, Value]:
    def value(row: Any) -> Any:
        return None if row is None else {name: of(row.get(name)) for name, (_typ, of) in members.items()}

    return pa.struct([pa.field(name, typ) for name, (typ, _of) in members.items()]), value


FORMAT = Format(
    "parquet", "Parquet", "application/vnd.apache.parquet", "parquet", dict.fromkeys(RESOURCES, objects), write
)
