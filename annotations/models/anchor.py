from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import DeskOwned
from factcheck.desks.scoping import DeskQuerySet

from .annotation import Annotation
from .revision import Revision


class AnchorStatus(models.TextChoices):
    EXACT = "exact", _("Exact")
    MOVED = "moved", _("Moved")
    CHANGED = "changed", _("Changed")
    ORPHANED = "orphaned", _("Orphaned")


class Anchor(DeskOwned):
    """Where an annotation sits in one revision. `score` is 0..1; an orphan has no place.

    `words_since` is the revision since which its words have been as they are in this one, or gone. Where that is this
    one, `by_desk` says that they are others than before because the desk put it on them or joined two articles; else
    it was the publisher who changed them.
    """

    annotation = models.ForeignKey(Annotation, on_delete=models.PROTECT, related_name="anchors")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="anchors")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    status = models.CharField(_("status"), max_length=8, choices=AnchorStatus.choices)
    score = models.FloatField(_("score"), default=1.0)

    words_since = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    by_desk = models.BooleanField(default=False)

    objects = DeskQuerySet["Anchor"].as_manager()

    class Meta:
        ordering = ("annotation", "-revision")
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["annotation", "revision"], name="anchor_once_per_revision"),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=1), name="anchor_score_0_to_1"),
            models.CheckConstraint(
                condition=models.Q(status=AnchorStatus.ORPHANED, start__isnull=True, end__isnull=True)
                | (~models.Q(status=AnchorStatus.ORPHANED) & models.Q(end__gt=models.F("start"))),
                name="anchor_orphan_has_no_place",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["revision", "start"], name="anchor_in_text"),
            models.Index(fields=["desk", "status", "annotation"], name="anchor_in_status"),
        ]

    def __str__(self) -> str:
        return f"{self.annotation_id} in {self.revision_id}: {self.status}"
