"""Values that are there, for the places in the addresses that are asked for."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db.models import Model

from annotations.models import Annotation, Article
from claims.models import Claim, Decision, Review, Source
from factcheck.api.pagination import Cursor

LISTED: dict[str, type[Model]] = {"claims": Claim, "annotations": Annotation, "articles": Article, "sources": Source}


def values_there() -> dict[str, Any]:
    """From the middle of the largest desk's work: a published claim and what hangs on it, and values that many rows have."""
    published = Claim.objects.filter(desk__slug="herald", status="published")
    claim = published.filter(
        number__gte=Claim.objects.filter(desk__slug="herald").latest("number").number // 2
    ).earliest("number")
    review = (
        Review.objects.public().filter(desk__slug="herald", claim__number__gte=claim.number).order_by("id")[:1].get()
    )
    article = Article.objects.filter(annotations__appearances__claim=claim).get()
    decision = Decision.objects.filter(claim=claim).select_related("rating").get()
    return {
        "claim": claim.pk, "article": article.pk, "source": Source.objects.filter(desk=claim.desk).latest("id").pk,
        "claimant": claim.claimant_name, "topic": claim.topics[0], "publisher": article.publisher, "slug": review.slug,
        "rating": decision.rating.slug, "colleague": "herald-3",
    }  # fmt: skip


def middle_cursor(address: str) -> str:
    """A cursor at the row in the middle of what the largest desk has, for a list's address with its `ordering`."""
    parts = urlsplit(address)
    model: Any = LISTED[parts.path.rstrip("/").rsplit("/", 1)[1]]
    ordering = parse_qs(parts.query)["ordering"][0]
    name = ordering.removeprefix("-")
    rows = model.objects.filter(desk__slug="herald").exclude(**{name: None}).order_by(name, "id")
    row = rows[rows.count() // 2]
    return Cursor("next", ordering, None if name == "id" else getattr(row, name), row.pk).encoded()
