from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from annotations.models import Annotation, Revision
from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet

from .claim import Claim


class Appearance(Record):
    """One place where a claim is made: the claim and the annotation that marks its words."""

    history_type = "appearance"
    history_fields = ("claim", "annotation", "seen_revision", "archived_at")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="appearances")
    annotation = models.ForeignKey(Annotation, on_delete=models.PROTECT, related_name="appearances")

    seen_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text=_("The revision in which the desk has looked at the words last, after they changed."),
    )  # fmt: skip

    objects = DeskQuerySet["Appearance"].as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["claim", "annotation"],
                condition=models.Q(archived_at__isnull=True),
                name="appearance_once_per_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} in {self.annotation_id}"
