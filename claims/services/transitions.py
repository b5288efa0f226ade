"""Moving a claim along its life, by hand."""

from __future__ import annotations

from django.db import transaction

from claims import lifecycle
from claims.models import Claim, Rating
from factcheck.desks.actors import Actor
from factcheck.desks.editing import lock


@transaction.atomic
def move_claim(
    actor: Actor, claim: Claim, *, to: str, reason: str = "", rating: Rating | None = None, version: int | None = None
) -> Claim:
    """Take one row of the lifecycle table, with its reason kept in history.

    Raises IllegalTransition when no row leads there, NotAllowed with why not, Invalid at `/reason` or `/rating`.
    """
    return lifecycle.take(actor, lock(claim, version), to, reason=reason, rating=rating)
