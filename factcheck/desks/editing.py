"""The three moves every write is made of: lock what is there, check what is meant, write it with its event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models

from factcheck.core import clock
from factcheck.core.problems import Conflict, FieldError, Invalid, NotFound, Stale
from factcheck.core.text import has_unstorable
from factcheck.desks import history, search
from factcheck.desks.actors import Actor
from factcheck.desks.kept import ID, Kept
from factcheck.desks.models import Desk, DeskOwned, Record, Told
from factcheck.desks.writing import insert_many

R = TypeVar("R", bound=Record)


def lock(row: R, version: int | None = None, *, rows: Kept[R] | None = None) -> R:
    """The row as it is now, locked until commit: against other writers, not against rows that refer to it.

    `rows` are those it is read from (see `to_lock`), where they bring what it refers to, which is not locked.
    Raises NotFound if it was archived, Stale if it is not the `version` the caller read (None: any).
    """
    among: Kept[R] = _rows_to_lock(type(row)) if rows is None else rows
    now = among.find(row.pk)
    if now is None or now.archived_at is not None:
        raise NotFound(f"This {row._meta.verbose_name} was removed.")
    if version is not None and version != now.version:
        raise Stale(
            f"You read version {version}; it is at version {now.version} now. Read it again and decide what to keep.",
            current_version=now.version,
        )
    return now


def to_lock(rows: Callable[[], models.QuerySet[R]]) -> Kept[R]:
    """The rows as `lock` reads one of them, by its key."""
    return Kept(lambda: rows().select_for_update(no_key=True, of=("self",)).filter(pk=ID).order_by())


@cache
def _rows_to_lock(model: Any) -> Kept[Any]:
    return to_lock(model._base_manager.all)


def lock_named(row: R, pointer: str) -> R:
    """As `lock`, for a row that the input names at `pointer`: Invalid there if it was removed."""
    try:
        return lock(row)
    except NotFound as gone:
        raise Invalid.at(pointer, gone.detail) from None


def lock_desk(desk_id: UUID) -> Desk:
    """The desk as it is now, locked until commit: its writers who ask for this take turns.

    For what has to be looked up before it is written, as whether a URL is known; ask before looking. Whoever locks more
    goes from the claim over the desk to what the claim rests on (source, annotation, review), and a row before the first
    event is recorded, since that takes the head of the chain; else two would wait for each other for ever.
    """
    return Desk.objects.select_for_update(no_key=True).get(pk=desk_id)


def create(actor: Actor, verb: str, row: R, *, links: dict[str, list[Any]] | None = None) -> R:
    """Check and insert a new row, set its many-to-many `links`, and record its first version."""
    row.created_by = actor.user
    check(row)
    with _alone(row):
        row.save(force_insert=True)
    for name, targets in (links or {}).items():
        getattr(row, name).set(targets)
    search.keep(row)
    history.record(actor, verb, row, after=row.told(links or {}))
    return row


def put_many(actor: Actor, verb: str, rows: Sequence[R], *, beside: Sequence[Told] = ()) -> list[R]:
    """As `create` does it one by one, for many new rows of one kind at one desk that `check_many` has let pass, without
    links: the same events in the order of the rows, in few statements. The one place where many records begin to be.

    `beside` is what else the event of each tells.
    """
    if not rows:
        return []
    for row in rows:
        row.created_by = actor.user
    with _alone(rows[0]):
        insert_many(rows)
    search.index_rows(rows)
    said = beside or [{}] * len(rows)
    written = [history.Written(row, row.told({}), beside=more) for row, more in zip(rows, said, strict=True)]
    history.record_many(actor, verb, written)
    return list(rows)


def check_many(rows: Sequence[DeskOwned]) -> None:
    """Hold each of many rows against its model's own rules; Invalid names each field that breaks one, as `/3/text`."""
    errors: list[FieldError] = []
    for number, row in enumerate(rows):
        try:
            check(row)
        except Invalid as problem:
            errors += [FieldError(f"/{number}{e.pointer}", e.detail) for e in problem.errors]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def change(actor: Actor, verb: str, row: R, changes: dict[str, Any], *, reason: str = "") -> R:
    """Check and write a new version of a locked row; nothing happens when nothing differs and no reason is given."""
    return _write(actor, verb, row, changes, reason, new_version=True)


