"""The tables that are filled, and the columns that differ from row to row."""

from __future__ import annotations

from annotations.models import Anchor, Annotation, Article, ArticleURL, Revision
from claims.models import (
    Appearance,
    Claim,
    Comment,
    Correction,
    CorrectionRequest,
    Decision,
    Evidence,
    Notice,
    Review,
    Snapshot,
    Source,
    Verdict,
)
from factcheck.desks.models import Event
from tests.benchmarks.seeding.writing import Table

OWNED = ("id", "desk_id", "created_by_id", "created_at")
RECORD = (*OWNED, "updated_at")

ARTICLE = Table(
    Article, (*RECORD, "title", "publisher", "authors", "published_on", "language", "tags", "state", "revision_id")
)
URL = Table(ArticleURL, (*RECORD, "article_id", "url", "key"))
REVISION = Table(
    Revision, (*RECORD, "article_id", "number", "text", "sha256", "length", "blocks", "follows_id")
)  # fmt: skip
ANNOTATION = Table(
    Annotation,
    (
        *RECORD,
        "article_id",
        "revision_id",
        "start",
        "end",
        "exact",
        "prefix",
        "suffix",
        "comment",
        "motivation",
        "tags",
    ),
)
ANCHOR = Table(
    Anchor, (*OWNED, "annotation_id", "revision_id", "start", "end", "status", "score", "words_since_id")
)  # fmt: skip
CLAIM = Table(
    Claim,
    (
        *RECORD, "version", "archived_at", "number", "text", "claimant_name", "claimed_on", "claim_types", "topics", "due_on",
        "priority", "status",
    ),
)  # fmt: skip
ASSIGNEE = Table(Claim.assignees.through, ("claim_id", "user_id"))
APPEARANCE = Table(Appearance, (*RECORD, "claim_id", "annotation_id"))
SOURCE = Table(Source, (*RECORD, "url", "key", "title", "publisher", "kind", "published_on"))
SNAPSHOT = Table(Snapshot, (*RECORD, "source_id", "text", "sha256", "length"))
EVIDENCE = Table(Evidence, (*RECORD, "claim_id", "source_id", "stance", "quote", "snapshot_id", "start", "end", "note"))
VERDICT = Table(
    Verdict, (*RECORD, "claim_id", "reviewer_id", "rating_id", "rationale", "confidence", "submitted_at")
)  # fmt: skip
RESTS_ON = Table(Verdict.evidence.through, ("verdict_id", "evidence_id"))
DECISION = Table(Decision, (*RECORD, "claim_id", "rating_id", "rationale", "decided_by_id", "decided_at"))
REVIEW = Table(
    Review,
    (*RECORD, "version", "claim_id", "rating_id", "headline", "summary", "body", "slug", "state", "published_at"),
)
CORRECTION = Table(Correction, (*RECORD, "review_id", "kind", "note", "review_version"))
REQUEST = Table(CorrectionRequest, (*RECORD, "claim_id", "appearance_id", "sent_to", "sent_at", "outcome"))
COMMENT = Table(Comment, (*RECORD, "claim_id", "text"))
NOTICE = Table(Notice, ("id", "desk_id", "user_id", "event_id", "kind", "claim_id", "created_at", "read_at"))
EVENT = Table(
    Event,
    (
        "id", "desk_id", "sequence", "at", "actor_id", "verb", "subject_type", "subject_id", "claim_id", "version", "changes",
        "previous_hash", "hash",
    ),
)  # fmt: skip
