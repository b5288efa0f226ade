"""What can be exported: for each resource its filters, its rows, and what is shown of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from annotations.api.shown import ANNOTATION, ARTICLE
from annotations.queries import AnnotationFilters, ArticleFilters, annotation_rows, article_rows
from claims.api.shown import CLAIM, EVIDENCE, MATRIX_CELL, REVIEW, SOURCE, VERDICT
from claims.filters import ClaimFilters, EvidenceFilters, OfClaims, ReviewFilters, SourceFilters, VerdictFilters
from claims.models import Verdict
from claims.queries import claim_rows, evidence_rows, review_rows, source_rows, verdict_rows
from factcheck.api.asking import NOTHING, Asked
from factcheck.api.shapes import Shape
from factcheck.desks.actors import Actor
from factcheck.desks.filters import Filters


@dataclass(frozen=True)
class Resource:
    """`rows` are those of the list, which `filters` narrow; each is exported as its shape has it."""

    filters: type[Filters]
    rows: Callable[[Actor], QuerySet[Any]]
    shape: Shape
    columns: tuple[str, ...]
    """Of the CSV; paths into a row."""
    asked: Asked = NOTHING
    """What an export embeds, as `expand` would."""


def _matrix(actor: Actor) -> QuerySet[Verdict]:
    """The verdicts that count, as far as the actor may see them: what agreement is reckoned from."""
    return verdict_rows(actor).current()


ARCHIVE = "archive"
"""Everything of a desk, which is exported as a zip and has no rows of its own (docs/archive.md)."""
RESOURCES = {
    "claims": Resource(
        ClaimFilters, claim_rows, CLAIM,
        (
            "id", "desk", "number", "text", "claimant.name", "claimant.role", "claimed_on", "status", "topics",
            "decision.rating.slug", "decision.rating.name", "decision.rating.family", "decision.by_itself",
            "decision.reason_code", "decision.decided_at",
            "counts.appearances", "counts.evidence", "counts.verdicts", "appearances", "evidence", "verdicts",
            "review.state", "review.html_url", "created_by.username", "created_at", "updated_at", "html_url",
        ),
        Asked({"evidence": {}, "verdicts": {}, "review": {}}),
    ),
    "agreement": Resource(
        OfClaims, _matrix, MATRIX_CELL,
        (
            "claim", "number", "desk", "claimed_on", "status", "reviewer.id", "reviewer.username", "rating.slug",
            "rating.name", "rating.family", "rating.value", "confidence", "second_look", "judging_round", "submitted_at",
        ),
    ),
    "annotations": Resource(
        AnnotationFilters, annotation_rows, ANNOTATION,
        (
            "id", "desk", "article", "revision", "start", "end", "exact", "prefix", "suffix", "comment", "motivation",
            "tags", "anchor.status", "anchor.start", "anchor.end", "reply_to", "created_by.username", "created_at",
            "updated_at", "html_url",
        ),
    ),
    "articles": Resource(
        ArticleFilters, article_rows, ARTICLE,
        (
            "id", "desk", "title", "urls", "publisher", "authors", "published_on", "language", "tags", "state",
            "revision.number", "revision.sha256", "revision.length", "counts.annotations", "counts.claims",
            "counts.reviews", "created_by.username", "created_at", "updated_at", "html_url",
        ),
    ),
    "verdicts": Resource(
        VerdictFilters, verdict_rows, VERDICT,
        (
            "id", "desk", "claim", "reviewer.username", "rating.slug", "rating.name", "rating.family", "rating.value",
            "rationale", "confidence", "evidence", "reasons", "second_look", "counts", "submitted_at", "created_at",
            "updated_at", "html_url",
        ),
    ),
    "evidence": Resource(
        EvidenceFilters, evidence_rows, EVIDENCE,
        (
            "id", "desk", "claim", "source", "stance", "quote", "note", "question", "answer", "answer_type", "medium",
            "searched", "newer_than_claim", "snapshot.sha256", "created_by.username", "created_at", "updated_at", "html_url",
        ),
    ),
    "reviews": Resource(
        ReviewFilters, review_rows, REVIEW,
        (
            "id", "desk", "claim", "headline", "summary", "body", "slug", "author_name", "rating.slug", "rating.name",
            "rating.family", "state", "version", "published_at", "corrections", "created_at", "updated_at", "html_url",
        ),
    ),
    "sources": Resource(
        SourceFilters, source_rows, SOURCE,
        (
            "id", "desk", "url", "title", "publisher", "kind", "published_on", "accessed_on", "interests", "protected",
            "snapshot.sha256", "snapshot.length", "created_by.username", "created_at", "updated_at", "html_url",
        ),
    ),
}  # fmt: skip
