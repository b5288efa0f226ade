"""The tamper-evident history: one hash chain for each desk, written in the transaction of what it tells.

An event holds what changed as `{field: [before, after]}`. That is enough to tell every version of a record again,
so versions are not stored a second time, and `verifying.py` can hold each row against what its events say it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef

from factcheck.core import clock
from factcheck.core.hashing import canonical_json, sha256_bytes
from factcheck.desks.actors import Actor
from factcheck.desks.kept import ID, Kept
from factcheck.desks.models import ChainHead, Desk, Event, InHistory, KeptHead, Record, Told
from factcheck.desks.roles import Role
from factcheck.desks.scoping import DeskQuerySet
from factcheck.desks.signals import recorded
from factcheck.desks.writing import insert_many, update_one

START = "0" * 64
"""The hash before the first event."""


def differences(before: Told, after: Told) -> dict[str, list[Any]]:
    """`{field: [before, after]}` of what differs; what is not told counts as None."""
    return {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}


def record(
    actor: Actor, verb: str, subject: InHistory, *, before: Told | None = None, after: Told | None = None,
    reason: str = "", new_version: bool = True,
) -> Event:  # fmt: skip
    """Append an event about `subject`, in the running transaction, and return it.

    `before` is what the row told before the change; without it the row is new. `after` is what it tells now, where the
    caller has asked it already. `new_version=False` is for what changes a record's state but not its content (a claim that
    moves on), so that nobody's edit becomes stale by it.
    `reason` is what the person gave for it; it stands among the changes under that name.
    """
    told = Written(subject, subject.told() if after is None else after, before)
    link = _link(verb, told, reason=reason, new_version=new_version)
    return append_many(actor, subject.history_desk_id, [link])[0]


@dataclass(frozen=True)
class Written:
    """A row that was written: what it tells now, and told before; None where it is new. `beside` is told with it, which is
    no field of its own, such as where it came from."""

    subject: InHistory
    after: Told
    before: Told | None = None
    beside: Told = field(default_factory=dict)


def record_many(actor: Actor, verb: str, rows: Sequence[Written], *, new_version: bool = True) -> list[Event]:
    """The same for many rows of one desk, to each of which the same happened: events in their order."""
    if not rows:
        return []
    links = [_link(verb, row, new_version=new_version) for row in rows]
    return append_many(actor, rows[0].subject.history_desk_id, links)


def _link(verb: str, row: Written, *, reason: str = "", new_version: bool) -> Link:
    subject = row.subject
    changes = differences(row.before or {}, row.after) | {name: [None, said] for name, said in row.beside.items()}
    if reason:
        changes["reason"] = [None, reason]
    return Link(
        verb, subject.history_type, subject.pk, changes, subject.history_claim_id,
        subject.history_version if new_version else None,
    )  # fmt: skip


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
    link = Link(verb, subject_type, subject_id, changes, claim_id, version)
    return append_many(actor, desk_id, [link])[0]


@dataclass(frozen=True)
class Link:
    """What one event is to say, before it has its place in the chain."""

    verb: str
    subject_type: str
    subject_id: UUID
    changes: dict[str, list[Any]]
    claim_id: Any = None
    version: int | None = None


_HEADS = Kept(lambda: ChainHead.objects.select_for_update(no_key=True).filter(desk_id=ID).order_by())


def append_many(actor: Actor, desk_id: UUID, links: Sequence[Link]) -> list[Event]:
    """Append several links in a row, in their order, at one moment; the head is locked and moved once for all of them."""
    if not links:
        return []
    head = _HEADS.find(desk_id)
    if head is None:
        raise ChainHead.DoesNotExist(f"Desk {desk_id} has no chain of events.")
    now = clock.now()
    _keep_daily(head, now)
    events = []
    for link in links:
        head.sequence += 1
        event = Event(
            desk_id=desk_id, sequence=head.sequence, at=now, actor=actor.user, verb=link.verb,
            subject_type=link.subject_type, subject_id=link.subject_id, claim_id=link.claim_id, version=link.version,
            changes=link.changes, previous_hash=head.hash,
        )  # fmt: skip
        head.hash = event.hash = link_hash(event)
        events.append(event)
    insert_many(events)
    update_one(head, "sequence", "hash", "kept_on")
    for event in events:
        recorded.send(sender=Event, event=event)
    return events


def _keep_daily(head: ChainHead, now: datetime) -> None:
    """Before the first event of a day: keep where the chain ended until then."""
    if head.sequence and head.kept_on != now.date():
        KeptHead.objects.create(desk_id=head.desk_id, sequence=head.sequence, hash=head.hash, kept_at=now)
    head.kept_on = now.date()


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

KeepingBack = tuple[UUID, ...]
"""Desks that hide something from some of their own."""


class Hiding(Protocol):
    """What an app above says of records that an actor must not see."""

    def desks_keeping_back(self, actor: Actor) -> KeepingBack:
        """Those of the actor's desks that hide anything now, in order."""

    def hidden_from(self, actor: Actor, desks: KeepingBack) -> dict[str, models.QuerySet[Any]]:
        """By their type in history, the records of these desks whose events are left out, too."""


