"""Articles and their revisions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from annotations import queries
from annotations.api import presenters
from annotations.api.shapes import ArticleChanges, ArticleOut, NewArticle, RevisionOut, RevisionWithTextOut
from annotations.models import Article, Revision
from annotations.services.articles import add_article, archive_article, edit_article
from factcheck.api.presenters import Shown
from factcheck.api.views import AnyAccept, Endpoint, ResourceDetail, ResourceList
from factcheck.core.problems import Invalid
from factcheck.desks.filters import Filters
from factcheck.desks.scoping import DeskQuerySet


class ArticleList(ResourceList[Article]):
    """Articles of the caller's desks."""

    input, output = NewArticle, ArticleOut
    filters = queries.ArticleFilters
    orderings = ("-id", "created_at", "updated_at", "published_on", "title", "publisher")

    def rows(self) -> DeskQuerySet[Article]:
        return queries.article_rows(self.actor)

    def present(self, row: Article) -> Shown:
        return presenters.article(row, self.base)

    def create(self, given: dict[str, Any]) -> Article:
        """Take an article into a desk, with its words as text or HTML."""
        desk = self.actor.choose_desk(given.pop("desk", None))
        if "url" in given and "text" not in given and "html" not in given:
            raise Invalid.at("/text", "Send the words as `text` or `html` too; an address alone is not fetched yet.")
        return add_article(self.actor, desk, **given)


class ArticleDetail(ResourceDetail[Article]):
    """One article."""

    input, output = ArticleChanges, ArticleOut
    needs_if_match = False

    def rows(self) -> DeskQuerySet[Article]:
        return queries.article_rows(self.actor)

    def present(self, row: Article) -> Shown:
        return presenters.article(row, self.base)

    def change(self, row: Article, version: int | None, changes: dict[str, Any]) -> Article:
        """An article's particulars; its words never change."""
        return edit_article(self.actor, row, version=version, **changes)

    def remove(self, row: Article, version: int | None) -> None:
        """An article; its history stays."""
        archive_article(self.actor, row, version=version)


class ArticleText(Endpoint):
    """The current canonical text of an article, as plain text."""

    media_type = "text/plain"
    content_negotiation_class = AnyAccept

    def get(self, request: Request, id: str) -> HttpResponse:  # noqa: A002  # the contract calls it id
        article = queries.article_rows(self.actor).fetch(id)
        text = article.revision.text if article.revision else ""
        return self.answer_bytes(text.encode(), "text/plain; charset=utf-8")


class ArticleRevisions(ResourceList[Revision]):
    """The texts of an article, newest first, without the words."""

    output = RevisionOut
    filters = Filters
    orderings = ("-number",)

    def rows(self) -> DeskQuerySet[Revision]:
        article = queries.article_rows(self.actor).fetch(self.kwargs["id"])
        return queries.revision_rows(self.actor).filter(article=article)

    def present(self, row: Revision) -> Shown:
        return presenters.revision(row, self.base)


class RevisionDetail(ResourceDetail[Revision]):
    """One text of an article, with its blocks. It never changes."""

    output = RevisionWithTextOut

    def rows(self) -> DeskQuerySet[Revision]:
        return queries.revision_rows(self.actor).defer(None)

    def present(self, row: Revision) -> Shown:
        return presenters.revision_with_text(row, self.base)
