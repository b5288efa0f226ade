"""Reads about desks and people, shared by every face."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, When

from factcheck.core.ids import read_id
from factcheck.desks.actors import Actor
from factcheck.desks.kept import ID, Kept
from factcheck.desks.models import Desk, Invitation, Membership, Token, User
from factcheck.desks.permissions import desks_with_role
from factcheck.desks.roles import Role
from factcheck.desks.scoping import DeskQuerySet


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


def memberships_at(actor: Actor) -> DeskQuerySet[Membership]:
    """Who works at the actor's desks, and who did.

    Each with an `address`: the person's email for themselves, and for admins where their desk made the account; else None,
    for nobody is asked before they are added by their username.
    """
    made_here = Exists(Invitation.objects.filter(desk=OuterRef("desk"), person=OuterRef("user")))
    known = Q(user=actor.user) | Q(made_here, desk_id__in=desks_with_role(actor, Role.ADMIN))
    address = Case(When(known, then="user__email"), default=None, output_field=CharField(null=True))
    return Membership.objects.visible_to(actor).select_related("desk", "user").annotate(address=address)


def invitations_at(actor: Actor) -> DeskQuerySet[Invitation]:
    """The invitations to the desks the actor is an admin of, and those they made or accepted; none lets anybody in."""
    own = Q(created_by=actor.user) | Q(accepted_by=actor.user)
    rows = Invitation.objects.visible_to(actor).filter(own | Q(desk_id__in=desks_with_role(actor, Role.ADMIN)))
    return rows.select_related("desk", "person", "created_by", "accepted_by")


def tokens_at(actor: Actor) -> DeskQuerySet[Token]:
    """The actor's own keys, and all to the desks they are an admin of; nothing in them lets anybody in."""
    admins = Q(desk_id__in=desks_with_role(actor, Role.ADMIN))
    return Token.objects.visible_to(actor).filter(Q(user=actor.user) | admins).select_related("desk", "user")


def members_at_least(role: Role, *desk_ids: UUID) -> QuerySet[User]:
    """Those who are members of one of the desks today, in this role or a higher one, by name."""
    roles = [one for one in Role if one.rank >= role.rank]
    members = Membership.objects.current().filter(desk__in=desk_ids, role__in=roles)
    return User.objects.filter(pk__in=members.values("user_id")).order_by("name", "username")


def _id_in(name: str) -> UUID | None:
    try:
        return read_id(name)
    except ValueError:
        return None


_PERSON = Kept(lambda: User.objects.filter(pk=ID))


def is_renamed(person: User) -> bool:
    """Whether somebody is called otherwise now than when they were read."""
    now = _PERSON.find(person.pk)
    return now is None or (now.username, now.name) != (person.username, person.name)
