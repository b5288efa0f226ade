from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet


class RatingFamily(models.TextChoices):
    """What a rating means whatever a desk calls it, so that desks can be compared."""

    TRUE = "true", _("True")
    MOSTLY_TRUE = "mostly_true", _("Mostly true")
    MIXED = "mixed", _("Mixed")
    MOSTLY_FALSE = "mostly_false", _("Mostly false")
    FALSE = "false", _("False")
    CONFLICTING = "conflicting", _("Conflicting evidence")
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence", _("Not enough evidence")
    SATIRE = "satire", _("Satire")
    OTHER = "other", _("Other")


class RatingScaleQuerySet(DeskQuerySet["RatingScale"]):
    def latest_first(self) -> Self:
        """Those put in force last before the others."""
        return self.order_by(models.F("turn").desc(nulls_last=True), "-id")


class RatingScale(Record):
    """A desk's ordered ratings.

    Each time a scale is put in force, `turn` becomes the next number of its desk; the highest is in force now. Scales from
    before turns were counted have none; among those the newest counts as last.
    """

    history_type = "rating_scale"
    history_fields = ("name", "archived_at", "turn")

    name = models.CharField(_("name"), max_length=80)
    turn = models.PositiveIntegerField(null=True, editable=False)

    objects = RatingScaleQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("rating scale")
        verbose_name_plural = _("rating scales")
        indexes: ClassVar = [models.Index(fields=["desk", "-id"], name="rating_scale_list")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["desk", "turn"], name="rating_scale_turn_once")]

    def __str__(self) -> str:
        return self.name


class Rating(Record):
    """One step of a scale. Retired (archived) when it should not be given any more; never deleted."""

    history_type = "rating"
    history_name = "name"
    history_fields = ("scale", "slug", "name", "value", "family", "description", "position", "archived_at")

    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="ratings")
    slug = models.SlugField(_("slug"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    value = models.SmallIntegerField(_("value"), null=True, blank=True)
    family = models.CharField(_("family"), max_length=20, choices=RatingFamily.choices)
    description = models.CharField(_("description"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    objects = DeskQuerySet["Rating"].as_manager()

    class Meta:
        ordering = ("scale", "position")
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scale", "slug"], name="rating_slug_once"),
            models.CheckConstraint(condition=models.Q(family__in=RatingFamily.values), name="rating_family_known"),
        ]

    @property
    def finding(self) -> tuple[str, str]:
        """What it says of a claim: the same rating on an older and on a newer scale is the same finding."""
        return self.slug, self.family

    def __str__(self) -> str:
        return self.name
