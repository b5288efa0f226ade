"""The three moves every write is made of: lock what is there, check what is meant, write it with its event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models

from factcheck.core import clock
from factcheck.core.problems import Conflict, FieldError, Invalid, NotFound, Stale
from factcheck.core.text import has_unstorable
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, DeskOwned, Record

R = TypeVar("R", bound=Record)


def lock(row: R, version: int | None = None) -> R:
    """The row as it is now, locked until commit: against other writers, not against rows that refer to it.

    Raises NotFound if it was archived, Stale if it is not the `version` the caller read (None: any).
    """
    now = type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first()
    if now is None or now.archived_at is not None:
        raise NotFound(f"This {row._meta.verbose_name} was removed.")
    if version is not None and version != now.version:
        raise Stale(
            f"You read version {version}; it is at version {now.version} now. Read it again and decide what to keep.",
            current_version=now.version,
        )
    return now


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
    history.record(actor, verb, row, after=row.told(links or {}))
    return row


def change(actor: Actor, verb: str, row: R, changes: dict[str, Any], *, reason: str = "") -> R:
    """Check and write a new version of a locked row; nothing happens when nothing differs and no reason is given."""
    return _write(actor, verb, row, changes, reason, new_version=True)


def move(actor: Actor, verb: str, row: R, changes: dict[str, Any], *, reason: str = "") -> R:
    """Change a locked row's state, not its content: recorded, but no new version, so nobody's edit grows stale."""
    return _write(actor, verb, row, changes, reason, new_version=False)


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
    relations = [f.name for f in row._meta.fields if isinstance(f, models.ForeignKey)]
    errors = [
        FieldError(f"/{field.name}", "NUL and lone surrogates cannot be stored; leave them out.")
        for field in row._meta.fields
        if _unstorable(getattr(row, field.attname))
    ]
    if not errors:
        try:
            row.clean_fields(exclude={*relations, "id", "created_at", "updated_at"})
        except ValidationError as problem:
            errors = [
                FieldError("" if name == NON_FIELD_ERRORS else f"/{name}", " ".join(messages))
                for name, messages in problem.message_dict.items()
            ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def _unstorable(value: object) -> bool:
    if isinstance(value, str):
        return has_unstorable(value)
    if isinstance(value, list):
        return any(_unstorable(x) for x in value)
    if isinstance(value, dict):
        return any(_unstorable(x) or _unstorable(k) for k, x in value.items())
    return False
