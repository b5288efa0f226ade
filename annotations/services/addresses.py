"""The addresses of an article: the one that was given, those it is also known by, and copies in archives."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from annotations.intake import original_url
from annotations.models import Article, ArticleURL
from annotations.models.article import URLKind
from factcheck.core.problems import ArticleExists
from factcheck.core.urls import same_site, url_key
from factcheck.desks.actors import Actor
from factcheck.desks.editing import create
from factcheck.desks.models import Desk
from factcheck.desks.validators import validate_web_url

Address = tuple[str, URLKind]
LEARNT = (URLKind.CANONICAL, URLKind.ALTERNATE)
FIRST = (URLKind.GIVEN, URLKind.CANONICAL, URLKind.ALTERNATE, URLKind.ARCHIVE)
"""Where the page is that changes, the likeliest first; a copy in an archive never does."""
LONGEST = 2000


def urls_given(url: str) -> list[Address]:
    """What a person gave, as addresses: of a copy in an archive also the address it is a copy of."""
    if not url:
        return []
    original = original_url(url).url
    return [(url, URLKind.GIVEN)] if original == url else [(url, URLKind.ARCHIVE), (original, URLKind.GIVEN)]


def urls_learnt(page: str, canonical: str) -> list[Address]:
    """The address that a page at `page` calls its own, if it is of the same site; no page speaks for another site's.

    Without an address of the page's own, as of a file, what it says is all there is. Of a copy in an archive, the address
    that it is a copy of counts.
    """
    of = original_url(page).url if page else ""
    return [(canonical, URLKind.CANONICAL)] if canonical and (not of or same_site(canonical, of)) else []


def address_to_look_at(article: Article, *, live: bool) -> str:
    """Where to look at an article: at the address that was given first; if `live`, rather not at a copy in an archive."""
    rows = sorted(article.urls.order_by("id"), key=lambda row: live and FIRST.index(row.kind))
    return rows[0].url


def refuse_known_urls(desk: Desk, urls: Sequence[Address]) -> None:
    """Raises ArticleExists, naming the article, when the desk has one at any of these addresses."""
    known = ArticleURL.objects.live().filter(desk=desk, key__in=[url_key(url) for url, _kind in urls]).first()
    if known is not None:
        raise ArticleExists(
            "The desk has an article at this URL already; open that one.", article=str(known.article_id)
        )


def add_urls(actor: Actor, article: Article, urls: Sequence[Address]) -> None:
    """Note more addresses of an article; those that the desk knows already stay where they are.

    Addresses that a page gives of itself may be nonsense, which is passed over; those a person gave are refused.
    """
    for url, kind in urls:
        key = url_key(url)
        if kind in LEARNT and not _is_web_url(url):
            continue
        if not ArticleURL.objects.live().filter(desk_id=article.desk_id, key=key).exists():
            row = ArticleURL(desk_id=article.desk_id, article=article, url=url, key=key, kind=kind)
            create(actor, "article.url_added", row)


def _is_web_url(url: str) -> bool:
    try:
        validate_web_url(url)
    except ValidationError:
        return False
    return len(url) <= LONGEST
