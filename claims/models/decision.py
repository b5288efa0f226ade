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


class ReasonCode(models.TextChoices):
    """What the difference that a decision settles came from; counted by `claims.insights`, so that a desk learns from it."""

    EVIDENCE_OVERLOOKED = "evidence_overlooked", _("Evidence was overlooked")
    EVIDENCE_WEIGHED_DIFFERENTLY = "evidence_weighed_differently", _("Evidence was weighed differently")
    RATING_DEFINITION = "rating_definition", _("The rating was understood differently")
    CLAIM_UNDERSTOOD_DIFFERENTLY = "claim_understood_differently", _("The claim was understood differently")
    NEW_EVIDENCE = "new_evidence", _("New evidence came up")
    ERROR = "error", _("A mistake was made")
    OTHER = "other", _("Something else")


class DecisionQuerySet(DeskQuerySet["Decision"]):
    def visible_to(self, actor: Actor) -> DecisionQuerySet:
        """The desk's decisions, without those that would tell of hidden verdicts."""
        return super().visible_to(actor).filter(blindness.decision_may_be_seen(actor))


class Decision(Record):
    """The desk's rating of a claim. Without `decided_by` it came by itself, from equal verdicts.

    Archived when the claim is reopened; the one that is not archived is in force.
    """

    history_type = "decision"
    history_fields = (
        "claim", "rating", "rationale", "reason_code", "decided_by", "decided_at", "archived_at",
    )  # fmt: skip

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="decisions")
    rationale = models.TextField(_("reason"), blank=True, validators=[MaxLengthValidator(20_000)])
    # NULL where nobody said so, and in histories from before it was asked.
    reason_code = models.CharField(  # noqa: DJ001
        _("what they differed on"), max_length=30, choices=ReasonCode.choices, null=True, blank=True
    )
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
            models.CheckConstraint(
                condition=models.Q(reason_code__isnull=True) | models.Q(reason_code__in=ReasonCode.values),
                name="decision_reason_code_known",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["desk", "rating", "-id"], name="decision_by_rating")]

    @property
    def by_itself(self) -> bool:
        """Whether equal verdicts made it, and nobody."""
        return self.decided_by_id is None

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.rating_id}"
