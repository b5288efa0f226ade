from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from factcheck.core.hashing import canonical_json, sha256_bytes
from factcheck.desks.models import Record, Told
from factcheck.desks.scoping import DeskQuerySet

from .article import Article


class Revision(Record):
    """One immutable text of an article. `blocks` are `[start, end, kind]` in code points of `text`."""

    history_type = "revision"
    history_fields = ("article", "number", "sha256", "length", "capture", "follows", "archived_at")
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
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text=_("The text that was current when this one came; nothing of the first, or where it was not noted."),
    )  # fmt: skip

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

    def told(self, links: Mapping[str, Iterable[models.Model]] | None = None) -> Told:
        return super().told(links) | {"anchors_sha256": self.anchors_sha256()}

    def anchors_sha256(self) -> str | None:
        """SHA-256 over where annotations sit in it that were made on another text or put here by hand; None without any.

        One that sits just where it was made needs no telling, its annotation says it; one that lost even that is told.
        """
        as_made = Q(
            annotation__revision=self, start=F("annotation__start"), end=F("annotation__end"), status="exact", score=1,
            words_since=self, by_desk=False,
        )  # fmt: skip
        places = self.anchors.exclude(as_made).order_by("annotation")
        sitting = places.values_list("annotation_id", "start", "end", "status", "score", "words_since_id", "by_desk")
        lost = self.annotations.exclude(Exists(self.anchors.filter(annotation=OuterRef("pk")))).order_by("pk")
        # What the desk did is told where it did something, so that digests from before this was kept still hold.
        rows = [[str(first), *rest, str(since), *([True] if ours else [])] for first, *rest, since, ours in sitting]
        rows += [[str(pk)] for pk in lost.values_list("pk", flat=True)]
        return sha256_bytes(canonical_json(rows)) if rows else None
