"""Reviews: written, published, corrected, retracted. What is published is open to the world."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import orjson
from django.http import HttpResponse
from rest_framework.request import Request

from claims import queries
from claims.api import shown
from claims.api.inputs import CorrectionInput, NewReview, RetractionInput, ReviewChanges
from claims.api.outputs import ReviewOut
from claims.claimreview import claim_review_of
from claims.filters import ReviewFilters
from claims.models import Claim, Review
from claims.models.review import ReviewQuerySet
from claims.services.reviews import (
    archive_review,
    correct_review,
    draft_review,
    edit_review,
    publish_review,
    retract_review,
)
from factcheck.api.inputs import Nothing, referred_to
from factcheck.api.shapes import Shape
from factcheck.api.views import Action, AnyAccept, Endpoint, ResourceDetail, ResourceList

LD_JSON = "application/ld+json"


class _Reviews(Endpoint):
    """What all addresses of reviews share."""

    tag = "reviews"
    output = ReviewOut
    shape: ClassVar[Shape | None] = shown.REVIEW
    public = True

    def rows(self) -> ReviewQuerySet:
        return queries.review_rows(self.actor)


class ReviewList(_Reviews, ResourceList[Review]):
    """The published reviews of every desk, and the drafts of the caller's."""

    filters = ReviewFilters
    orderings = ("-id", "published_at", "headline", "created_at", "updated_at")
    by_desk = False
    input = NewReview

    def create(self, given: dict[str, Any]) -> Review:
        """Draft the review of a claim."""
        rows = Claim.objects.visible_to(self.actor).live().select_related("desk", "desk__policy")
        claim = referred_to(rows, given.pop("claim"), "/claim")
        return draft_review(self.actor, claim, **given)


class ReviewDetail(_Reviews, ResourceDetail[Review]):
    """One review; a draft is changed or thrown away, what is published is corrected or retracted."""

    input = ReviewChanges

    def change(self, row: Review, version: int | None, changes: dict[str, Any]) -> Review:
        return edit_review(self.actor, row, version=version, **changes)

    def remove(self, row: Review, version: int | None) -> None:
        archive_review(self.actor, row, version=version)


class PublishReview(_Reviews, Action[Review]):
    """Show a draft to the world, with the rating the desk decided."""

    input = Nothing

    def act(self, row: Review, version: int | None, given: dict[str, Any]) -> Review:
        return publish_review(self.actor, row, version=version)


class CorrectReview(_Reviews, Action[Review]):
    """Put a published review right; `note` tells readers what changed."""

    input = CorrectionInput

    def act(self, row: Review, version: int | None, given: dict[str, Any]) -> Review:
        return correct_review(self.actor, row, version=version, **given)


class RetractReview(_Reviews, Action[Review]):
    """Take a published review back; its page stays and says why."""

    input = RetractionInput

    def act(self, row: Review, version: int | None, given: dict[str, Any]) -> Review:
        return retract_review(self.actor, row, version=version, **given)


class ReviewMarkup(Endpoint):
    """The review as schema.org ClaimReview (JSON-LD)."""

    tag = "reviews"
    public = True
    media_type = LD_JSON
    content_negotiation_class = AnyAccept
    http_method_names = ["get", "head", "options"]

    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  # the contract calls it id
        review = queries.review_rows(self.actor).fetch(id)
        body = orjson.dumps(claim_review_of(review, self.base))
        return self.answer_bytes(body, LD_JSON, version=review.version)
