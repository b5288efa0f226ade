"""Taking an article in, keeping its particulars right, and joining two that are one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from annotations import permissions
from annotations.models import Annotation, Article
from annotations.models.annotation import IN_A_CLAIM
from annotations.models.article import ArticleState
from annotations.services.addresses import Address, add_urls, refuse_known_urls, urls_given, urls_learnt
from annotations.services.carrying import carried_to
from annotations.services.fetching import ask_for_a_look, watch_article
from annotations.services.revisions import take_in_revision
from annotations.services.taking_in import TakenIn, Upload, learnt, take_in
from factcheck.core.problems import Conflict, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock, lock_desk
from factcheck.desks.models import Desk
from factcheck.desks.permissions import require
from factcheck.desks.preparing import prepared_first


def add_article(
    actor: Actor, desk: Desk, *, text: str | None = None, html: str | None = None, upload: Upload | None = None,
    url: str = "", title: str = "", publisher: str = "", authors: Sequence[str] = (), published_on: date | None = None,
    language: str = "", tags: Sequence[str] = (), keep_everything: bool = False,
) -> Article:  # fmt: skip
    """Take an article into a desk, with its first revision from the words given: `text`, `html` or an uploaded file.

    What is not said is filled in from the page. With a `url` alone the article is `fetching` until a worker was there.
    Raises ArticleExists when the desk has an article at this URL. Nothing is locked while the words are read.
    """
    require(permissions.may_add_article(actor, desk))
    urls = urls_given(url)
    refuse_known_urls(desk, urls)
    is_fetched = bool(url) and text is None and html is None and upload is None
    found = None
    if not is_fetched:
        found = take_in(text=text, html=html, upload=upload, url=url, keep_everything=keep_everything)
    article = Article(
        desk=desk, state=ArticleState.FETCHING, title=title, publisher=publisher, authors=list(authors),
        published_on=published_on, language=language, tags=list(tags), keep_everything=keep_everything,
    )  # fmt: skip
    with transaction.atomic():
        lock_desk(desk.pk)
        refuse_known_urls(desk, urls)  # another may have brought it meanwhile
        return _add(actor, article, urls, found, upload)


def _add(
    actor: Actor, article: Article, urls: Sequence[Address], found: TakenIn | None, upload: Upload | None
) -> Article:  # fmt: skip
    for name, value in learnt(article, found).items() if found else ():
        setattr(article, name, value)
    article = create(actor, "article.added", article)
    add_urls(actor, article, urls)
    if found is None:
        ask_for_a_look(actor, article)
        return article
    add_urls(actor, article, urls_learnt(urls[0][0] if urls else "", found.canonical_url))
    take_in_revision(actor, article, found, upload)
    return article


@transaction.atomic
def edit_article(actor: Actor, article: Article, *, version: int | None = None, **changes: Any) -> Article:
    """Change title, publisher, authors, date, language or tags; the words are never edited, only taken in again."""
    require(permissions.may_edit_article(actor, article))
    article = lock(article, version)
    return change(actor, "article.edited", article, changes)


@transaction.atomic
def archive_article(actor: Actor, article: Article, *, version: int | None = None) -> Article:
    """Take an article out of sight, unless claims stand in it. Its history stays; its URLs are free again."""
    require(permissions.may_archive_article(actor, article))
    article = lock(article, version)
    if Annotation.objects.live().filter(IN_A_CLAIM, article=article).exists():
        raise Conflict(
            "Claims stand in this article. Archive them first (drop those under way), or join it with another article."
        )
    for url in article.urls.filter(archived_at=None):
        archive(actor, "article.url_archived", url)
    return archive(actor, "article.archived", article)


@prepared_first
def merge_article(actor: Actor, article: Article, *, into: Article, version: int | None = None) -> Article:
    """Join two records of one article: URLs, texts and annotations of the one go to the other, and the one is archived.

    The annotations are looked for in the current text of the one that stays. Returns that one.
    """
    require(permissions.may_archive_article(actor, article))
    require(permissions.may_edit_article(actor, into))
    if into.desk_id != article.desk_id:
        raise Invalid.at("/into", "The other article belongs to another desk.")
    if into.pk == article.pk:
        raise Invalid.at("/into", "An article cannot be joined with itself; name the other one.")
    into, article = _lock_both(into, article, version)
    old = article.revision
    annotations = list(Annotation.objects.live().filter(article=article).order_by("id"))
    _hand_over(actor, article, into, annotations)
    if old is not None and into.revision is not None:
        carried_to(actor, into, old, into.revision, annotations, by_desk=True)
    elif old is not None:
        change(actor, "article.text_joined", into, {"revision": old, "state": ArticleState.READY})
    if article.refetch_at:
        watch_article(into)
    archive(actor, "article.joined", article)
    return into


def _hand_over(actor: Actor, article: Article, into: Article, annotations: list[Annotation]) -> None:
    """Make all that belongs to one article the other's; its texts are numbered after those that are there."""
    for url in article.urls.filter(archived_at=None):
        change(actor, "article.url_joined", url, {"article": into})
    for capture in article.captures.all():
        change(actor, "capture.joined", capture, {"article": into})
    last = into.revisions.aggregate(n=Max("number"))["n"] or 0
    for number, revision in enumerate(article.revisions.order_by("number"), last + 1):
        change(actor, "revision.joined", revision, {"article": into, "number": number})
    for annotation in annotations:
        change(actor, "annotation.joined", annotation, {"article": into})


def _lock_both(into: Article, article: Article, version: int | None) -> tuple[Article, Article]:
    """Both rows locked, always in the same order, so that two who join the same two do not wait for each other."""
    if into.pk < article.pk:
        first = lock(into)
        return first, lock(article, version)
    second = lock(article, version)
    return lock(into), second
