"""The tamper-evident history: one hash chain for each desk, written in the transaction of what it tells.

An event holds what changed as `{field: [before, after]}`. That is enough to tell every version of a record again,
so versions are not stored a second time, and `verify` can hold each row against what its events say it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction

from factcheck.core import clock
from factcheck.core.hashing import canonical_json, sha256_bytes
from factcheck.desks.actors import Actor
from factcheck.desks.models import ChainHead, Desk, Event, Record
from factcheck.desks.scoping import DeskQuerySet

Snapshot = dict[str, Any]
START = "0" * 64


def snapshot(subject: Record) -> Snapshot:
    """The fields that history keeps of a record, as plain JSON values; relations as ids."""
    return {name: _plain(subject, name) for name in subject.history_fields}


def _plain(subject: Record, name: str) -> Any:
    field = subject._meta.get_field(name)
    if field.many_to_many:
        return sorted(str(x.pk) for x in getattr(subject, name).all())
    value = field.value_from_object(subject)  # type: ignore[union-attr]
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return clock.iso(value)
    return value.isoformat() if isinstance(value, date) else value


def record(
    actor: Actor, verb: str, subject: Record, *, before: Snapshot | None = None, reason: str = "",
    new_version: bool = True,
) -> Event:  # fmt: skip
    """Append an event about `subject`, in the running transaction, and return it.

    `before` is the snapshot from before the change; without it the record is new. `new_version=False` is for what
    changes a record's state but not its content (a claim that moves on), so that nobody's edit becomes stale by it.
    `reason` is what the person gave for it; it stands among the changes under that name.
    """
    after = snapshot(subject)
    old = before or {}
    changes = {name: [old.get(name), value] for name, value in after.items() if old.get(name) != value}
    if reason:
        changes["reason"] = [None, reason]
    return append(
        actor,
        subject.desk_id,
        verb,
        subject_type=subject.history_type,
        subject_id=subject.pk,
        claim_id=subject.history_claim_id,
        changes=changes,
        version=subject.version if new_version else None,
    )


def append(
    actor: Actor,
    desk_id: UUID,
    verb: str,
    *,
    subject_type: str,
    subject_id: UUID,
    changes: dict[str, list[Any]],
    claim_id: Any = None,
    version: int | None = None,
) -> Event:
    """Append one link. The head's row is locked until commit, so a desk's chain has no forks."""
    head = ChainHead.objects.select_for_update().get(desk_id=desk_id)
    event = Event(
        desk_id=desk_id,
        sequence=head.sequence + 1,
        at=clock.now(),
        actor=actor.user,
        verb=verb,
        subject_type=subject_type,
        subject_id=subject_id,
        claim_id=claim_id,
        version=version,
        changes=changes,
        previous_hash=head.hash,
    )
    event.hash = link_hash(event)
    event.save(force_insert=True)
    head.sequence, head.hash = event.sequence, event.hash
    head.save(update_fields=["sequence", "hash"])
    return event


def link_hash(event: Event) -> str:
    """SHA-256 over the canonical JSON of everything an event says, and the hash before it."""
    said = {
        "id": str(event.id),
        "desk": str(event.desk_id),
        "sequence": event.sequence,
        "at": clock.iso(event.at),
        "actor": str(event.actor_id) if event.actor_id else None,
        "verb": event.verb,
        "subject": {"type": event.subject_type, "id": str(event.subject_id)},
        "claim": str(event.claim_id) if event.claim_id else None,
        "version": event.version,
        "changes": event.changes,
        "previous_hash": event.previous_hash,
    }
    return sha256_bytes(canonical_json(said))


# Reading --------------------------------------------------------------------------------------------------------

HiddenIds = Callable[[Actor], models.QuerySet[Any]]
_hidden: dict[str, HiddenIds] = {}


def hide(subject_type: str, hidden_ids: HiddenIds) -> None:
    """Let an app above say which records of a type an actor must not see; their events are left out too."""
    _hidden[subject_type] = hidden_ids


def events_visible_to(actor: Actor) -> DeskQuerySet[Event]:
    """The events of the actor's desks, without those about records that are hidden from them."""
    events = Event.objects.visible_to(actor).select_related("actor", "desk")
    for subject_type, hidden_ids in _hidden.items():
        events = events.exclude(subject_type=subject_type, subject_id__in=hidden_ids(actor))
    return events


@dataclass(frozen=True)
class Version:
    """A record as it was: its fields after the event that made it so."""

    number: int
    at: datetime
    by: Any
    fields: Snapshot


def versions(subject: Record) -> list[Version]:
    """Every version of a record, oldest first, told again from its events."""
    told: Snapshot = {}
    found: list[Version] = []
    for event in Event.objects.filter(subject_id=subject.pk).select_related("actor").order_by("sequence"):
        told = {**told, **{name: after for name, (_before, after) in event.changes.items()}}
        if event.version is not None:
            found.append(Version(event.version, event.at, event.actor, dict(told)))
    return found


# Verifying ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Broken:
    """What does not hold: where in the chain, and what is wrong."""

    desk: str
    sequence: int
    what: str


def verify(desk: Desk, registry: dict[str, type[Record]]) -> Iterator[Broken]:
    """Check a desk's chain, then each record against it; yields what is broken, the first first.

    Reads in order and keeps one snapshot for each record: memory grows with the records, not with the events.
    """
    with transaction.atomic():
        head = ChainHead.objects.get(desk=desk)
        told: dict[tuple[str, UUID], Snapshot] = {}
        last: dict[tuple[str, UUID], int] = {}
        expected, previous = 1, START
        for event in Event.objects.filter(desk=desk).order_by("sequence").iterator(chunk_size=2000):
            if event.sequence != expected:
                yield Broken(desk.slug, expected, f"event {expected} is missing; {event.sequence} stands in its place")
                return
            if event.previous_hash != previous:
                yield Broken(desk.slug, event.sequence, "it does not follow the event before it")
                return
            if link_hash(event) != event.hash:
                yield Broken(desk.slug, event.sequence, "it was changed after it was written")
                return
            key = (event.subject_type, event.subject_id)
            told.setdefault(key, {}).update({name: after for name, (_b, after) in event.changes.items()})
            last[key] = event.sequence
            expected, previous = expected + 1, event.hash
        if (head.sequence, head.hash) != (expected - 1, previous):
            yield Broken(desk.slug, expected, f"the chain ends at {expected - 1}, but its head says {head.sequence}")
            return
        yield from _compare_rows(desk, registry, told, last)


def _compare_rows(
    desk: Desk,
    registry: dict[str, type[Record]],
    told: dict[tuple[str, UUID], Snapshot],
    last: dict[tuple[str, UUID], int],
) -> Iterator[Broken]:
    for kind, model in registry.items():
        ids = {subject_id for subject_type, subject_id in told if subject_type == kind}
        rows = model._base_manager.filter(desk=desk)
        prefetched = [f for f in model.history_fields if model._meta.get_field(f).many_to_many]
        for row in rows.prefetch_related(*prefetched).iterator(chunk_size=1000):
            if row.pk not in ids:
                yield Broken(desk.slug, 0, f"{kind} {row.pk} has no history")
                continue
            ids.discard(row.pk)
            is_now, was = snapshot(row), told[kind, row.pk]
            wrong = [name for name, value in is_now.items() if was.get(name) != value]
            if wrong:
                yield Broken(
                    desk.slug, last[kind, row.pk], f"{kind} {row.pk} is not what its history says: {', '.join(wrong)}"
                )
        for missing in sorted(ids, key=str):
            yield Broken(desk.slug, last[kind, missing], f"{kind} {missing} is gone, but its history is here")
