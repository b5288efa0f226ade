"""What every resource of the API shows in the same way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from rest_framework.serializers import DictField, ListSerializer, Serializer

from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, KeptHead, User
from factcheck.desks.models.desk import POLICY_FIELDS

Shown = dict[str, Any]
"""An object as it goes out: plain JSON values."""


def moment(at: datetime | None) -> str | None:
    """A time in UTC, ISO 8601 with `Z`."""
    return clock.iso(at) if at else None


def day(on: date | None) -> str | None:
    """A date, ISO 8601."""
    return on.isoformat() if on else None


def person(user: User | None) -> Shown | None:
    """A person by id and names; never more."""
    return None if user is None else {"id": str(user.id), "username": user.username, "name": user.name}


def in_order(shown: Any, declared: object) -> Any:
    """The same with its members as `declared` has them, those of a dictionary by name. Of JSON, PostgreSQL keeps the shorter
    names first, and SQLite those that were written first.
    """
    match declared:
        case ListSerializer():
            return [in_order(one, declared.child) for one in shown]
        case Serializer() if shown is not None:
            return {name: in_order(shown[name], field) for name, field in declared.fields.items() if name in shown}
        case DictField() if shown is not None:
            return dict(sorted(shown.items()))
        case _:
            return shown


def me(actor: Actor, desks: list[Desk], base: str) -> Shown:
    """The caller: their role at each desk, and the scope of what they came with."""
    user = actor.signed_in_user
    return {
        **(person(user) or {}),
        "url": f"{base}/api/v1/me/",
        "scope": str(actor.scope),
        "desks": [
            {
                "slug": d.slug,
                "name": d.name,
                "role": str(actor.role_at(d.id)),
                "url": f"{base}/api/v1/desks/{d.slug}/",
            }
            for d in desks
        ],
    }


DeskFact = Callable[[list[Desk]], dict[Any, Any]]
_desk_facts: dict[str, DeskFact] = {}


def tell_of_desks(name: str, fact: DeskFact) -> None:
    """Let an app above add a member to desks; `fact` gives its value by desk id, for many desks at once."""
    _desk_facts[name] = fact


def desks(rows: list[Desk], base: str) -> list[Shown]:
    """Desks with their policy, and with what the apps above tell of them."""
    told = {name: fact(rows) for name, fact in _desk_facts.items()}
    return [
        {
            "id": str(d.id),
            "url": f"{base}/api/v1/desks/{d.slug}/",
            "slug": d.slug,
            "name": d.name,
            "profile": d.profile,
            "policy": {name: getattr(d.policy, name) for name in POLICY_FIELDS},
            "rating_scale": None,
            **{name: by_desk.get(d.id) for name, by_desk in told.items()},
            "version": d.version,
            "created_at": moment(d.created_at),
            "updated_at": moment(d.updated_at),
        }
        for d in rows
    ]


def event(row: Event) -> Shown:
    """One link of a desk's history."""
    return {
        "id": str(row.id),
        "desk": row.desk.slug,
        "sequence": row.sequence,
        "at": moment(row.at),
        "actor": person(row.actor),
        "verb": row.verb,
        "subject": {"type": row.subject_type, "id": str(row.subject_id)},
        "claim": str(row.claim_id) if row.claim_id else None,
        "version": row.version,
        "changes": row.changes,
        "previous_hash": row.previous_hash,
        "hash": row.hash,
    }


def kept_head(row: KeptHead) -> Shown:
    """Where a desk's chain ended on some day."""
    return {
        "id": str(row.pk),
        "desk": row.desk.slug,
        "sequence": row.sequence,
        "hash": row.hash,
        "kept_at": moment(row.kept_at),
        "head": str(row),
    }
