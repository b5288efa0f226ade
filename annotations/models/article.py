from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from factcheck.core.urls import host_and_path
from factcheck.desks.models import Record
from factcheck.desks.scoping import DeskQuerySet
from factcheck.desks.validators import ShortList, validate_language, validate_web_url


class ArticleState(models.TextChoices):
    FETCHING = "fetching", _("Fetching")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class URLKind(models.TextChoices):
    GIVEN = "given", _("Given")
    CANONICAL = "canonical", _("Canonical")
    ALTERNATE = "alternate", _("Alternate")
    ARCHIVE = "archive", _("Archive")


class Article(Record):
    """A document under review. Its words are in revisions; `revision` is the current one."""

    history_type = "article"
    history_name = "title"
    history_fields = (
        "title", "publisher", "authors", "published_on", "language", "tags", "keep_everything", "state", "revision",
        "archived_at",
    )  # fmt: skip
    search_fields = ("title", "publisher", "authors", "revision__text")
    search_labels = ("tags",)

    title = models.CharField(_("title"), max_length=500, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    authors = models.JSONField(_("authors"), default=list, blank=True, validators=[ShortList(length=200)])
    published_on = models.DateField(_("published on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True, validators=[validate_language])
    tags = models.JSONField(_("tags"), default=list, blank=True, validators=[ShortList()])
    state = models.CharField(_("state"), max_length=10, choices=ArticleState.choices, default=ArticleState.READY)
    problem = models.JSONField(null=True, blank=True, help_text=_("Why the last fetch failed."))
    keep_everything = models.BooleanField(
        _("keep everything on the page"), default=False, help_text=_("Not only what was found to be the article.")
    )
    fetched_at = models.DateTimeField(_("looked at last"), null=True, blank=True)
    refetch_at = models.DateTimeField(_("looked at again"), null=True, blank=True)
    failed_fetches = models.PositiveSmallIntegerField(_("failed fetches in a row"), default=0)
    revision = models.ForeignKey("annotations.Revision", null=True, on_delete=models.PROTECT, related_name="+")

    objects = DeskQuerySet["Article"].as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=ArticleState.values), name="article_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state=ArticleState.READY) | models.Q(revision__isnull=False),
                name="article_ready_has_text",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["desk", "-id"], name="article_list"),
            models.Index(fields=["desk", "created_at", "id"], name="article_by_creation"),
            models.Index(fields=["desk", "updated_at", "id"], name="article_by_update"),
            models.Index(fields=["desk", "title", "id"], name="article_by_title"),
            models.Index(fields=["desk", "publisher", "id"], name="article_of_publisher"),
            models.Index(fields=["desk", "published_on", "id"], name="article_by_day"),
            models.Index(fields=["desk", "language", "id"], name="article_in_language"),
            models.Index(fields=["desk", "state", "id"], name="article_in_state"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.id)

    @property
    def name(self) -> str:
        """What people know it by: its title; while it has none, the first of its addresses."""
        if self.title:
            return self.title
        addresses = [url for url in self.urls.all() if url.archived_at is None]
        return Truncator(host_and_path(addresses[0].url)).chars(80) if addresses else gettext("Untitled")


class ArticleURL(Record):
    """One address of an article and how it was learnt. In a desk an address leads to one article that is there."""

    history_type = "article_url"
    history_fields = ("article", "url", "kind", "archived_at")

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="urls")
    url = models.CharField(_("URL"), max_length=2000, validators=[validate_web_url])
    key = models.CharField(max_length=64, editable=False, help_text=_("SHA-256 of the URL without its fragment"))
    kind = models.CharField(_("kind"), max_length=10, choices=URLKind.choices, default=URLKind.GIVEN)

    objects = DeskQuerySet["ArticleURL"].as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("article URL")
        verbose_name_plural = _("article URLs")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["desk", "key"], condition=models.Q(archived_at__isnull=True), name="article_url_once_per_desk"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=URLKind.values), name="article_url_kind_known"),
        ]

    def __str__(self) -> str:
        return self.url
