from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from factcheck.core import clock
from factcheck.core.ids import uuid7
from factcheck.desks.roles import Role
from factcheck.desks.scoping import DeskQuerySet

from .desk import Desk
from .told import InHistory


class MembershipQuerySet(DeskQuerySet["Membership"]):
    def current(self) -> MembershipQuerySet:
        """Those that hold now."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=clock.now().date()), ended_at=None)

    def team(self) -> MembershipQuerySet:
        """Those of the desk's own people, to whom work is given and who are spoken to: no assessors."""
        return self.current().exclude(role=Role.ASSESSOR)


class Membership(InHistory):
    """A person's role at a desk, until `ends_on` (the last day it holds) or until somebody ended it at once (`ended_at`).

    Never deleted, so that work keeps its author. Who comes back is the same row again; the history has the time between.
    """

    history_type = "member"
    history_fields = ("user", "role", "ends_on", "ended_at")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.REVIEWER)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["desk", "user"], name="membership_once_per_desk"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=~Q(role=Role.ASSESSOR) | Q(ends_on__isnull=False), name="membership_assessor_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.desk_id}: {self.role}"

    @property
    def history_version(self) -> None:
        """Not told: `version` only keeps two admins from overwriting each other."""
        return None

    @property
    def is_current(self) -> bool:
        """Whether it holds now."""
        return holds_now(self.ends_on, self.ended_at)


def holds_now(ends_on: date | None, ended_at: datetime | None) -> bool:
    """Whether a membership holds that ends so; as `MembershipQuerySet.current` has it."""
    return ended_at is None and (ends_on is None or ends_on >= clock.now().date())
