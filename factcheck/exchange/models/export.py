from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.core import clock
from factcheck.desks.scoping import DeskQuerySet

from .job import Job, JobState


def place_of(export: Export, _name: str) -> str:
    """Where the file is kept: each run of the worker has one of its own, so that no two write to one."""
    return export.place


class Export(Job):
    """A file of one resource in one format, as of one moment: `sequence` and `head` are those of the last event of the desk
    that its maker may see and that is in it."""

    resource = models.CharField(_("resource"), max_length=20)
    format = models.CharField(_("format"), max_length=20)
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    base = models.CharField(max_length=300, help_text=_("Scheme and host of the addresses in it."))
    file = models.FileField(_("file"), upload_to=place_of, max_length=200, blank=True)
    filename = models.CharField(_("file name"), max_length=120, blank=True)
    media_type = models.CharField(_("media type"), max_length=120, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True)
    rows = models.PositiveBigIntegerField(_("rows"), null=True)
    as_of = models.DateTimeField(_("as of"), null=True)
    sequence = models.PositiveBigIntegerField(_("last event"), null=True)
    head = models.CharField(_("hash of the last event"), max_length=64, blank=True)

    objects = DeskQuerySet["Export"].as_manager()

    class Meta(Job.Meta):
        ordering = ("-id",)
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes: ClassVar = [
            models.Index(fields=["desk", "-id"], name="export_list"),
            models.Index(fields=["expires_at"], name="export_by_expiry"),
        ]

    @property
    def folder(self) -> str:
        return f"exports/{self.desk_id}/{self.pk}"

    @property
    def place(self) -> str:
        return f"{self.folder}/{self.attempt}"

    @property
    def has_file(self) -> bool:
        """Whether it is done and its time is not over."""
        in_time = self.expires_at is not None and self.expires_at > clock.now()
        return self.state == JobState.DONE and bool(self.file) and in_time

    def __str__(self) -> str:
        return f"{self.resource}.{self.format}"
