from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet
from factcheck.desks.validators import validate_web_url


class SourceKind(models.TextChoices):
    PRIMARY = "primary", _("Primary document")
    DATA = "data", _("Data")
    EXPERT = "expert", _("Expert")
    NEWS = "news", _("News report")
    REFERENCE = "reference", _("Reference work")
    OTHER = "other", _("Other")


class Source(Record):
    """A document used to check claims. In a desk a URL is one source."""

    history_type = "source"
    history_name = "title"
    history_fields = (
        "url", "key", "title", "publisher", "kind", "published_on", "accessed_on", "interests", "protected", "archived_at",
    )  # fmt: skip
    search_fields = ("title", "publisher", "url", "copied_text")

    url = models.CharField(_("URL"), max_length=2000, blank=True, validators=[validate_web_url])
    key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001  # NULLs are not equal: no URL, no key
    title = models.CharField(_("title"), max_length=500)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=SourceKind.choices, default=SourceKind.OTHER)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    accessed_on = models.DateField(_("accessed on"), null=True, blank=True)
    interests = models.TextField(_("interests"), blank=True, validators=[MaxLengthValidator(20_000)])
    protected = models.BooleanField(_("protected"), default=False)

    objects = DeskQuerySet["Source"].as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["desk", "key"], condition=models.Q(archived_at__isnull=True), name="source_url_once_per_desk"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=SourceKind.values), name="source_kind_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["desk", "-id"], name="source_list"),
            models.Index(fields=["desk", "title", "id"], name="source_by_title"),
            models.Index(fields=["desk", "publisher", "id"], name="source_by_publisher"),
            models.Index(fields=["desk", "published_on", "id"], name="source_by_day"),
            models.Index(fields=["desk", "created_at", "id"], name="source_by_creation"),
            models.Index(fields=["desk", "updated_at", "id"], name="source_by_update"),
            models.Index(F("desk"), Upper("publisher"), F("id"), name="source_of_publisher"),
            models.Index(fields=["desk", "kind", "id"], name="source_of_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def search_rows(cls) -> models.QuerySet[Source]:
        """Sources with the words of their current archived copy as `copied_text`."""
        return cls._base_manager.annotate(copied_text=copied_text())


class Snapshot(Record):
    """An archived copy of a source: its text as it was, and the hash of it. The newest is the current one."""

    history_type = "snapshot"
    history_fields = ("source", "sha256", "length", "archived_at")
    history_digests = ("text",)
    search_part_of = "source"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    length = models.PositiveIntegerField(_("length in code points"))

    objects = DeskQuerySet["Snapshot"].as_manager()

    class Meta:
        ordering = ("source", "-id")
        verbose_name = _("archived copy")
        verbose_name_plural = _("archived copies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "sha256"], name="snapshot_once_per_text"),
        ]

    def __str__(self) -> str:
        return self.sha256


def copied_text() -> models.Subquery:
    """The words of the current archived copy of a source, in a query for sources; NULL where there is none."""
    copies = Snapshot.objects.filter(source=models.OuterRef("pk"), archived_at=None).order_by("-id")
    return models.Subquery(copies.values("text")[:1])
