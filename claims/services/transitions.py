"""Moving a claim along its life, by hand."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from claims import lifecycle, queries
from claims.models import Claim, ClaimStatus, Rating
from claims.services.holds import take_hold
from factcheck.core.problems import Conflict, Stale
from factcheck.desks.actors import Actor
from factcheck.desks.editing import lock


@transaction.atomic
def move_claim(
    actor: Actor, claim: Claim, *, to: str, reason: str = "", rating: Rating | None = None, version: int | None = None,
    source: str | None = None, reason_code: str | None = None, read: str | None = None,
) -> Claim:  # fmt: skip
    """Take one row of the lifecycle table, with its reason kept in history; `source` is the status that was read (None: any),
    and `read` what `queries.as_judged` gave for it: who decides has read the verdicts they decide on.

    Raises IllegalTransition when no row leads there, NotAllowed with why not, Invalid at `/reason`, `/rating` or
    `/reason_code`, and Stale or Conflict when the claim or its verdicts are not as they were read. Whoever starts a review is
    on it from then on.
    """
    claim = lock(claim, version)
    if source is not None and source != claim.status:
        raise Stale(
            f"The claim is {claim.status} now. Read it again and decide anew.",
            current_version=claim.version, status_now=claim.status,
        )  # fmt: skip
    if read is not None and read != queries.as_judged(actor, claim):
        raise Conflict(_("The claim or its verdicts changed since you opened this page. Read them again, then decide."))
    starts = claim.status == ClaimStatus.SPOTTED and to == ClaimStatus.IN_REVIEW
    moved = lifecycle.take(actor, claim, to, reason=reason, rating=rating, reason_code=reason_code)
    if starts:
        take_hold(actor, moved)
    return moved
