"""Who is at work on what just now. It passes by itself, keeps nobody out, and is no part of history."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core.ids import uuid7
from factcheck.desks.models import Desk
from factcheck.desks.scoping import DeskQuerySet

from .claim import Claim


class Hold(models.Model):
    """Somebody said that they are on a claim, until a time; it is over then, or when they give it back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="holds")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(_("until"))

    objects = DeskQuerySet["Hold"].as_manager()

    class Meta:
        ordering = ("until", "id")
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "user"], name="hold_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.claim_id} until {self.until}"


class Presence(models.Model):
    """Somebody had the page of a claim or of an article open at `seen_at`; `page` is the id of that claim or article."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    page = models.UUIDField(_("page"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(_("seen at"))

    objects = DeskQuerySet["Presence"].as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "user"], name="presence_once_per_page"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.page}"
