"""Reads about desks and people, shared by every face."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, User


def desks_of(actor: Actor) -> QuerySet[Desk]:
    """The desks the actor is a member of today, with their policies."""
    return Desk.objects.filter(pk__in=actor.desk_ids).select_related("policy").order_by("slug")


def colleague(actor: Actor, name: str) -> User | None:
    """Somebody who is, or was, a member of one of the actor's desks, by username or id; None if there is nobody."""
    return colleagues(actor, [name]).get(name)


def colleagues(actor: Actor, names: Iterable[str]) -> dict[str, User]:
    """Those of the names, usernames or ids, that are of such people; one query, however many they are."""
    ids = {name: _id_in(name) for name in names}
    people = User.objects.filter(memberships__desk_id__in=actor.desk_ids).filter(
        Q(pk__in=[key for key in ids.values() if key]) | Q(username__in=[name for name, key in ids.items() if not key])
    )
    known: dict[object, User] = {key: person for person in people for key in (person.pk, person.username)}
    return {name: known[key or name] for name, key in ids.items() if (key or name) in known}


def _id_in(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
