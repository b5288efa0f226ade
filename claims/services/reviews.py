"""Writing, publishing, correcting and taking back the article about a decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from claims import lifecycle, permissions
from claims.lifecycle import By
from claims.models import Claim, ClaimStatus, Correction, Decision, Rating, Review, ReviewState
from claims.models.review import CorrectionKind
from factcheck.core import clock
from factcheck.core.problems import Conflict, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock, lock_desk
from factcheck.desks.permissions import require


@transaction.atomic
def draft_review(
    actor: Actor, claim: Claim, *, headline: str, summary: str = "", body: str = "", slug: str | None = None,
    author_name: str = "",
) -> Review:  # fmt: skip
    """A draft about a decided claim. Its address is made from the headline unless `slug` is given."""
    claim = lock(claim)
    require(permissions.may_write_review(actor, claim, None))
    lock_desk(claim.desk_id)
    if Review.objects.live().filter(claim=claim).exists():
        raise Conflict("This claim has a review already; edit that one.")
    return create(
        actor, "review.drafted",
        Review(
            desk_id=claim.desk_id, claim=claim, rating=_rating_decided(claim), headline=headline.strip(), summary=summary,
            body=body, slug=_free_slug(slug or "", headline, claim), author_name=author_name,
        ),
    )  # fmt: skip


def _rating_decided(claim: Claim) -> Rating:
    return Decision.objects.live().select_related("rating").get(claim=claim).rating


def _free_slug(wanted: str, headline: str, claim: Claim) -> str:
    """`wanted` if it is free, else an error; without it the headline's words, numbered if need be.

    The desk must be locked. Of two desks that take an address at once, the second is told of a Conflict.
    """
    if wanted:
        if Review.objects.filter(slug=wanted).exists():
            raise Invalid.at("/slug", f"The address {wanted!r} is taken; choose another.")
        return wanted
    base = slugify(headline)[:100].strip("-") or f"claim-{claim.number}"
    taken = set(Review.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (base if n == 1 else f"{base}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def edit_review(actor: Actor, review: Review, *, version: int | None = None, **changes: Any) -> Review:
    """Change a draft. What is published is corrected instead, so that readers are told."""
    claim = lock(review.claim)
    if "slug" in changes:
        lock_desk(review.desk_id)
    review = lock(review, version)
    require(permissions.may_write_review(actor, claim, review))
    if "headline" in changes:
        changes["headline"] = changes["headline"].strip()
    if changes.get("slug", review.slug) != review.slug:
        changes["slug"] = _free_slug(changes["slug"], review.headline, review.claim)
    return change(actor, "review.edited", review, changes)


@transaction.atomic
def publish_review(
    actor: Actor, review: Review, *, version: int | None = None, first_published_at: datetime | None = None
) -> Review:  # fmt: skip
    """Show the review to the world with the rating the desk decided; the claim is published with it.

    `first_published_at` is when the world read it first, where that was before, elsewhere.
    """
    claim = lock(review.claim)
    review = lock(review, version)
    require(permissions.may_publish(actor, review))
    review = change(
        actor, "review.published", review,
        {"state": ReviewState.PUBLISHED, "published_at": first_published_at or clock.now(), "rating": _rating_decided(claim)},
    )  # fmt: skip
    lifecycle.take(actor, claim, ClaimStatus.PUBLISHED, by=By.REVIEW)
    return review


@transaction.atomic
def correct_review(actor: Actor, review: Review, *, note: str, version: int | None = None, **fields: Any) -> Review:
    """A corrected version of a published review; the note stands on top of it. The earlier version is kept."""
    return _put_right(actor, review, note, version, fields, CorrectionKind.CORRECTION, ReviewState.CORRECTED, "/note")


@transaction.atomic
def retract_review(actor: Actor, review: Review, *, reason: str, version: int | None = None) -> Review:
    """Take a published review back; the page stays and says so, with the reason."""
    return _put_right(actor, review, reason, version, {}, CorrectionKind.RETRACTION, ReviewState.RETRACTED, "/reason")


def _put_right(
    actor: Actor, review: Review, note: str, version: int | None, fields: dict[str, Any], kind: CorrectionKind,
    state: ReviewState, pointer: str,
) -> Review:  # fmt: skip
    claim = lock(review.claim)
    review = lock(review, version)
    require(permissions.may_correct(actor, review))
    if not note.strip():
        raise Invalid.at(pointer, "Tell readers what was wrong and why it changed.")
    if "headline" in fields:
        fields["headline"] = fields["headline"].strip()
    review = change(actor, f"review.{state}", review, {**fields, "state": state}, reason=note.strip())
    create(
        actor, "correction.published",
        Correction(desk_id=review.desk_id, review=review, kind=kind, note=note.strip(), review_version=review.version),
    )  # fmt: skip
    lifecycle.take(actor, claim, state.value, by=By.REVIEW, reason=note)
    return review


@transaction.atomic
def archive_review(actor: Actor, review: Review, *, version: int | None = None) -> Review:
    """Throw a draft away. What was published is retracted, never removed."""
    review = lock(review, version)
    require(permissions.may_discard_review(actor, review))
    return archive(actor, "review.archived", review)
