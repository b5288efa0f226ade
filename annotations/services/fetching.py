"""Going to look at an article where it was published: once to take it in, and again to see whether it changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django_tasks import task

from annotations import permissions
from annotations.models import Article, Capture
from annotations.models.article import ArticleState, URLKind
from annotations.models.capture import CaptureWay
from annotations.services.addresses import add_urls
from annotations.services.captures import keep_fetched
from annotations.services.revisions import take_in_revision
from annotations.services.taking_in import Upload, learnt, take_in
from factcheck.core import clock
from factcheck.core.fetching import Fetched, FetchPolicy, RobotsRules, fetch, is_public
from factcheck.core.problems import Conflict, Problem
from factcheck.desks.actors import Actor
from factcheck.desks.editing import change, lock, move
from factcheck.desks.models import User
from factcheck.desks.permissions import require

BETWEEN_LOOKS = timedelta(hours=6)
"""How often an article that is watched is looked at; after each failure in a row, twice as seldom."""
AT_LEAST_EVERY = timedelta(days=7)

Look = Callable[..., Fetched]


@transaction.atomic
def refetch_article(actor: Actor, article: Article) -> Article:
    """Ask for the article to be looked at again. Raises Conflict when it has no address."""
    require(permissions.may_edit_article(actor, article))
    article = lock(article)
    ask_for_a_look(actor, article)
    return article


def ask_for_a_look(actor: Actor, article: Article) -> None:
    """Leave word for a worker, in the running transaction."""
    if not article.urls.exists():
        raise Conflict("This article has no address to look at; send its new text as a revision instead.")
    fetch_article.enqueue(str(article.pk), str(actor.user.pk) if actor.user else None)


@task()
def fetch_article(article_id: str, user_id: str | None) -> None:
    """Look at an article because somebody asked; done again, it finds nothing new."""
    user = User.objects.filter(pk=user_id).first() if user_id else None
    look_at(Actor.of_user(user) if user else Actor.anonymous(), UUID(article_id))


@cache
def fetch_policy() -> FetchPolicy:
    """How pages are fetched here; one for the process, which remembers the pace of each site and its robots.txt."""
    rules = RobotsRules() if settings.FETCH_ROBOTS else None
    return FetchPolicy(may_reach=_may_reach, ports=settings.FETCH_PORTS, robots=rules)


def _may_reach(address: IPv4Address | IPv6Address, port: int) -> bool:
    return is_public(address, port) or any(address in network for network in settings.FETCH_NETWORKS)


def look_at(actor: Actor, article_id: UUID, *, look: Look | None = None) -> Article | None:
    """Fetch the article and take in what it says now; what goes wrong is told on the article. None if it was removed.

    Nothing is locked while the network is waited for.
    """
    article = Article.objects.live().filter(pk=article_id).first()
    if article is None:
        return None
    last = Capture.objects.filter(article=article, way=CaptureWay.FETCHED).first()
    known = {"etag": last.etag, "last_modified": last.last_modified} if last else {}
    try:
        fetched = (look or fetch)(_address(article), policy=fetch_policy(), **known)
        if fetched.not_modified:
            return _note_look(article)
        return _take_in(actor, article, fetched)
    except Problem as problem:
        return _note_failure(actor, article, problem)


def _address(article: Article) -> str:
    """The address that was given first."""
    return str(article.urls.order_by("id").values_list("url", flat=True)[0])


@transaction.atomic
def _take_in(actor: Actor, article: Article, fetched: Fetched) -> Article:
    page = Upload(fetched.body, media_type=fetched.media_type, charset=fetched.charset)
    found = take_in(upload=page, url=fetched.final_url, keep_everything=article.keep_everything)
    article = lock(article)
    capture = keep_fetched(actor, article, fetched)
    urls = [(fetched.final_url, URLKind.ALTERNATE)]
    add_urls(actor, article, [*urls, *([(found.canonical_url, URLKind.CANONICAL)] if found.canonical_url else [])])
    change(actor, "article.particulars_read", article, learnt(article, found))
    take_in_revision(actor, article, found, capture)
    return _note_look(article)


def _note_look(article: Article) -> Article:
    article.fetched_at, article.problem, article.failed_fetches = clock.now(), None, 0
    article.save(update_fields=["fetched_at", "problem", "failed_fetches"])
    return article


@transaction.atomic
def _note_failure(actor: Actor, article: Article, problem: Problem) -> Article:
    """An article without words is then `failed`; one that has some keeps them."""
    article = lock(article)
    article.problem = {"type": f"/problems/{problem.slug}/", "detail": str(problem.detail), **problem.facts}
    article.failed_fetches += 1
    article.save(update_fields=["problem", "failed_fetches"])
    if article.state == ArticleState.FETCHING:
        move(actor, "article.fetch_failed", article, {"state": ArticleState.FAILED}, reason=str(problem.detail))
    return article


# Watching --------------------------------------------------------------------------------------------------------


def watch_article(article: Article) -> None:
    """Look at the article every few hours from now on. Being watched already, it stays so."""
    if article.refetch_at is None and article.urls.exists():
        _look_again_at(article, clock.now() + BETWEEN_LOOKS)


def stop_watching(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(refetch_at=None)


def _look_again_at(article: Article, at: datetime) -> None:
    Article.objects.filter(pk=article.pk).update(refetch_at=at)
    look_if_due.using(run_after=at).enqueue(str(article.pk))


@task()
def look_if_due(article_id: str) -> None:
    """Look at an article that is watched, and arrange for the next time; nothing if another run was there first."""
    article = Article.objects.live().filter(pk=article_id, refetch_at__lte=clock.now()).first()
    if article is None:
        return
    looked_at = look_at(Actor.anonymous(), article.pk)
    if looked_at is not None:
        _look_again_at(looked_at, clock.now() + min(BETWEEN_LOOKS * 2**looked_at.failed_fetches, AT_LEAST_EVERY))
