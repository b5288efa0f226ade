"""Going to look at an article where it was published: once to take it in, and again to see whether it changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django_tasks import task

from annotations import permissions
from annotations.intake import original_url
from annotations.models import Article, Capture
from annotations.models.article import ArticleState, URLKind
from annotations.models.capture import CaptureWay
from annotations.services.addresses import add_urls, address_to_look_at, urls_learnt
from annotations.services.captures import conditions
from annotations.services.revisions import take_in_revision
from annotations.services.taking_in import TakenIn, Upload, learnt, take_in
from factcheck.core import clock
from factcheck.core.fetching import Fetched, FetchPolicy, Reason, RobotsRules, fetch, is_public
from factcheck.core.problems import Conflict, NotFound, Problem
from factcheck.desks.actors import Actor
from factcheck.desks.editing import change, lock, lock_desk, move
from factcheck.desks.models import User
from factcheck.desks.permissions import require
from factcheck.desks.preparing import prepared_first

BETWEEN_LOOKS = timedelta(hours=6)
"""How often an article that is watched is looked at; after each failure in a row, twice as seldom."""
AT_LEAST_EVERY = timedelta(days=7)
PATIENCE = timedelta(seconds=1)
"""How long a worker waits for its turn at a site; a page whose turn is later is left for later."""


@transaction.atomic
def refetch_article(actor: Actor, article: Article, *, version: int | None = None) -> Article:
    """Ask for the article to be looked at again. Raises Conflict when it has no address."""
    require(permissions.may_edit_article(actor, article))
    article = lock(article, version)
    ask_for_a_look(actor, article)
    return article


def ask_for_a_look(actor: Actor, article: Article) -> None:
    """Leave word for a worker, in the running transaction."""
    if not article.urls.exists():
        raise Conflict("This article has no address to look at; send its new text as a revision instead.")
    fetch_article.enqueue(str(article.pk), str(actor.user.pk) if actor.user else None)


@task()
def fetch_article(article_id: str, user_id: str | None, turn: int = 0) -> None:
    """Look at an article because somebody asked, whatever its site says of changes; done again, it finds nothing new.

    When its site is being asked for other pages just then, the task comes again later; no worker waits for that.
    """
    user = User.objects.filter(pk=user_id).first() if user_id else None
    try:
        look_at(Actor.of_user(user) if user else Actor.anonymous(), UUID(article_id), anew=True)
    except LookLater as later:
        again = clock.now() + timedelta(seconds=later.seconds + turn)
        fetch_article.using(run_after=again).enqueue(article_id, user_id, turn + 1)


@cache
def fetch_policy() -> FetchPolicy:
    """How pages are fetched here; one for the process, which remembers the pace of each site and its robots.txt."""
    rules = RobotsRules() if settings.FETCH_ROBOTS else None
    return FetchPolicy(
        may_reach=_may_reach, ports=settings.FETCH_PORTS, robots=rules, pace_seconds=PATIENCE.total_seconds()
    )


def _may_reach(address: IPv4Address | IPv6Address, port: int) -> bool:
    return is_public(address, port) or any(address in network for network in settings.FETCH_NETWORKS)


class LookLater(Exception):
    """The site is being asked for other pages; it is this page's turn in so many `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Look again in {seconds} s.")
        self.seconds = seconds


class _Overtaken(Exception):
    """While a page was on its way, another text was taken in, which may be the newer one."""


def look_at(actor: Actor, article_id: UUID, *, anew: bool = False) -> Article | None:
    """Fetch the article and take in what it says now; what goes wrong is told on the article. None if it was removed.

    Its site is asked whether the page changed since the text that is current was read from it; `anew`, for the whole page.
    Nothing is locked while the network is waited for, or the page is read. When somebody took in another text meanwhile,
    the page is thrown away and asked for once more, and then left to the next look. Raises LookLater.
    """
    try:
        for _turn in range(2):
            try:
                return _look(actor, article_id, anew=anew)
            except _Overtaken:
                continue
    except NotFound:  # it was removed meanwhile
        return None
    return _article(article_id)


def _article(article_id: UUID) -> Article | None:
    rows = Article.objects.live().select_related("revision__capture")
    return rows.defer("revision__text", "revision__html", "revision__blocks").filter(pk=article_id).first()


