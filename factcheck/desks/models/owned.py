"""What every row of a desk has in common."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core.ids import uuid7

from .desk import Desk
from .told import InHistory


class DeskOwned(models.Model):
    """A row that belongs to a desk: UUIDv7 key, the desk, who made it and when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        abstract = True


class Record(DeskOwned, InHistory):
    """A row that people edit: every change an event, counted versions, archived instead of deleted.

    It is found by the words of its `search_fields`, which may lead over a relation, and by the tags in its `search_labels`,
    which are lists; a row that is `search_part_of` another, by the name of its foreign key, is found as that one
    (`factcheck/desks/search/`).
    """

    search_fields: ClassVar[tuple[str, ...]] = ()
    search_labels: ClassVar[tuple[str, ...]] = ()
    search_part_of: ClassVar[str] = ""

    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def search_rows(cls) -> models.QuerySet[Self]:
        """All rows, with what `search_fields` names beside fields."""
        return cls._base_manager.all()
