from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet

from .claim import Claim


class RelationKind(models.TextChoices):
    """What a claim is to another. A variant or a negation is one in both directions."""

    VARIANT = "variant", _("Variant of")
    NEGATION = "negation", _("Negation of")
    PART_OF = "part_of", _("Part of")
    REPEATS = "repeats", _("Repeats")


MUTUAL = (RelationKind.VARIANT, RelationKind.NEGATION)


class Relation(Record):
    """What one claim (`claim`) is to another of the same desk (`other`): `claim` is part of `other`."""

    history_type = "relation"
    history_fields = ("claim", "other", "kind", "archived_at")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="relations")
    other = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="relations_to_it")
    kind = models.CharField(_("kind"), max_length=8, choices=RelationKind.choices)

    objects = DeskQuerySet["Relation"].as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(claim=models.F("other")), name="relation_to_another"),
            models.CheckConstraint(condition=models.Q(kind__in=RelationKind.values), name="relation_kind_known"),
            models.UniqueConstraint(
                fields=["claim", "other", "kind"],
                condition=models.Q(archived_at__isnull=True),
                name="relation_once_per_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.kind} {self.other_id}"
