"""What every row of a desk has in common."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core.ids import uuid7

from .desk import Desk


class DeskOwned(models.Model):
    """A row that belongs to a desk: UUIDv7 key, the desk, who made it and when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        abstract = True


class Record(DeskOwned):
    """A row that people edit: counted versions, archived instead of deleted.

    `history_type` is its name in events; `history_fields` are the fields whose changes history keeps, from which
    every version can be told again.
    """

    history_type: ClassVar[str]
    history_fields: ClassVar[tuple[str, ...]]

    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def history_claim_id(self) -> object:
        """The claim this record is about, so that a claim's history is one index scan."""
        return getattr(self, "claim_id", None)
