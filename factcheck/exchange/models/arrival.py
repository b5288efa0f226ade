from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core.ids import uuid7
from factcheck.desks.models import Desk
from factcheck.desks.scoping import DeskQuerySet


class Arrival(models.Model):
    """A desk's records came here in an archive, up to an event. Whoever took them in (None: at the command line) may take in
    a newer archive of the desk; keys and links that events tell of until there stayed where they were made. `events`: so many
    came, where all that some claims did not need stayed too; None for all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    taken_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_in_at = models.DateTimeField(_("taken in at"), auto_now_add=True)
    sequence = models.PositiveBigIntegerField(_("last event"))
    head = models.CharField(_("hash of the last event"), max_length=64)
    events = models.PositiveBigIntegerField(_("events that came"), null=True)

    objects = DeskQuerySet["Arrival"].as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")

    def __str__(self) -> str:
        return f"{self.desk_id}: {self.sequence}"
