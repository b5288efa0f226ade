from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet

from .appearance import Appearance
from .claim import Claim


class Outcome(models.TextChoices):
    PENDING = "pending", _("Pending")
    CORRECTED = "corrected", _("Corrected")
    REFUSED = "refused", _("Refused")
    NO_ANSWER = "no_answer", _("No answer")
    REMOVED = "removed", _("Removed")


class CorrectionRequest(Record):
    """A publisher asked to put right what it printed, and what came of it.

    What the publisher did to the words is not told here but derived from the article's revisions.
    """

    history_type = "correction_request"
    history_fields = ("claim", "appearance", "sent_to", "sent_at", "channel", "answer", "outcome", "archived_at")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="correction_requests")
    appearance = models.ForeignKey(Appearance, on_delete=models.PROTECT, related_name="correction_requests")
    sent_to = models.CharField(_("sent to"), max_length=200)
    sent_at = models.DateTimeField(_("sent at"))
    channel = models.CharField(_("channel"), max_length=100, blank=True, help_text=_("Such as email, or a web form."))
    answer = models.TextField(_("answer"), blank=True, validators=[MaxLengthValidator(20_000)])
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices, default=Outcome.PENDING)

    objects = DeskQuerySet["CorrectionRequest"].as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="correction_request_outcome_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["claim", "id"], name="correction_request_of_claim"),
            models.Index(fields=["desk", "outcome", "-id"], name="correction_request_open"),
        ]

    def __str__(self) -> str:
        return f"{self.sent_to}: {self.outcome}"
