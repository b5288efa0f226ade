"""A published review as schema.org ClaimReview (https://schema.org/ClaimReview), for crawlers and archives."""

from __future__ import annotations

from typing import Any

import orjson

from claims.models import Appearance, Claim, Review, ReviewState
from claims.models.review import CorrectionKind
from factcheck.core import clock

Markup = dict[str, Any]

ON_THE_SCALE = ("true", "mostly_true", "mixed", "mostly_false", "false")
"""Families that stand on the line from true to false; the others have words but no number."""


def claim_review_of(review: Review, base: str) -> Markup:
    """The markup of a review from `queries.review_rows`; `base` is the scheme and host of its page."""
    page = f"{base}/reviews/{review.slug}/"
    desk = {"@type": "Organization", "name": review.desk.name, "url": review.desk.profile.get("url") or f"{base}/"}
    markup: Markup = _without_empty(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": page,
            "url": page,
            "headline": review.headline,
            "abstract": review.summary,
            "claimReviewed": review.claim.text,
            "reviewRating": _rating(review),
            "itemReviewed": _claim(review.claim),
            "author": {"@type": "Person", "name": review.author_name, "worksFor": desk} if review.author_name else desk,
            "publisher": desk,
            "datePublished": clock.iso(review.published_at) if review.published_at else None,
            "dateModified": clock.iso(review.updated_at),
            "version": review.version,
            "creativeWorkStatus": "Retracted" if review.state == ReviewState.RETRACTED else None,
            "correction": [
                {"@type": "CorrectionComment", "text": c.note, "datePublished": clock.iso(c.created_at)}
                for c in review.corrections.all()
                if c.kind == CorrectionKind.CORRECTION
            ],
            "sdPublisher": desk,
        }
    )
    return markup


def _rating(review: Review) -> Markup:
    """The words readers see, and the number with its bounds where the rating stands on the line."""
    given = review.rating
    told: Markup = {"@type": "Rating", "alternateName": given.name, "ratingExplanation": review.summary}
    line = [r.value for r in given.scale.ratings.all() if r.family in ON_THE_SCALE and r.value is not None]
    if given.family in ON_THE_SCALE and given.value is not None and min(line) != max(line):
        told |= {"ratingValue": given.value, "worstRating": min(line), "bestRating": max(line)}
    return told


def _claim(claim: Claim) -> Markup:
    appearances: list[Appearance] = claim.appearances_live  # type: ignore[attr-defined]
    return {
        "@type": "Claim",
        "text": claim.text,
        "datePublished": claim.claimed_on.isoformat() if claim.claimed_on else None,
        "author": {
            "@type": "Person",
            "name": claim.claimant_name,
            "jobTitle": claim.claimant_role,
            "sameAs": claim.claimant_url,
            "affiliation": {"@type": "Organization", "name": claim.claimant_affiliation}
            if claim.claimant_affiliation
            else None,
        }
        if claim.claimant_name
        else None,
        "appearance": [_appearance(a) for a in appearances],
    }


def _appearance(appearance: Appearance) -> Markup:
    article = appearance.annotation.article
    urls = list(article.urls.all())
    return {
        "@type": "CreativeWork",
        "url": urls[0].url if urls else None,
        "headline": article.title,
        "datePublished": article.published_on.isoformat() if article.published_on else None,
        "publisher": {"@type": "Organization", "name": article.publisher} if article.publisher else None,
    }


def _without_empty(value: Any) -> Any:
    """The same without members that say nothing; a number that is 0 says something."""
    if isinstance(value, dict):
        kept = {name: _without_empty(x) for name, x in value.items()}
        return {name: x for name, x in kept.items() if x not in (None, "", [], {})}
    return [_without_empty(x) for x in value] if isinstance(value, list) else value


def as_script(markup: Markup) -> str:
    """The markup as it may stand inside `<script type="application/ld+json">`: nothing in it can end the element."""
    text = orjson.dumps(markup).decode()
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text
