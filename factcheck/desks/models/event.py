from __future__ import annotations

from typing import ClassVar, NoReturn

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core.ids import uuid7
from factcheck.desks.scoping import DeskQuerySet

from .desk import Desk


class EventQuerySet(DeskQuerySet["Event"]):
    def update(self, **fields: object) -> NoReturn:
        raise TypeError("Events are written once; history is not edited.")

    def delete(self) -> NoReturn:
        raise TypeError("Events are written once; history is not deleted.")


class Event(models.Model):
    """Who did what to which record, when: one link of the desk's hash chain. Written once by `history.record`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    claim_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("desk", "sequence")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["desk", "sequence"], name="event_sequence_once"),
            models.UniqueConstraint(fields=["subject_id", "version"], name="event_version_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "sequence"], name="event_of_subject"),
            models.Index(fields=["claim_id", "sequence"], name="event_about_claim"),
            models.Index(fields=["actor", "-id"], name="event_by_person"),
            models.Index(fields=["desk", "at", "id"], name="event_by_time"),
            models.Index(fields=["desk", "-id"], name="event_list"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise TypeError("Events are written once; history is not edited.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError("Events are written once; history is not deleted.")


class ChainHead(models.Model):
    """The last link of a desk's chain; its row is the lock that puts writers in a queue."""

    desk = models.OneToOneField(Desk, on_delete=models.PROTECT, primary_key=True, related_name="chain_head")
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    kept_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.desk_id}: {self.sequence}"


class KeptHead(models.Model):
    """Where a desk's chain ended on some day: kept by the first event after it, to be downloaded and kept elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="kept_heads")
    sequence = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    kept_at = models.DateTimeField()

    objects = DeskQuerySet["KeptHead"].as_manager()

    class Meta:
        ordering = ("desk", "sequence")
        verbose_name = _("kept head")
        verbose_name_plural = _("kept heads")
        constraints: ClassVar = [models.UniqueConstraint(fields=["desk", "sequence"], name="kept_head_once")]

    def __str__(self) -> str:
        return f"{self.desk.slug}:{self.sequence}:{self.hash}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise TypeError("A head is kept once; it is not edited.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError("A head that was kept is not deleted.")
