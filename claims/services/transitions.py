"""Moving a claim along its life, by hand."""

from __future__ import annotations

from django.db import transaction

from claims import lifecycle
from claims.lifecycle import Through
from claims.models import Claim, ClaimStatus, Decision, Rating
from factcheck.core.problems import FieldError, IllegalTransition, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, lock, move
from factcheck.desks.permissions import require


@transaction.atomic
def move_claim(actor: Actor, claim: Claim, *, to: str, reason: str = "", rating: Rating | None = None) -> Claim:
    """Take one row of the lifecycle table, with its reason kept in history.

    Raises IllegalTransition when no row leads there, NotAllowed with why not, Invalid at `/reason` or `/rating`.
    """
    claim = lock(claim)
    row = lifecycle.find(claim, to)
    if row is None or row.through is Through.REVIEW:
        ways = [str(o.to) for o in lifecycle.options(actor, claim) if o.allowed]
        raise IllegalTransition(
            f"A claim that is {claim.status} cannot become {to} this way. Open to you: {', '.join(ways) or 'nothing'}.",
            status_now=claim.status,
        )
    require(row.rule(actor, claim))
    _require_given(row, reason, rating, claim)
    if row.to == ClaimStatus.DECIDED and rating is not None:
        lifecycle.decide(actor, claim, rating, rationale=reason.strip())
    if row.source == ClaimStatus.DECIDED:
        for decision in Decision.objects.live().filter(claim=claim):
            archive(actor, "decision.set_aside", decision)
    return move(actor, row.verb, claim, {"status": row.to}, reason=reason.strip())


def _require_given(row: lifecycle.Transition, reason: str, rating: Rating | None, claim: Claim) -> None:
    errors: list[FieldError] = []
    if row.needs_reason and not reason.strip():
        errors.append(FieldError("/reason", "Say why; this step needs a written reason."))
    if row.needs_rating and rating is None:
        errors.append(FieldError("/rating", "Name the rating the desk gives."))
    if rating is not None and rating.desk_id != claim.desk_id:
        errors.append(FieldError("/rating", "This rating belongs to another desk."))
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
