"""Taking an article in, and keeping its particulars right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urldefrag

from django.db import transaction

from annotations import permissions
from annotations.anchoring import blocks_of
from annotations.intake import extract_html
from annotations.models import Article, ArticleURL, Revision
from annotations.models.article import ArticleState, URLKind
from factcheck.core.hashing import sha256_text
from factcheck.core.problems import ArticleExists, Invalid, TooLarge
from factcheck.core.text import canonical_text
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, check, create, lock, move
from factcheck.desks.models import Desk
from factcheck.desks.permissions import require

LONGEST_TEXT = 5_000_000
"""Code points of one text; a long book has a million."""


@dataclass(frozen=True)
class TakenIn:
    """Words as they will be kept, and what could be learnt about them."""

    text: str
    blocks: list[list[Any]]
    html: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published_on: date | None = None
    language: str = ""
    canonical_url: str = ""


def url_key(url: str) -> str:
    """What makes two addresses the same: everything but the fragment."""
    return sha256_text(urldefrag(url).url)


def take_in(*, text: str | None, html: str | None, url: str = "") -> TakenIn:
    """The canonical text and blocks of what was given: `text` as it is, or the article inside `html`."""
    if (text is None) == (html is None):
        raise Invalid.at("/text", "Give the article's words as `text` or as `html`, one of the two.")
    pointer, given = ("/text", text) if text is not None else ("/html", html or "")
    if len(given or "") > LONGEST_TEXT:
        raise TooLarge(f"A text may have {LONGEST_TEXT:,} characters; this one has {len(given or ''):,}.")
    if text is not None:
        canonical = canonical_text(text)
        found = TakenIn(text=canonical, blocks=_rows(blocks_of(canonical)))
    else:
        read = extract_html(given or "", url=url or None)
        found = TakenIn(
            text=read.text, blocks=_rows(read.blocks), html=canonical_text(given or ""), title=read.title or "",
            authors=tuple(read.authors), publisher=read.publisher or "", published_on=read.published_on,
            language=read.language or "", canonical_url=read.canonical_url or "",
        )  # fmt: skip
    if not found.text.strip():
        raise Invalid.at(pointer, "There are no words in it. Paste the text of the article.")
    return found


def _rows(blocks: Sequence[Any]) -> list[list[Any]]:
    return [[b.start, b.end, str(b.kind)] for b in blocks]


@transaction.atomic
def add_article(
    actor: Actor, desk: Desk, *, text: str | None = None, html: str | None = None, url: str = "", title: str = "",
    publisher: str = "", authors: Sequence[str] = (), published_on: date | None = None, language: str = "",
    tags: Sequence[str] = (),
) -> Article:  # fmt: skip
    """Take an article into a desk, with its first revision.

    What is not given is filled in from the HTML. Raises ArticleExists when the desk has an article at this URL.
    """
    require(permissions.may_add_article(actor, desk))
    if url:
        _refuse_known_url(desk, url)
    found = take_in(text=text, html=html, url=url)
    article = create(
        actor, "article.added",
        Article(
            desk=desk, state=ArticleState.FETCHING, title=title or found.title[:500] or _first_line(found.text),
            publisher=publisher or found.publisher[:200], authors=list(authors or found.authors),
            published_on=published_on or found.published_on, language=language or found.language[:35], tags=list(tags),
        ),
    )  # fmt: skip
    if url:
        _add_url(actor, article, url, URLKind.GIVEN)
    revision = _add_revision(actor, article, found)
    return move(actor, "article.text_taken_in", article, {"revision": revision, "state": ArticleState.READY})


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0].strip()[:200]


def _refuse_known_url(desk: Desk, url: str) -> None:
    known = ArticleURL.objects.filter(desk=desk, key=url_key(url)).first()
    if known is not None:
        raise ArticleExists(
            "The desk has an article at this URL already; open that one.", article=str(known.article_id)
        )


def _add_url(actor: Actor, article: Article, url: str, kind: URLKind) -> None:
    row = ArticleURL(
        desk_id=article.desk_id, created_by=actor.user, article=article, url=url, key=url_key(url), kind=kind
    )
    check(row)
    row.save(force_insert=True)


def _add_revision(actor: Actor, article: Article, found: TakenIn) -> Revision:
    return create(
        actor, "revision.added",
        Revision(
            desk_id=article.desk_id, article=article, number=article.revisions.count() + 1, text=found.text,
            sha256=sha256_text(found.text), length=len(found.text), blocks=found.blocks, html=found.html,
        ),
    )  # fmt: skip


@transaction.atomic
def edit_article(actor: Actor, article: Article, *, version: int | None = None, **changes: Any) -> Article:
    """Change title, publisher, authors, date, language or tags; the words are never edited, only taken in again."""
    require(permissions.may_edit_article(actor, article))
    article = lock(article, version)
    return change(actor, "article.edited", article, changes)


@transaction.atomic
def archive_article(actor: Actor, article: Article, *, version: int | None = None) -> Article:
    """Take an article out of sight. Its annotations, claims and history stay; its URLs are free again."""
    require(permissions.may_archive_article(actor, article))
    article = lock(article, version)
    article.urls.all().delete()
    return archive(actor, "article.archived", article)
