from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from claims import blindness
from factcheck.desks.actors import Actor
from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet
from factcheck.desks.validators import ShortList

from .claim import Claim
from .evidence import Evidence
from .rating import Rating


class Reason(models.TextChoices):
    """Why a claim misleads, or does not (after Community Notes)."""

    FACTUAL_ERROR = "factual_error", _("Factual error")
    ALTERED_MEDIA = "altered_media", _("Altered media")
    OUTDATED = "outdated", _("Outdated")
    MISSING_CONTEXT = "missing_context", _("Missing context")
    UNVERIFIED_AS_FACT = "unverified_as_fact", _("Unverified, told as fact")
    SATIRE_AS_FACT = "satire_as_fact", _("Satire, taken as fact")
    CORRECT_WHEN_WRITTEN = "correct_when_written", _("Correct when written")
    OTHER = "other", _("Other")


class VerdictQuerySet(DeskQuerySet["Verdict"]):
    def visible_to(self, actor: Actor) -> VerdictQuerySet:
        """The desk's verdicts, without those the actor must not see yet."""
        return super().visible_to(actor).filter(blindness.verdict_may_be_seen(actor))

    def current(self) -> VerdictQuerySet:
        """Not withdrawn, and given, changed or confirmed since judging last began."""
        return self.live().filter(judging_round=F("claim__judging_round"))

    def counting(self) -> VerdictQuerySet:
        """Those from which a claim is decided: of the present round, and no second looks."""
        return self.current().filter(second_look=False)


class Verdict(Record):
    """One reviewer's rating of a claim, with rationale, confidence (0..1) and the evidence it rests on."""

    history_type = "verdict"
    history_fields = (
        "claim", "reviewer", "rating", "rationale", "confidence", "evidence", "reasons", "second_look",
        "submitted_at", "judging_round", "archived_at",
    )  # fmt: skip

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verdicts")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="verdicts")
    rationale = models.TextField(_("rationale"), validators=[MaxLengthValidator(200_000)])
    confidence = models.FloatField(
        _("confidence"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="verdicts")
    reasons = models.JSONField(
        _("reasons"), default=list, blank=True, validators=[ShortList(choices=tuple(Reason.values))]
    )
    second_look = models.BooleanField(_("second look, from the evidence alone"), default=False)
    submitted_at = models.DateTimeField(_("submitted at"))
    judging_round = models.PositiveSmallIntegerField(
        _("round of judging"), default=1, editable=False,
        help_text=_("The claim’s round in which the verdict was given, or last changed or confirmed."),
    )  # fmt: skip

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["claim", "reviewer"],
                condition=models.Q(archived_at__isnull=True),
                name="verdict_once_per_reviewer",
            ),
            models.CheckConstraint(condition=~models.Q(rationale=""), name="verdict_has_rationale"),
            models.CheckConstraint(
                condition=models.Q(confidence__isnull=True) | models.Q(confidence__gte=0, confidence__lte=1),
                name="verdict_confidence_0_to_1",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["reviewer", "-id"], name="verdict_by_reviewer"),
            models.Index(fields=["desk", "-id"], name="verdict_list"),
            models.Index(fields=["claim", "reviewer"], name="verdict_on_claim"),
            models.Index(fields=["desk", "-id"], condition=models.Q(second_look=True), name="verdict_second_looks"),
        ]

    @property
    def counts(self) -> bool:
        """Whether the claim is decided from it; see `VerdictQuerySet.counting`."""
        return self.is_current and not self.second_look

    @property
    def is_current(self) -> bool:
        """Whether it is of the claim's present round of judging; see `VerdictQuerySet.current`."""
        return self.archived_at is None and self.judging_round == self.claim.judging_round

    def __str__(self) -> str:
        return f"{self.reviewer_id} on {self.claim_id}: {self.rating_id}"