def _look(actor: Actor, article_id: UUID, *, anew: bool) -> Article | None:
    article = _article(article_id)
    if article is None:
        return None
    address = address_to_look_at(article, live=article.revision_id is not None)
    last = None if anew else _read_from(article, address)
    try:
        fetched = fetch(address, policy=fetch_policy(), **(conditions(last) if last else {}))
        if fetched.not_modified:
            return _note_look(article)
        page = Upload(fetched.body, media_type=fetched.media_type, charset=fetched.charset)
        found = take_in(upload=page, url=fetched.final_url, keep_everything=article.keep_everything)
        return _write(actor, article, fetched, found)
    except NotFound:
        raise
    except Problem as problem:
        if problem.facts.get("reason") == Reason.TOO_SOON:
            raise LookLater(int(str(problem.facts["retry_after"]))) from None
        return _note_failure(actor, article, problem)


def _read_from(article: Article, address: str) -> Capture | None:
    """The page that the current text was read from; None if the text came another way, or from a copy of what is there."""
    capture = article.revision.capture if article.revision else None
    if capture is None or capture.way != CaptureWay.FETCHED or _is_copy(capture.url) != _is_copy(address):
        return None
    return capture


def _is_copy(url: str) -> bool:
    return original_url(url).url != url


@prepared_first
def _write(actor: Actor, article: Article, fetched: Fetched, found: TakenIn) -> Article:
    seen = article.revision_id
    lock_desk(article.desk_id)
    article = lock(article)
    if article.revision_id != seen:
        raise _Overtaken
    learnt_here = urls_learnt(fetched.final_url, found.canonical_url)
    add_urls(actor, article, [(fetched.final_url, URLKind.ALTERNATE), *learnt_here])
    change(actor, "article.particulars_read", article, learnt(article, found))
    last = _read_from(article, fetched.final_url)
    if not take_in_revision(actor, article, found, fetched).is_new and last:
        Capture.objects.filter(pk=last.pk).update(**conditions(fetched))
    return _note_look(article)


def _note_look(article: Article) -> Article:
    article.fetched_at, article.problem, article.failed_fetches = clock.now(), None, 0
    article.save(update_fields=["fetched_at", "problem", "failed_fetches"])
    return article


@transaction.atomic
def _note_failure(actor: Actor, article: Article, problem: Problem) -> Article | None:
    """An article without words is then `failed`; one that has some keeps them."""
    try:
        article = lock(article)
    except NotFound:
        return None
    article.problem = {"type": f"/problems/{problem.slug}/", "detail": str(problem.detail), **problem.facts}
    article.failed_fetches += 1
    article.save(update_fields=["problem", "failed_fetches"])
    if article.state == ArticleState.FETCHING:
        move(actor, "article.fetch_failed", article, {"state": ArticleState.FAILED}, reason=str(problem.detail))
    return article


# Watching --------------------------------------------------------------------------------------------------------


def watch_article(article: Article) -> None:
    """Look at the article every few hours from now on. Being watched already, it stays so, unless its turn was missed."""
    seen = Article.objects.values_list("refetch_at", flat=True).get(pk=article.pk)
    if article.urls.exists() and (seen is None or seen + BETWEEN_LOOKS < clock.now()):
        _arrange(str(article.pk), seen, clock.now() + BETWEEN_LOOKS)


def stop_watching(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(refetch_at=None)


@transaction.atomic
def _arrange(article_id: str, seen: datetime | None, at: datetime) -> bool:
    """Leave word to look at the article `at` that time, if the time arranged so far is still the one that was `seen`."""
    is_still = Article.objects.live().filter(pk=article_id, refetch_at=seen)
    if not is_still.update(refetch_at=at):
        return False
    look_if_due.using(run_after=at).enqueue(article_id, at.isoformat())
    return True


@task()
def look_if_due(article_id: str, due: str) -> None:
    """Look at an article that is watched. The next time is arranged before, so that nothing that breaks ends the watch.

    Does nothing when it is not `due` then any more: nobody watches it now, or another run was there first.
    """
    again = clock.now() + BETWEEN_LOOKS
    if not _arrange(article_id, datetime.fromisoformat(due), again):
        return
    try:
        article = look_at(Actor.anonymous(), UUID(article_id))
    except LookLater as later:
        _arrange(article_id, again, clock.now() + timedelta(seconds=later.seconds))
        return
    if article and article.failed_fetches:
        _arrange(article_id, again, clock.now() + min(BETWEEN_LOOKS * 2**article.failed_fetches, AT_LEAST_EVERY))
