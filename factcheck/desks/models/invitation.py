from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core import clock
from factcheck.core.ids import uuid7
from factcheck.desks.roles import Role
from factcheck.desks.scoping import DeskQuerySet

from .desk import Desk
from .told import InHistory


class Invitation(InHistory):
    """A link by which one person becomes a member of a desk. Only the SHA-256 of its secret is stored.

    `person` is set where it is for somebody whose account was made for them and has no password yet.
    """

    history_type = "invitation"
    history_fields = ("role", "ends_on", "person", "expires_at", "accepted_by", "accepted_at", "revoked_at")
    history_digests = ("digest",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.REVIEWER)
    ends_on = models.DateField(_("last day at the desk"), null=True, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    objects = DeskQuerySet["Invitation"].as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes: ClassVar = [models.Index(fields=["desk", "-id"], name="invitation_list")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None), name="invitation_used_or_revoked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} at {self.desk_id}"

    @property
    def state(self) -> str:
        """`open`, or how it ended: `accepted`, `revoked`, `expired`."""
        if self.accepted_at is not None:
            return "accepted"
        if self.revoked_at is not None:
            return "revoked"
        return "open" if self.expires_at > clock.now() else "expired"
