"""Reads about desks and people, shared by every face."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, User


def desks_of(actor: Actor) -> QuerySet[Desk]:
    """The desks the actor is a member of today, with their policies."""
    return Desk.objects.filter(pk__in=actor.desk_ids).select_related("policy").order_by("slug")


def colleague(actor: Actor, name: str) -> User | None:
    """Somebody who is, or was, a member of one of the actor's desks, by username or id; None if there is nobody."""
    people = User.objects.filter(memberships__desk_id__in=actor.desk_ids)
    try:
        return people.filter(pk=UUID(name)).first()
    except ValueError:
        return people.filter(username=name).first()
