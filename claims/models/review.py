from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims import blindness
from factcheck.desks.actors import Actor
from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet

from .claim import Claim
from .rating import Rating


class ReviewState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CORRECTED = "corrected", _("Corrected")
    RETRACTED = "retracted", _("Retracted")


class ReviewQuerySet(DeskQuerySet["Review"]):
    def public(self) -> ReviewQuerySet:
        """What the world may see: published, also when corrected or retracted since."""
        return self.filter(archived_at=None).exclude(state=ReviewState.DRAFT)

    def visible_to(self, actor: Actor) -> ReviewQuerySet:
        """The desk's own reviews, without drafts that would tell of hidden verdicts, and everybody's published ones."""
        published = Q(archived_at=None) & ~Q(state=ReviewState.DRAFT)
        if not actor.desk_ids:
            return self.filter(published)
        return self.filter(published | (Q(desk_id__in=actor.desk_ids) & blindness.review_may_be_seen(actor)))


class Review(Record):
    """The published article about a decision (schema.org ClaimReview). Corrections make new versions."""

    history_type = "review"
    history_name = "headline"
    history_fields = (
        "claim", "rating", "headline", "summary", "body", "slug", "author_name", "state", "published_at",
        "archived_at",
    )  # fmt: skip
    search_fields = ("headline", "summary", "body")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reviews")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="reviews")
    headline = models.CharField(_("headline"), max_length=200)
    summary = models.TextField(_("summary"), blank=True, validators=[MaxLengthValidator(20_000)])
    body = models.TextField(_("body"), blank=True, validators=[MaxLengthValidator(200_000)])
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    author_name = models.CharField(_("author"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReviewState.choices, default=ReviewState.DRAFT)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(archived_at__isnull=True), name="review_one_per_claim"
            ),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
            models.CheckConstraint(
                condition=Q(state=ReviewState.DRAFT) | Q(published_at__isnull=False), name="review_published_has_date"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["desk", "-id"], name="review_list"),
            models.Index(fields=["published_at", "id"], name="review_by_publication"),
            models.Index(fields=["headline", "id"], name="review_by_headline"),
            models.Index(fields=["created_at", "id"], name="review_by_creation"),
            models.Index(fields=["updated_at", "id"], name="review_by_update"),
            models.Index(fields=["state", "id"], name="review_in_state"),
            models.Index(fields=["rating", "id"], name="review_of_rating"),
        ]

    def __str__(self) -> str:
        return self.headline


class CorrectionKind(models.TextChoices):
    CORRECTION = "correction", _("Correction")
    RETRACTION = "retraction", _("Retraction")


class Correction(Record):
    """What was put right in a published review, or why it was taken back; shown on top of it."""

    history_type = "correction"
    history_fields = ("review", "kind", "note", "review_version", "archived_at")

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=10, choices=CorrectionKind.choices, default=CorrectionKind.CORRECTION)
    note = models.TextField(_("note"), validators=[MaxLengthValidator(20_000)])
    review_version = models.PositiveIntegerField(_("version of the review"))

    objects = DeskQuerySet["Correction"].as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(note=""), name="correction_says_what")]

    def __str__(self) -> str:
        return self.note[:80]

    @property
    def history_claim_id(self) -> object:
        return self.review.claim_id
