from __future__ import annotations

from typing import ClassVar

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


class RatingScale(Record):
    """A desk's ordered ratings. The newest scale that is not archived is the one in force."""

    history_type = "rating_scale"
    history_fields = ("name", "archived_at")

    name = models.CharField(_("name"), max_length=80)

    objects = DeskQuerySet["RatingScale"].as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("rating scale")
        verbose_name_plural = _("rating scales")
        indexes: ClassVar = [models.Index(fields=["desk", "-id"], name="rating_scale_list")]

    def __str__(self) -> str:
        return self.name


class Rating(Record):
    """One step of a scale. Retired (archived) when it should not be given any more; never deleted."""

    history_type = "rating"
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

    def __str__(self) -> str:
        return self.name
