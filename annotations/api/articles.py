"""Articles and their revisions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from annotations import queries
from annotations.anchoring import diff
from annotations.api import presenters, shown
from annotations.api.shapes import (
    ArticleChanges,
    ArticleOut,
    DiffOut,
    MergeInput,
    NewArticle,
    NewRevision,
    RevisionOut,
    RevisionTakenInOut,
    RevisionWithTextOut,
)
from annotations.models import Article, Revision
from annotations.models.article import ArticleState
from annotations.services.articles import add_article, archive_article, edit_article, merge_article
from annotations.services.fetching import refetch_article
from annotations.services.revisions import add_revision
from annotations.services.taking_in import Upload
from factcheck.api.inputs import Nothing, referred_to
from factcheck.api.parsing import StrictFormParser, StrictJSONParser
from factcheck.api.showing import show_plainly
from factcheck.api.views import Action, AnyAccept, Endpoint, ResourceDetail, ResourceList
from factcheck.desks.filters import Filters
from factcheck.desks.scoping import DeskQuerySet


class ArticleList(ResourceList[Article]):
    """Articles of the caller's desks."""

    input, output = NewArticle, ArticleOut
    shape = shown.ARTICLE
    parser_classes = (StrictJSONParser, StrictFormParser)
    other_statuses = (202,)
    filters = queries.ArticleFilters
    orderings = ("-id", "created_at", "updated_at", "published_on", "title", "publisher")

    def rows(self) -> DeskQuerySet[Article]:
        return queries.articles_there(self.actor)

    def create(self, given: dict[str, Any]) -> Article:
        """Take an article into a desk: its words as `text` or `html`, a page as `file` (multipart), or a `url` to fetch.

        With a `url` alone the answer is 202, and the article is `fetching` until a worker was there.
        """
        desk = self.actor.choose_desk(given.pop("desk", None))
        file = given.pop("file", None)
        if file is not None:
            given["upload"] = Upload.of(file)
        return add_article(self.actor, desk, **given)

    def status_of_new(self, row: Article) -> int:
        return 202 if row.state == ArticleState.FETCHING else 201


class ArticleDetail(ResourceDetail[Article]):
    """One article."""

    input, output = ArticleChanges, ArticleOut
    shape = shown.ARTICLE
    needs_if_match = False

    def rows(self) -> DeskQuerySet[Article]:
        return queries.article_rows(self.actor)

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


class _OneArticle(Action[Article]):
    """What is done to one article."""

    tag = "articles"
    output = ArticleOut
    shape = shown.ARTICLE

    def rows(self) -> DeskQuerySet[Article]:
        return queries.article_rows(self.actor)


class RefetchArticle(_OneArticle):
    """Ask for the article to be looked at again where it was published. What is found there becomes a revision."""

    input = Nothing
    status = 202

    def act(self, row: Article, version: int | None, given: dict[str, Any]) -> Article:
        return refetch_article(self.actor, row, version=version)


class MergeArticle(_OneArticle):
    """Join this article with another, which is the answer: URLs, texts and annotations go there, and it is archived."""

    input = MergeInput

    def act(self, row: Article, version: int | None, given: dict[str, Any]) -> Article:
        into = referred_to(self.rows(), given["into"], "/into")
        return merge_article(self.actor, row, into=into, version=version)


class ArticleRevisions(ResourceList[Revision]):
    """The texts of an article, newest first, without the words."""

    tag = "articles"
    input, output = NewRevision, RevisionOut
    shape = shown.REVISION
    posted = RevisionTakenInOut
    takes_many = False
    guards_post = True
    other_statuses = (200,)
    filters = Filters
    orderings = ("-number",)

    def rows(self) -> DeskQuerySet[Revision]:
        article = queries.article_rows(self.actor).fetch(self.kwargs["id"])
        return queries.revision_rows(self.actor).filter(article=article)

    def post(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Take in what the article says now; its annotations are carried to the new text. The same text again is a 200."""
        article = queries.article_rows(self.actor).fetch(self.kwargs["id"])
        version = self.version_to_change(article)
        done = add_revision(self.actor, article, version=version, **self.read())
        [told] = show_plainly(shown.REVISION, self.actor, [done.revision.pk], self.base)
        body = {**told, "reanchoring": done.reanchoring}
        status, location = (201, str(body["url"])) if done.is_new else (200, "")
        return self.answer(body, version=done.revision.version, status=status, location=location)


class RevisionDetail(ResourceDetail[Revision]):
    """One text of an article, with its blocks. It never changes."""

    output = RevisionWithTextOut
    shape = shown.TEXT_OF_REVISION

    def rows(self) -> DeskQuerySet[Revision]:
        return queries.revision_rows(self.actor).defer(None)


class RevisionDiff(Endpoint):
    """What changed from the revision `against` (else the one before) to this one, in order, covering both texts."""

    tag = "revisions"
    output = DiffOut
    parameters = {"against": "The id of another revision of the same article; without it, the one before."}
    http_method_names = ["get", "head", "options"]

    def get(self, request: Request, id: str) -> HttpResponse:  # noqa: A002  # the contract calls it id
        revision = queries.revision_rows(self.actor).defer(None).fetch(id)
        against = queries.revision_beside(self.actor, revision, self.given.get("against"))
        operations = diff(against.text, revision.text)
        return self.answer(
            {
                "revision": str(revision.pk),
                "against": str(against.pk),
                "operations": [presenters.operation(operation) for operation in operations],
            }
        )
