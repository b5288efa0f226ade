from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet

from .article import Article


class Revision(Record):
    """One immutable text of an article. `blocks` are `[start, end, kind]` in code points of `text`."""

    history_type = "revision"
    history_fields = ("article", "number", "sha256", "length", "capture", "archived_at")
    history_digests = ("text", "blocks", "html")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    length = models.PositiveIntegerField(_("length in code points"))
    blocks = models.JSONField(default=list)
    html = models.TextField(_("HTML as taken in"), blank=True)
    capture = models.ForeignKey(
        "annotations.Capture", null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )

    objects = DeskQuerySet["Revision"].as_manager()

    class Meta:
        ordering = ("article", "-number")
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} #{self.number}"
