"""The index is kept true in the transaction that changes a row: `editing` calls `keep` for each row it writes.

What writes rows in another way calls `index_rows` with them, in the same transaction; it is made for thousands at once. What
writes a whole desk calls `index_desk`, what fills whole tables `rebuild` (`manage.py index_search`), when it is done.

A model says what it is found by: `search_fields`, names of fields that may lead over a relation (`revision__text`), and,
where one of them is an annotation, `search_rows`; and `search_labels`, names of fields that hold lists of tags. A row that
is part of another's entry says which: `search_part_of`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction

from factcheck.desks.models import Record
from factcheck.desks.search.entries import Entry, entry_of
from factcheck.desks.search.finding import index

AT_ONCE = 500


def searchable() -> list[type[Record]]:
    """The kinds of rows that are found by their words."""
    return [model for model in apps.get_models() if issubclass(model, Record) and model.search_fields]


def keep(row: Record, changed: Collection[str] | None = None) -> None:
    """Write the entry of a row, and of the row it is part of, as they are now. `changed` are the fields that were changed."""
    if row.search_part_of:
        whole = getattr(row, row.search_part_of)
        _index(type(whole), [whole.pk])
    if not row.search_fields or not _matters(row, changed):
        return
    if row.archived_at is not None:
        index().remove([row.pk])
    elif _is_all_own(type(row)):
        index().put([_own_entry(row)])
    else:
        _index(type(row), [row.pk])


def index_rows(rows: Iterable[Record]) -> None:
    """Write the entries of rows that were just written, however many; rows of any kind."""
    own: list[Entry] = []
    by_model: dict[type[Record], list[UUID]] = {}
    for row in rows:
        if row.search_part_of:
            whole = row._meta.get_field(row.search_part_of)
            by_model.setdefault(whole.related_model, []).append(getattr(row, whole.attname))  # type: ignore[arg-type,union-attr]
        if row.search_fields and row.archived_at is None and _is_all_own(type(row)):
            own.append(_own_entry(row))
        elif row.search_fields:
            by_model.setdefault(type(row), []).append(row.pk)
    for start in range(0, len(own), AT_ONCE):
        index().put(own[start : start + AT_ONCE])
    for model, keys in by_model.items():
        ids = sorted(set(keys))
        for start in range(0, len(ids), AT_ONCE):
            _index(model, ids[start : start + AT_ONCE])


def index_desk(desk_id: UUID) -> None:
    """Make the entries of a desk anew from its rows, after all of them were written in another way.

    Raises IntegrityError where a row has the id of one that is found already, which an id from elsewhere may have.
    """
    index().forget_desk(desk_id)
    entries = _every_entry(desk_id)
    while some := list(islice(entries, AT_ONCE)):
        index().add(some)


def rebuild() -> Iterator[int]:
    """Make the index anew from all rows, in one transaction; yields how many were taken in, now and then."""
    with transaction.atomic():
        index().clear()
        done = 0
        for some in index().load(_every_entry()):
            done += some
            yield done
        index().tidy()


def _every_entry(desk_id: UUID | None = None) -> Iterator[Entry]:
    """In the order of ids, whatever their kind; of one desk, or of all."""
    return merge(*(_entries(model, desk_id) for model in searchable()), key=lambda entry: entry.id)


def _entries(model: type[Record], desk_id: UUID | None) -> Iterator[Entry]:
    """Of all rows that are there, read by key in pieces."""
    last: UUID | None = None
    while True:
        rows = model.search_rows().filter(archived_at=None)
        rows = rows if desk_id is None else rows.filter(desk=desk_id)
        found = _told(model, (rows if last is None else rows.filter(pk__gt=last)).order_by("pk")[:AT_ONCE])
        yield from found
        if len(found) < AT_ONCE:
            return
        last = found[-1].id


def _index(model: type[Record], ids: Sequence[UUID]) -> None:
    there = _told(model, model.search_rows().filter(pk__in=ids, archived_at=None))
    gone = set(ids) - {entry.id for entry in there}
    if gone:
        index().remove(gone)
    if there:
        index().put(there)


def _told(model: type[Record], rows: Any) -> list[Entry]:
    fields = (*model.search_fields, *model.search_labels)
    told = rows.values_list("pk", "desk_id", *fields).iterator(chunk_size=50)  # texts may be long
    return [_entry(model, key, desk_id, dict(zip(fields, values, strict=True))) for key, desk_id, *values in told]


@cache
def _is_all_own(model: type[Record]) -> bool:
    """Whether a row itself has all that it is found by, so that nothing need be read for its entry."""
    return {field.name for field in model._meta.concrete_fields}.issuperset(model.search_fields)


def _own_entry(row: Record) -> Entry:
    fields = (*row.search_fields, *row.search_labels)
    return _entry(type(row), row.pk, row.desk_id, {name: getattr(row, name) for name in fields})


def _entry(model: type[Record], key: UUID, desk_id: UUID, values: dict[str, Any]) -> Entry:
    labels = [label for name in model.search_labels for label in values[name]]
    return entry_of(model.history_type, key, desk_id, [values[name] for name in model.search_fields], labels)


def _matters(row: Record, changed: Collection[str] | None) -> bool:
    if changed is None:
        return True
    fields = {name.partition("__")[0] for name in (*row.search_fields, *row.search_labels)}
    return not {"archived_at", *fields}.isdisjoint(changed)
