"""One search through all that people look for by its words: claims, articles, annotations, sources and reviews."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Substr
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from annotations.models import Annotation, Article
from claims.models import Claim, Review, Source
from claims.models.source import copied_text
from factcheck.core.excerpts import Excerpt, excerpt
from factcheck.desks.actors import Actor
from factcheck.desks.search import Wanted

READ = 50_000
"""Code points of a long text in which the words are looked for, to show where they stand."""
TITLE = 120
"""Code points of a title that was no title, at most."""


@dataclass(frozen=True)
class Result:
    """A row that was found. `api` and `page` are its addresses without the host; there is no page of a draft."""

    type: str
    id: UUID
    api: str
    page: str | None
    title: str
    excerpt: Excerpt


@dataclass(frozen=True)
class Kind:
    """What is found of one kind. `shown` brings what `title`, `texts` and `page` need, however many rows."""

    name: str
    plural: str
    rows: Callable[[Actor], QuerySet[Any]]
    shown: Callable[[QuerySet[Any]], QuerySet[Any]]
    title: Callable[[Any], str]
    texts: Callable[[Any], Sequence[str]]
    page: Callable[[Any], str | None]


def _claims(actor: Actor) -> QuerySet[Claim]:
    return Claim.objects.visible_to(actor).live()


def _articles(actor: Actor) -> QuerySet[Article]:
    return Article.objects.visible_to(actor).live()


def _annotations(actor: Actor) -> QuerySet[Annotation]:
    return Annotation.objects.visible_to(actor).live().filter(article__archived_at=None)


def _sources(actor: Actor) -> QuerySet[Source]:
    return Source.objects.visible_to(actor).live()


def _reviews(actor: Actor) -> QuerySet[Review]:
    """Of the actor's desks, also where others' are public."""
    return Review.objects.visible_to(actor).filter(archived_at=None, desk_id__in=actor.desk_ids)


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "claim", "claims", _claims, lambda rows: rows,
            lambda row: _("Claim %(number)d") % {"number": row.number},
            lambda row: (row.text, row.claimant_name),
            lambda row: f"/claims/{row.pk}/",
        ),
        Kind(
            "article", "articles", _articles,
            lambda rows: rows.prefetch_related("urls").annotate(beginning=Substr("revision__text", 1, READ)),
            lambda row: row.name,
            lambda row: (row.beginning or "", row.title, row.publisher, ", ".join(row.authors)),
            lambda row: f"/articles/{row.pk}/",
        ),
        Kind(
            "annotation", "annotations", _annotations, lambda rows: rows,
            lambda row: Truncator(row.exact).chars(TITLE),
            lambda row: (row.comment, row.exact),
            lambda row: row.path,
        ),
        Kind(
            "source", "sources", _sources,
            lambda rows: rows.annotate(beginning=Substr(copied_text(), 1, READ)),
            lambda row: row.title,
            lambda row: (row.beginning or "", row.title, row.publisher, row.url),
            lambda row: f"/sources/{row.pk}/",
        ),
        Kind(
            "review", "reviews", _reviews, lambda rows: rows,
            lambda row: row.headline,
            lambda row: (row.summary, row.body, row.headline),
            lambda row: f"/reviews/{row.slug}/" if row.published_at else None,
        ),
    )
}  # fmt: skip


def results(actor: Actor, found: Iterable[tuple[str, UUID]], query: Wanted) -> list[Result]:
    """What is shown of rows that were found, by kind and id, in their order; one query, or two, for each kind of them."""
    wanted = list(found)
    ids: dict[str, list[UUID]] = {}
    for name, key in wanted:
        ids.setdefault(name, []).append(key)
    shown = {(name, row.pk): _result(KINDS[name], row, query) for name in ids for row in _shown(actor, name, ids[name])}
    return [shown[one] for one in wanted if one in shown]


def _shown(actor: Actor, name: str, ids: list[UUID]) -> QuerySet[Any]:
    kind = KINDS[name]
    return kind.shown(kind.rows(actor).filter(pk__in=ids))


def _result(kind: Kind, row: Any, query: Wanted) -> Result:
    excerpts = [excerpt(text, query.names) for text in kind.texts(row) if text]
    best = next((one for one in excerpts if one.hits), excerpts[0] if excerpts else Excerpt("", ()))
    return Result(kind.name, row.pk, f"/api/v1/{kind.plural}/{row.pk}/", kind.page(row), kind.title(row), best)
