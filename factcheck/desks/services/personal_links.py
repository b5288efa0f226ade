"""Links that are for one person alone: they are over when the person's membership is."""

from __future__ import annotations

from uuid import UUID

from factcheck.core import clock
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.models import Invitation, User


def take_back_links_of(actor: Actor, person: User, desk_id: UUID) -> None:
    """Make the open links useless that are for this person at this desk, which is locked. Each is an event of the desk."""
    for invitation in lock_open_links(person, [desk_id]):
        keep_invitation(actor, "invitation.revoked", invitation, revoked_at=clock.now())


def lock_open_links(person: User, desk_ids: list[UUID]) -> list[Invitation]:
    """The open links that are for this person at these desks, locked until commit."""
    links = Invitation.objects.select_for_update(no_key=True).filter(person=person, desk__in=desk_ids)
    unused = links.filter(accepted_at=None, revoked_at=None, expires_at__gt=clock.now())
    return list(unused.order_by("desk_id", "pk"))


def keep_invitation(actor: Actor, verb: str, invitation: Invitation, **changes: object) -> None:
    """Write what changed of a locked invitation, with its event."""
    before = invitation.told()
    for name, value in changes.items():
        setattr(invitation, name, value)
    invitation.save(update_fields=list(changes))
    history.record(actor, verb, invitation, before=before)
