"""Taking over what somebody has found out about a claim before: a review that was published elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from claims import lifecycle
from claims.models import Claim, ClaimStatus, Rating, Review
from claims.services.reviews import draft_review, publish_review
from factcheck.desks.actors import Actor
from factcheck.desks.editing import lock


@dataclass(frozen=True)
class ForeignReview:
    """A review as it was published elsewhere; `reason` tells why the desk decides as it does."""

    rating: Rating
    reason: str
    headline: str
    summary: str = ""
    body: str = ""
    author_name: str = ""
    published_at: datetime | None = None


@transaction.atomic
def adopt_review(actor: Actor, claim: Claim, given: ForeignReview, *, publish: bool = False) -> Review:
    """Decide a claim that nobody has judged as a review from elsewhere did, and make that review the draft of the desk's.

    The decision is the actor's own, with its reason: nobody else is named as having decided here. To `publish` it keeps the
    day on which it was published first. Raises NotAllowed for who may not decide, or may not publish.
    """
    claim = lock(claim)
    if claim.status == ClaimStatus.SPOTTED:
        claim = lifecycle.take(actor, claim, ClaimStatus.IN_REVIEW)
    lifecycle.take(actor, claim, ClaimStatus.DECIDED, reason=given.reason, rating=given.rating)
    review = draft_review(
        actor, claim, headline=given.headline, summary=given.summary, body=given.body, author_name=given.author_name
    )
    return publish_review(actor, review, first_published_at=given.published_at) if publish else review
