from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import DeskOwned
from factcheck.desks.scoping import DeskQuerySet
from factcheck.desks.writing import insert_many

from .importing import Import


class Origin(DeskOwned):
    """Where a record came from: the name that another system has for it, so that it is taken in once; and who made it
    there, and when, as that system tells it."""

    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    external_id = models.CharField(_("external id"), max_length=500)
    digest = models.CharField(
        max_length=64, help_text=_("SHA-256 of what was said, to tell when it says something else.")
    )
    author = models.CharField(_("author"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True)
    job = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="origins")

    objects = DeskQuerySet["Origin"].as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["desk", "subject_type", "external_id"], name="origin_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id"], name="origin_of_subject"),
            models.Index(fields=["desk", "-id"], name="origin_list"),
        ]

    @classmethod
    def keep(cls, rows: Sequence[Self]) -> None:
        """Write new ones."""
        insert_many(rows)

    def __str__(self) -> str:
        return self.external_id
