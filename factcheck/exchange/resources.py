"""What can be exported: for each resource its filters, its rows, and how a chunk of rows is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from annotations.api import presenters as texts
from annotations.queries import AnnotationFilters, ArticleFilters, annotation_rows, article_rows
from claims.api import presenters as findings
from claims.filters import ClaimFilters, OfClaims
from claims.models import Claim, Verdict
from claims.queries import claim_rows, evidence_rows, review_rows, verdict_rows
from factcheck.api.presenters import Shown
from factcheck.desks.actors import Actor
from factcheck.desks.filters import Filters


@dataclass(frozen=True)
class Resource:
    """`present` shows a chunk of rows with the same number of queries whatever its length."""

    filters: type[Filters]
    rows: Callable[[Actor], QuerySet[Any]]
    present: Callable[[Actor, list[Any], str], list[Shown]]
    columns: tuple[str, ...]
    """Of the CSV; paths into a row."""


def _claims(actor: Actor, rows: list[Claim], base: str) -> list[Shown]:
    """Claims with their evidence, the verdicts the actor may see, and the review."""
    ids = [row.pk for row in rows]
    evidence = _by_claim(evidence_rows(actor).filter(claim__in=ids), findings.evidence, base)
    verdicts = _by_claim(verdict_rows(actor).filter(claim__in=ids), findings.verdict, base)
    reviews = _by_claim(review_rows(actor).filter(claim__in=ids), findings.review, base)
    return [
        {
            **findings.claim(row, base),
            "evidence": evidence.get(row.pk, []),
            "verdicts": verdicts.get(row.pk, []),
            "review": next(iter(reviews.get(row.pk, [])), None),
        }
        for row in rows
    ]


def _by_claim(rows: QuerySet[Any], present: Callable[[Any, str], Shown], base: str) -> dict[Any, list[Shown]]:
    found: dict[Any, list[Shown]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.claim_id, []).append(present(row, base))
    return found


def _matrix(actor: Actor) -> QuerySet[Verdict]:
    """The verdicts that count, as far as the actor may see them: what agreement is reckoned from."""
    return verdict_rows(actor).current()


RESOURCES = {
    "claims": Resource(
        ClaimFilters, claim_rows, _claims,
        (
            "id", "desk", "number", "text", "claimant.name", "claimant.role", "claimed_on", "status", "topics",
            "decision.rating.slug", "decision.rating.name", "decision.rating.family", "decision.by_itself",
            "decision.reason_code", "decision.decided_at",
            "counts.appearances", "counts.evidence", "counts.verdicts", "appearances", "evidence", "verdicts",
            "review.state", "review.html_url", "created_by.username", "created_at", "updated_at", "html_url",
        ),
    ),
    "agreement": Resource(
        OfClaims, _matrix,
        lambda _actor, rows, _base: [findings.matrix_cell(row) for row in rows],
        (
            "claim", "number", "desk", "claimed_on", "status", "reviewer.id", "reviewer.username", "rating.slug",
            "rating.name", "rating.family", "rating.value", "confidence", "second_look", "judging_round", "submitted_at",
        ),
    ),
    "annotations": Resource(
        AnnotationFilters, annotation_rows,
        lambda _actor, rows, base: [texts.annotation(row, base) for row in rows],
        (
            "id", "desk", "article", "revision", "start", "end", "exact", "prefix", "suffix", "comment", "motivation",
            "tags", "anchor.status", "anchor.start", "anchor.end", "reply_to", "created_by.username", "created_at",
            "updated_at", "html_url",
        ),
    ),
    "articles": Resource(
        ArticleFilters, article_rows,
        lambda _actor, rows, base: [texts.article(row, base) for row in rows],
        (
            "id", "desk", "title", "urls", "publisher", "authors", "published_on", "language", "tags", "state",
            "revision.number", "revision.sha256", "revision.length", "counts.annotations", "counts.claims",
            "counts.reviews", "created_by.username", "created_at", "updated_at", "html_url",
        ),
    ),
}  # fmt: skip