def move(actor: Actor, verb: str, row: R, changes: dict[str, Any], *, reason: str = "") -> R:
    """Change a locked row's state, not its content: recorded, but no new version, so nobody's edit grows stale."""
    return _write(actor, verb, row, changes, reason, new_version=False)


def move_many(actor: Actor, verb: str, rows: Sequence[R], changes: dict[str, Any]) -> list[R]:
    """As `move`, for many locked rows of one kind that all get the same state; it has no links among its changes."""
    if not rows:
        return []
    before = [row.told_of(changes) for row in rows]
    for row in rows:
        for name, value in changes.items():
            setattr(row, name, value)
    check_many(rows)
    keys = [row.pk for row in rows]
    type(rows[0])._base_manager.filter(pk__in=keys).update(**changes, updated_at=clock.now())
    written = [history.Written(row, row.told_of(changes), told) for row, told in zip(rows, before, strict=True)]
    history.record_many(actor, verb, written, new_version=False)
    return list(rows)


def archive(actor: Actor, verb: str, row: R) -> R:
    """Take a locked row out of sight; it stays, with its history."""
    return change(actor, verb, row, {"archived_at": clock.now()})


def _write(actor: Actor, verb: str, row: R, changes: dict[str, Any], reason: str, *, new_version: bool) -> R:
    before = row.told()
    links = {name: value for name, value in changes.items() if row._meta.get_field(name).many_to_many}
    for name, value in changes.items():
        if name not in links:
            setattr(row, name, value)
    check(row)
    for name, targets in links.items():
        getattr(row, name).set(targets)
    after = row.told()
    if after == before and not reason:
        return row
    if new_version:
        row.version += 1
    with _alone(row):
        row.save()
    search.keep(row, history.differences(before, after))
    history.record(actor, verb, row, before=before, after=after, reason=reason, new_version=new_version)
    return row


@contextmanager
def _alone(row: Record) -> Iterator[None]:
    """Tell whoever comes second with what may be there once; a service that can say more looks before it writes."""
    try:
        yield
    except IntegrityError as refused:
        if not _is_twin(refused.__cause__):
            raise
        raise Conflict(
            f"There is a {row._meta.verbose_name} like this already, made at the same moment. Look at that one first."
        ) from refused


def _is_twin(cause: BaseException | None) -> bool:
    """Whether the database refused a row for being the second of its kind, as PostgreSQL and SQLite say it."""
    return getattr(cause, "sqlstate", "") == "23505" or getattr(cause, "sqlite_errorname", "") in (
        "SQLITE_CONSTRAINT_UNIQUE",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
    )


def check(row: DeskOwned) -> None:
    """Hold a row against its model's own rules; Invalid names each field that breaks one."""
    errors = [
        FieldError(f"/{name}", "NUL and lone surrogates cannot be stored; leave them out.")
        for name, attribute in _stored(type(row))
        if _unstorable(getattr(row, attribute))
    ]
    if not errors:
        try:
            row.clean_fields(exclude=_unasked(type(row)))
        except ValidationError as problem:
            errors = [
                FieldError("" if name == NON_FIELD_ERRORS else f"/{name}", " ".join(messages))
                for name, messages in problem.message_dict.items()
            ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


@cache
def _stored(model: type[DeskOwned]) -> list[tuple[str, str]]:
    """The fields of a model, and where a row has their values."""
    return [(field.name, field.attname) for field in model._meta.fields]


@cache
def _unasked(model: type[DeskOwned]) -> frozenset[str]:
    """Fields that nobody fills in: what they hold is right by itself, or is checked by the database."""
    relations = [f.name for f in model._meta.fields if isinstance(f, models.ForeignKey)]
    return frozenset({*relations, "id", "created_at", "updated_at"})


def _unstorable(value: object) -> bool:
    if isinstance(value, str):
        return has_unstorable(value)
    if isinstance(value, list):
        return any(_unstorable(x) for x in value)
    if isinstance(value, dict):
        return any(_unstorable(x) or _unstorable(k) for k, x in value.items())
    return False
