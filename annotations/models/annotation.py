from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from annotations.anchoring import Quote, Span, selectors_of
from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet
from factcheck.desks.validators import KeptJSON, ShortList

from .article import Article
from .revision import Revision


class Motivation(models.TextChoices):
    """W3C Web Annotation motivations (https://www.w3.org/TR/annotation-vocab/#named-individuals)."""

    ASSESSING = "assessing", _("Assessing")
    BOOKMARKING = "bookmarking", _("Bookmarking")
    CLASSIFYING = "classifying", _("Classifying")
    COMMENTING = "commenting", _("Commenting")
    DESCRIBING = "describing", _("Describing")
    EDITING = "editing", _("Editing")
    HIGHLIGHTING = "highlighting", _("Highlighting")
    IDENTIFYING = "identifying", _("Identifying")
    LINKING = "linking", _("Linking")
    MODERATING = "moderating", _("Moderating")
    QUESTIONING = "questioning", _("Questioning")
    REPLYING = "replying", _("Replying")
    TAGGING = "tagging", _("Tagging")


IN_A_CLAIM = models.Q(
    appearances__isnull=False, appearances__archived_at=None, appearances__claim__archived_at=None
)  # fmt: skip
"""Condition on Annotation: a claim stands on its words. Asked whole, in one `filter`, so that it is of one appearance."""


class Annotation(Record):
    """A span of a revision, with W3C selectors: `[start, end)` in code points, and the quote with its context."""

    history_type = "annotation"
    history_name = "exact"
    history_fields = (
        "article", "revision", "start", "end", "exact", "prefix", "suffix", "comment", "motivation", "tags",
        "reply_to", "canonical", "via", "external", "archived_at",
    )  # fmt: skip
    search_fields = ("exact", "comment")
    search_labels = ("tags",)

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="annotations")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="annotations")
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    exact = models.TextField(_("quoted words"))
    prefix = models.CharField(_("words before"), max_length=32, blank=True)
    suffix = models.CharField(_("words after"), max_length=32, blank=True)
    comment = models.TextField(_("comment"), blank=True, validators=[MaxLengthValidator(20_000)])
    motivation = models.CharField(
        _("motivation"), max_length=12, choices=Motivation.choices, default=Motivation.HIGHLIGHTING
    )
    tags = models.JSONField(_("tags"), default=list, blank=True, validators=[ShortList()])
    reply_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    # What came in with it from elsewhere; NULL for what was made here, so that histories from before still hold.
    canonical = models.CharField(  # noqa: DJ001
        _("canonical IRI"), max_length=2000, null=True, blank=True, help_text=_("What it is known by, wherever it is")
    )
    via = models.JSONField(
        _("came by way of"), null=True, blank=True, validators=[ShortList(length=2000)], help_text=_("IRIs")
    )
    external = models.JSONField(
        null=True, blank=True, validators=[KeptJSON(100_000)],
        help_text=_("The members of its W3C document that the desk has no words for, given back as they came"),
    )  # fmt: skip

    objects = DeskQuerySet["Annotation"].as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="annotation_not_empty"),
            models.CheckConstraint(
                condition=models.Q(motivation__in=Motivation.values), name="annotation_motivation_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["desk", "-id"], name="annotation_list"),
            models.Index(fields=["desk", "created_at", "id"], name="annotation_by_creation"),
            models.Index(fields=["desk", "updated_at", "id"], name="annotation_by_update"),
            models.Index(fields=["desk", "start", "id"], name="annotation_by_start"),
            models.Index(fields=["desk", "motivation", "id"], name="annotation_by_motivation"),
            models.Index(fields=["article", "start"], name="annotation_in_article"),
            models.Index(fields=["desk", "created_by", "id"], name="annotation_of_person"),
        ]

    def __str__(self) -> str:
        return self.exact[:80]

    @property
    def path(self) -> str:
        """The place in its article: its words, in the part of a long text that has them, or an answer among the notes."""
        if self.reply_to_id is not None:
            return f"/articles/{self.article_id}/#note-{self.pk}"
        return f"/articles/{self.article_id}/?mark={self.pk}#annotation-{self.pk}"

    @property
    def quote(self) -> Quote:
        """Its words as they were when it was made, with what stood around them."""
        return Quote(self.exact, self.prefix, self.suffix)

    @property
    def span(self) -> Span:
        """Its place in the revision it was made on."""
        return Span(self.start, self.end)

    @property
    def selectors(self) -> list[dict[str, Any]]:
        """Its W3C selectors, as of the revision it was made on."""
        return selectors_of(self.quote, self.span)
