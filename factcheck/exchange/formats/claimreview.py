"""schema.org ClaimReview in a DataFeed (https://schema.org/DataFeed), as JSON-LD: what was published, and no draft."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import Any

import orjson

from claims.claimreview import Markup, claim_review_of
from claims.models.review import ReviewQuerySet
from claims.queries import review_rows
from factcheck.core import clock
from factcheck.exchange.exports.chunks import chunks_of
from factcheck.exchange.exports.selection import Selection
from factcheck.exchange.formats.form import Format

MEDIA_TYPE = "application/ld+json"
CHUNK = 200


def write(reviews: Iterable[Markup], selection: Selection) -> Iterator[bytes]:
    head = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": "Reviews",
        "url": f"{selection.base}/reviews/",
        "dateModified": clock.iso(selection.stamp.as_of),
    }
    yield orjson.dumps(head)[:-1] + b',"dataFeedElement":['
    before = b"\n"
    for review in reviews:
        item = {"@type": "DataFeedItem", "dateModified": review["dateModified"], "item": review}
        yield before + orjson.dumps(item)
        before = b",\n"
    yield b"\n]}\n"


def _of_reviews(selection: Selection) -> Generator[Markup]:
    return _markup(selection.rows, selection.base)


def _of_claims(selection: Selection) -> Generator[Markup]:
    """The reviews of these claims."""
    claims = selection.rows.order_by().values("pk")
    return _markup(review_rows(selection.actor).filter(claim__in=claims), selection.base)


def _markup(rows: Any, base: str) -> Generator[Markup]:
    published: ReviewQuerySet = rows.public()
    for chunk in chunks_of(published, CHUNK):
        yield from (_own(claim_review_of(review, base)) for review in chunk)


def _own(markup: Markup) -> Markup:
    """Inside a feed, which has said the context already."""
    return {name: value for name, value in markup.items() if name != "@context"}


FORMAT = Format(
    "claimreview", "ClaimReview", MEDIA_TYPE, "jsonld", {"reviews": _of_reviews, "claims": _of_claims}, write
)
