from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from factcheck.desks.actors import Actor
from factcheck.desks.scoping import DeskQuerySet

from .job import Job


def place_of(job: Import, _name: str) -> str:
    """Where the file is kept: under the id of the import, so that no two share one."""
    return f"imports/{job.desk_id}/{job.pk}"


class ImportQuerySet(DeskQuerySet["Import"]):
    def visible_to(self, actor: Actor) -> ImportQuerySet:
        """The desk's imports; of one that gives verdicts, and of an archive, only who asked for it reads anything, for it
        would tell of what is hidden."""
        is_plain = ~Q(mapping__has_key="verdicts") & ~Q(format="archive")
        return super().visible_to(actor).filter(is_plain | Q(created_by=actor.user))


class Import(Job):
    """A file in one format, to be taken in at one desk. Good rows are kept beside bad ones only if `partial`; a `dry_run`
    takes in nothing and says what it would. `mapping` says for a table which column is what."""

    format = models.CharField(_("format"), max_length=20)
    file = models.FileField(_("file"), upload_to=place_of, max_length=200, blank=True)
    filename = models.CharField(_("file name"), max_length=255, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    partial = models.BooleanField(_("keep good rows"), default=False)
    dry_run = models.BooleanField(_("try only"), default=False)
    counts = models.JSONField(_("counts"), default=dict, blank=True, help_text=_("`{made: {claims: 3}, known: {…}}`"))
    errors = models.JSONField(_("errors"), default=list, blank=True, help_text=_("`[{line, pointer, detail}]`"))
    warnings = models.JSONField(
        _("warnings"), default=list, blank=True, help_text=_("What was not taken over as it stands.")
    )
    base = models.CharField(
        max_length=300, blank=True, help_text=_("Scheme and host by which a file may name what is here.")
    )
    preview = models.JSONField(_("preview"), default=list, blank=True, help_text=_("The first rows as they are read."))

    objects = ImportQuerySet.as_manager()

    class Meta(Job.Meta):
        ordering = ("-id",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.filename or self.format
