from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet

from .article import Article


def place_of(capture: Capture, _name: str) -> str:
    """Where the bytes are kept: under their hash, so that the same bytes of a desk are one file."""
    return f"captures/{capture.desk_id}/{capture.sha256[:2]}/{capture.sha256}"


class CaptureWay(models.TextChoices):
    FETCHED = "fetched", _("Fetched")
    UPLOADED = "uploaded", _("Uploaded")


class Capture(Record):
    """The bytes an article came as, with their hash: what a revision's text was read from.

    Never changed, but for `etag` and `last_modified`: what the site last called the page that has this text.
    """

    history_type = "capture"
    history_fields = (
        "article", "way", "url", "media_type", "charset", "filename", "sha256", "size", "copied_at", "archived_at",
    )  # fmt: skip

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="captures")
    way = models.CharField(_("how it came"), max_length=8, choices=CaptureWay.choices)
    url = models.CharField(_("address"), max_length=2000, blank=True, help_text=_("After all redirects."))
    media_type = models.CharField(_("media type"), max_length=200, blank=True)
    charset = models.CharField(_("character encoding, as declared"), max_length=100, blank=True)
    filename = models.CharField(_("file name"), max_length=255, blank=True)
    content = models.FileField(_("content"), upload_to=place_of, max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    copied_at = models.DateTimeField(_("copied at"), null=True, blank=True, help_text=_("By the archive it is from."))
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)

    objects = DeskQuerySet["Capture"].as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(way__in=CaptureWay.values), name="capture_way_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["article", "-id"], name="capture_of_article")]

    def __str__(self) -> str:
        return self.sha256
