from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import F
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from claims.status import ClaimStatus
from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet
from factcheck.desks.validators import ShortList, validate_web_url


class ClaimType(models.TextChoices):
    EVENT = "event", _("Event or property")
    NUMERICAL = "numerical", _("Numerical")
    QUOTE = "quote", _("Quote")
    CAUSAL = "causal", _("Causal")
    POSITION = "position", _("Position")
    OTHER = "other", _("Other")


class Claim(Record):
    """A checkable statement in its normalised wording, with who made it and when."""

    history_type = "claim"
    history_fields = (
        "number", "text", "claimant_name", "claimant_role", "claimant_url", "claimant_affiliation", "claimed_on",
        "location", "claim_types", "topics", "selection_reason", "reach", "assignees", "due_on", "priority",
        "status", "judging_round", "archived_at",
    )  # fmt: skip
    search_fields = ("text", "claimant_name")
    search_labels = ("topics",)

    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("claim"), validators=[MaxLengthValidator(10_000)])
    claimant_name = models.CharField(_("claimant"), max_length=200, blank=True)
    claimant_role = models.CharField(_("claimant's role"), max_length=200, blank=True)
    claimant_url = models.CharField(_("claimant's URL"), max_length=2000, blank=True, validators=[validate_web_url])
    claimant_affiliation = models.CharField(_("claimant's affiliation"), max_length=200, blank=True)
    claimed_on = models.DateField(_("date of the claim"), null=True, blank=True)
    location = models.CharField(_("place of the claim"), max_length=200, blank=True)
    claim_types = models.JSONField(
        _("kinds of claim"), default=list, blank=True, validators=[ShortList(choices=tuple(ClaimType.values))]
    )
    topics = models.JSONField(_("topics"), default=list, blank=True, validators=[ShortList()])
    selection_reason = models.TextField(_("why this claim"), blank=True, validators=[MaxLengthValidator(20_000)])
    reach = models.CharField(_("reach"), max_length=500, blank=True)
    assignees = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="assigned_claims")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0, validators=[MaxValueValidator(9)])
    status = models.CharField(_("status"), max_length=10, choices=ClaimStatus.choices, default=ClaimStatus.SPOTTED)
    judging_round = models.PositiveSmallIntegerField(
        _("round of judging"), default=1, editable=False,
        help_text=_("One more each time the claim is reopened or taken up again; verdicts of earlier rounds do not count."),
    )  # fmt: skip

    objects = DeskQuerySet["Claim"].as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["desk", "number"], name="claim_number_once_per_desk"),
            models.CheckConstraint(condition=models.Q(status__in=ClaimStatus.values), name="claim_status_known"),
            models.CheckConstraint(condition=~models.Q(text=""), name="claim_has_words"),
            models.CheckConstraint(condition=models.Q(priority__lte=9), name="claim_priority_to_9"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["desk", "-id"], name="claim_list"),
            models.Index(fields=["desk"], condition=models.Q(archived_at=None), name="claim_there"),
            models.Index(fields=["desk", "created_at", "id"], name="claim_by_creation"),
            models.Index(fields=["desk", "updated_at", "id"], name="claim_by_update"),
            models.Index(fields=["desk", "status", "id"], name="claim_in_status"),
            models.Index(fields=["desk", "priority", "id"], name="claim_by_priority"),
            models.Index(fields=["desk", "claimed_on", "id"], name="claim_by_day"),
            models.Index(fields=["desk", "due_on", "id"], name="claim_by_due_day"),
            models.Index(
                fields=["desk", "status", "due_on", "id", "priority"],
                name="claim_pressing",
                condition=models.Q(archived_at=None, due_on__isnull=False),
            ),  # what presses most is ranked from it
            models.Index(
                fields=["desk", "status"], condition=models.Q(judging_round__gt=1), name="claim_taken_up_again"
            ),
            models.Index(F("desk"), Upper("claimant_name"), F("id"), name="claim_of_claimant"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def history_claim_id(self) -> object:
        return self.pk
