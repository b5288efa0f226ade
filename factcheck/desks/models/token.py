from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core.ids import uuid7
from factcheck.desks.roles import Scope
from factcheck.desks.scoping import DeskQuerySet

from .desk import Desk
from .told import InHistory


class Token(InHistory):
    """A key for the API, of one person at one desk. Only its SHA-256 is stored; the words are shown once."""

    history_type = "token"
    history_fields = ("user", "name", "scope", "expires_at", "revoked_at")
    history_digests = ("digest",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="tokens")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=80, blank=True)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope.choices, default=Scope.READ)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeskQuerySet["Token"].as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(scope__in=Scope.values), name="token_scope_known"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)