_hiding: list[Hiding] = []


def hide(hiding: Hiding) -> None:
    """Let an app above, a module of it, say which records an actor must not see.

    Each event is looked up by its subject's key among the rows of its type. A type with nothing to hide is left out.
    """
    _hiding.append(hiding)


def kept_back(actor: Actor) -> tuple[KeepingBack, ...]:
    """The desks that hide something from the actor now, as `events_without` wants them."""
    return tuple(hiding.desks_keeping_back(actor) for hiding in _hiding)


def events_visible_to(actor: Actor) -> DeskQuerySet[Event]:
    """The events of the actor's desks, without those about what is hidden from them."""
    return events_without(actor, kept_back(actor))


def events_without(actor: Actor, kept: tuple[KeepingBack, ...]) -> DeskQuerySet[Event]:
    """The same, where what is `kept_back` has been asked already."""
    events = Event.objects.visible_to(actor).select_related("actor", "desk")
    for hiding, desks in zip(_hiding, kept, strict=True):
        for subject_type, rows in (hiding.hidden_from(actor, desks) if desks else {}).items():
            # The desk is the same in any case. Said as an inequality it keeps PostgreSQL from reading all that is hidden into
            # a hash, where a page needs a few rows looked up by their keys.
            hidden = rows.filter(pk=OuterRef("subject_id"), desk__lte=OuterRef("desk"))
            events = events.exclude(Exists(hidden), subject_type=subject_type)
    return events


def kept_heads(actor: Actor, desk: Desk | None = None) -> DeskQuerySet[KeptHead]:
    """Where the chains of the actor's desks, or of one of them, ended day by day; the newest first."""
    rows = KeptHead.objects.visible_to(actor).select_related("desk").order_by("-id")
    return rows if desk is None else rows.filter(desk=desk)


def head_now(actor: Actor, desk: Desk) -> KeptHead | None:
    """Where the chain of a desk ends now, to be shown, not kept; None for all but the desk's admins.

    It moves with everything that happens, and so would tell when somebody gave a verdict that is still hidden.
    """
    if actor.role_at(desk.pk) != Role.ADMIN:
        return None
    head = ChainHead.objects.get(desk=desk)
    return KeptHead(desk=desk, sequence=head.sequence, hash=head.hash, kept_at=clock.now())


@dataclass(frozen=True)
class Version:
    """A record as it was: its fields after the event that made it so."""

    number: int
    at: datetime
    by: Any
    fields: Told


def versions(subject: Record) -> list[Version]:
    """Every version of a record, oldest first, told again from its events: its fields, not what was said beside them."""
    told: Told = {}
    found: list[Version] = []
    for event in Event.objects.filter(subject_id=subject.pk).select_related("actor").order_by("sequence"):
        told |= {name: after for name, (_before, after) in event.changes.items() if name in subject.history_fields}
        if event.version is not None:
            found.append(Version(event.version, event.at, event.actor, dict(told)))
    return found
