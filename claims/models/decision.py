from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from claims import blindness
from factcheck.desks.actors import Actor
from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet

from .claim import Claim
from .rating import Rating


class DecisionQuerySet(DeskQuerySet["Decision"]):
    def visible_to(self, actor: Actor) -> DecisionQuerySet:
        """The desk's decisions, without those that would tell of hidden verdicts."""
        return super().visible_to(actor).filter(blindness.decision_may_be_seen(actor))


class Decision(Record):
    """The desk's rating of a claim. Without `decided_by` it came by itself, from equal verdicts.

    Archived when the claim is reopened; the one that is not archived is in force.
    """

    history_type = "decision"
    history_fields = ("claim", "rating", "rationale", "decided_by", "decided_at", "archived_at")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="decisions")
    rationale = models.TextField(_("reason"), blank=True, validators=[MaxLengthValidator(20_000)])
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    decided_at = models.DateTimeField(_("decided at"))

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["claim"], condition=models.Q(archived_at__isnull=True), name="decision_one_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(rationale=""), name="decision_says_why"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["desk", "rating", "-id"], name="decision_by_rating")]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.rating_id}"
