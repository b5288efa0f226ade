from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet

from .claim import Claim


class Party(models.TextChoices):
    CLAIMANT = "claimant", _("Claimant")
    PUBLISHER = "publisher", _("Publisher")
    OTHER = "other", _("Somebody else")


class Contact(Record):
    """Somebody who was asked about a claim before it was judged, and what they said; or why they were not asked."""

    history_type = "contact"
    history_fields = (
        "claim", "party", "channel", "asked_at", "deadline", "answered_at", "answer", "not_asked_because", "archived_at",
    )  # fmt: skip

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="contacts")
    party = models.CharField(_("who was asked"), max_length=9, choices=Party.choices)
    channel = models.CharField(_("channel"), max_length=100, blank=True, help_text=_("Such as email, or a phone call."))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    deadline = models.DateTimeField(
        _("deadline"), null=True, blank=True, help_text=_("Until when an answer was asked for.")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, validators=[MaxLengthValidator(20_000)])
    not_asked_because = models.TextField(
        _("not asked because"), blank=True, validators=[MaxLengthValidator(2_000)],
        help_text=_("Instead of `asked_at`: why they were not asked."),
    )  # fmt: skip

    objects = DeskQuerySet["Contact"].as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(party__in=Party.values), name="contact_party_known"),
            models.CheckConstraint(
                condition=models.Q(asked_at__isnull=False, not_asked_because="")
                | (models.Q(asked_at__isnull=True, answered_at__isnull=True) & ~models.Q(not_asked_because="")),
                name="contact_asked_or_why_not",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["claim", "id"], name="contact_of_claim")]

    def __str__(self) -> str:
        return f"{self.party}: {self.asked_at or self.not_asked_because[:80]}"
