"""Being on a claim, and having its page open: told to colleagues, over by itself, in nobody's way.

Neither is an event of the history: they say what somebody is about to do, not what was done. Giving a verdict neither renews
a hold nor ends it, since on a blind desk that moment would tell that there is one.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from claims import permissions
from claims.models import Claim, Hold, Presence
from claims.presence import PRESENT_FOR
from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.permissions import require

HOLD_FOR = timedelta(minutes=30)


@transaction.atomic
def take_hold(actor: Actor, claim: Claim) -> Hold:
    """The actor is on the claim for half an hour from now; others may be, too. Their own holds that passed are forgotten."""
    require(permissions.may_hold(actor, claim))
    now, user = clock.now(), actor.signed_in_user
    Hold.objects.filter(user=user, until__lte=now).exclude(claim=claim).delete()
    Hold.objects.bulk_create(
        [Hold(desk_id=claim.desk_id, claim=claim, user=user, until=now + HOLD_FOR)],
        update_conflicts=True, unique_fields=["claim", "user"], update_fields=["until"],
    )  # fmt: skip
    return Hold.objects.get(claim=claim, user=user)


def keep_hold(actor: Actor, claim: Claim) -> None:
    """Work on a claim that the actor is on: they are on it for another half hour. Otherwise nothing happens."""
    now = clock.now()
    Hold.objects.filter(claim=claim, user=actor.user, until__gt=now).update(until=now + HOLD_FOR)


def give_back(actor: Actor, claim: Claim) -> None:
    """The actor is on the claim no longer; nor does it matter whether they were."""
    require(permissions.may_hold(actor, claim))
    Hold.objects.filter(claim=claim, user=actor.signed_in_user).delete()


def be_present(actor: Actor, desk_id: UUID, page: UUID) -> None:
    """The actor has the page of this claim or article open. Pages they have left are forgotten with the next they open."""
    now, user = clock.now(), actor.signed_in_user
    if Presence.objects.filter(page=page, user=user).update(seen_at=now):
        return
    Presence.objects.filter(user=user, seen_at__lt=now - PRESENT_FOR).delete()
    Presence.objects.bulk_create([Presence(desk_id=desk_id, page=page, user=user, seen_at=now)], ignore_conflicts=True)
