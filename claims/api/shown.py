"""Claims and all that hangs on them as the API and the exports show them; see `factcheck.api.shapes`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, TextField

from annotations.api.shown import ANNOTATION, ARTICLE
from annotations.models import Anchor
from annotations.queries import anchor_rows
from claims import blindness, queries
from claims.api.outputs import AppearanceOut, ClaimOut, EvidenceOut, ReviewOut, SourceOut, VerdictOut
from claims.claimreview import claim_review_of
from claims.models import Appearance, Claim, Decision, Evidence, Review, ReviewState, Snapshot, Source, Verdict
from claims.models.review import Correction
from factcheck.api.presenters import Shown
from factcheck.api.shapes import (
    PERSON,
    Address,
    Column,
    Constant,
    Every,
    Group,
    Ids,
    Made,
    Optional,
    Reckoned,
    Shape,
    Tuple,
    Whole,
    counted,
)
from factcheck.desks.actors import Actor
from factcheck.desks.models import User


def _rating(path: str) -> Group:
    return Group({name: Column(f"{path}__{name}") for name in ("slug", "name", "family", "value")})


_SNAPSHOT = ("sha256", "length", "created_at")
"""An archived copy by what proves it, without its words."""

SNAPSHOT: Shape = Shape(Snapshot, queries.snapshot_rows, members={name: Column(name) for name in _SNAPSHOT})


def _in_current_text(_actor: Actor, anchors: QuerySet[Any]) -> QuerySet[Any]:
    return anchors.filter(
        annotation=OuterRef("annotation"), revision__besides=OuterRef("annotation__article__revision")
    )


ANCHOR: Shape = Shape(
    Anchor,
    anchor_rows,
    members={
        "status": Column("status"),
        "score": Column("score"),
        "revision": Column("revision_id"),
        "exact": Reckoned(lambda _actor: queries.words_now(), TextField(null=True)),
    },
)

APPEARANCE: Shape = Shape(
    Appearance,
    lambda actor: queries.appearance_rows(actor).filter(claim__archived_at=None),
    output=AppearanceOut,
    members={
        "id": Column("id"),
        "annotation": Column("annotation_id"),
        "article": Column("annotation__article_id"),
        "exact": Column("annotation__exact"),
        "start": Column("annotation__start"),
        "end": Column("annotation__end"),
        "anchor": Every(lambda: ANCHOR, _in_current_text, first=True),
    },
    expansions={
        "annotation": Whole(lambda: ANNOTATION, "annotation_id"),
        "article": Whole(lambda: ARTICLE, "annotation__article_id"),
    },
)

DECISION: Shape = Shape(
    Decision,
    queries.decision_rows,
    members={
        "rating": _rating("rating"),
        "rationale": Column("rationale"),
        "reason_code": Column("reason_code"),
        "decided_by": PERSON("decided_by"),
        "by_itself": Reckoned(lambda _actor: ExpressionWrapper(Q(decided_by=None), BooleanField()), BooleanField()),
        "decided_at": Column("decided_at"),
    },
)

ASSIGNEE: Shape = Shape(
    User,
    lambda _actor: queries.assignee_rows(),
    members={"id": Column("id"), "username": Column("username"), "name": Column("name")},
)

CLAIM: Shape = Shape(
    Claim,
    queries.claim_rows,
    output=ClaimOut,
    members={
        "id": Column("id"),
        "url": Address("/api/v1/claims/{id}/"),
        "html_url": Address("/claims/{id}/"),
        "desk": Column("desk__slug"),
        "number": Column("number"),
        "text": Column("text"),
        "claimant": Group(
            {name: Column(f"claimant_{name}") for name in ("name", "role", "url", "affiliation")},
            lambda _actor: Q(claimant_name=""),
        ),
        "claimed_on": Column("claimed_on"),
        "location": Column("location"),
        "claim_types": Column("claim_types"),
        "topics": Column("topics"),
        "selection_reason": Column("selection_reason"),
        "reach": Column("reach"),
        "assignees": Every(lambda: ASSIGNEE, "assigned_claims"),
        "due_on": Column("due_on"),
        "priority": Column("priority"),
        "status": Column("status"),
        "appearances": Every(lambda: APPEARANCE, "claim"),
        "decision": Every(lambda: DECISION, "claim", first=True, order="-id"),
        "review": Ids(queries.review_rows, "claim", lambda: REVIEW, first=True),
        "counts": Group(
            {
                "appearances": Reckoned(lambda actor: queries.count_of(_live_appearances(actor)), IntegerField()),
                "evidence": counted("evidence_count"),
                "verdicts": counted("verdict_count"),
            }
        ),
        "version": Column("version"),
        "created_by": PERSON("created_by"),
        "created_at": Column("created_at"),
        "updated_at": Column("updated_at"),
    },
    expansions={
        "evidence": Every(lambda: EVIDENCE, "claim"),
        "verdicts": Every(lambda: VERDICT, "claim"),
        "review": Every(lambda: REVIEW, "claim", first=True),
    },
)

SOURCE: Shape = Shape(
    Source,
    queries.source_rows,
    output=SourceOut,
    members={
        "id": Column("id"),
        "url": Column("url"),
        "api_url": Address("/api/v1/sources/{id}/"),
        "html_url": Address("/sources/{id}/"),
        "desk": Column("desk__slug"),
        "title": Column("title"),
        "publisher": Column("publisher"),
        "kind": Column("kind"),
        "published_on": Column("published_on"),
        "accessed_on": Column("accessed_on"),
        "interests": Column("interests"),
        "protected": Column("protected"),
        "snapshot": Every(lambda: SNAPSHOT, "source", first=True, order="-id"),
        "version": Column("version"),
        "created_by": PERSON("created_by"),
        "created_at": Column("created_at"),
        "updated_at": Column("updated_at"),
    },
    expansions={"evidence": Every(lambda: EVIDENCE, "source")},
)


def _newer_than_claim(_actor: Actor) -> ExpressionWrapper[Any]:
    """The evidence clock: whether the source came out after the claim was made; NULL when a date is missing."""
    return ExpressionWrapper(Q(source__published_on__gt=F("claim__claimed_on")), BooleanField())


EVIDENCE: Shape = Shape(
    Evidence,
    queries.evidence_rows,
    output=EvidenceOut,
    members={
        "id": Column("id"),
        "url": Address("/api/v1/evidence/{id}/"),
        "html_url": Address("/claims/{claim_id}/#evidence-{id}"),
        "desk": Column("desk__slug"),
        "claim": Column("claim_id"),
        "source": Column("source_id"),
        "stance": Column("stance"),
        "quote": Column("quote"),
        "selector": Tuple(
            (
                Group({"type": Constant("TextQuoteSelector"), "exact": Column("quote")}),
                Group({"type": Constant("TextPositionSelector"), "start": Column("start"), "end": Column("end")}),
            ),
            unless=Q(start__isnull=True),
        ),
        "snapshot": Group(
            {name: Column(f"snapshot__{name}") for name in _SNAPSHOT}, lambda _actor: Q(snapshot__isnull=True)
        ),
        "note": Column("note"),
        "question": Column("question"),
        "answer": Column("answer"),
        "answer_type": Optional("answer_type"),
        "medium": Optional("medium"),
        "searched": Column("searched"),
        "newer_than_claim": Reckoned(_newer_than_claim, BooleanField(null=True)),
        "version": Column("version"),
        "created_by": PERSON("created_by"),
        "created_at": Column("created_at"),
        "updated_at": Column("updated_at"),
    },
    expansions={
        "claim": Whole(lambda: CLAIM, "claim_id"),
        "source": Whole(lambda: SOURCE, "source_id"),
        "verdicts": Every(lambda: VERDICT, "evidence"),
    },
)


def _counts(_actor: Actor) -> ExpressionWrapper[Any]:
    """See `Verdict.counts`."""
    current = Q(archived_at=None, judging_round=F("claim__judging_round"), second_look=False)
    return ExpressionWrapper(current, BooleanField())


_EVIDENCE_OF_VERDICT = Ids(queries.evidence_ever, "verdicts", lambda: EVIDENCE)

VERDICT: Shape = Shape(
    Verdict,
    queries.verdict_rows,
    output=VerdictOut,
    members={
        "id": Column("id"),
        "url": Address("/api/v1/verdicts/{id}/"),
        "html_url": Address("/claims/{claim_id}/#verdict-{id}"),
        "desk": Column("desk__slug"),
        "claim": Column("claim_id"),
        "reviewer": PERSON("reviewer", blindness.reviewer_may_be_named),
        "rating": _rating("rating"),
        "rationale": Column("rationale"),
        "confidence": Column("confidence"),
        "evidence": _EVIDENCE_OF_VERDICT,
        "reasons": Column("reasons"),
        "second_look": Column("second_look"),
        "counts": Reckoned(_counts, BooleanField()),
        "version": Column("version"),
        "submitted_at": Column("submitted_at"),
        "created_at": Column("created_at"),
        "updated_at": Column("updated_at"),
    },
    expansions={"claim": Whole(lambda: CLAIM, "claim_id"), "evidence": _EVIDENCE_OF_VERDICT.as_whole()},
)

MATRIX_CELL: Shape = Shape(
    Verdict,
    queries.verdict_rows,
    members={
        "claim": Column("claim_id"),
        "number": Column("claim__number"),
        "desk": Column("desk__slug"),
        "claimed_on": Column("claim__claimed_on"),
        "status": Column("claim__status"),
        "reviewer": PERSON("reviewer", blindness.reviewer_may_be_named),
        "rating": _rating("rating"),
        "confidence": Column("confidence"),
        "second_look": Column("second_look"),
        "judging_round": Column("judging_round"),
        "submitted_at": Column("submitted_at"),
    },
)
"""One cell of the matrix of reviewers and claims: the rating, and no prose."""

CORRECTION: Shape = Shape(
    Correction,
    lambda _actor: queries.correction_rows(),
    members={
        "kind": Column("kind"),
        "note": Column("note"),
        "version": Column("review_version"),
        "at": Column("created_at"),
    },
)


def _markup(actor: Actor, ids: list[UUID], base: str) -> dict[UUID, Shown]:
    return {row.pk: claim_review_of(row, base) for row in queries.review_rows(actor).filter(pk__in=ids)}


REVIEW: Shape = Shape(
    Review,
    queries.review_rows,
    output=ReviewOut,
    members={
        "id": Column("id"),
        "url": Address("/api/v1/reviews/{id}/"),
        "html_url": Address("/reviews/{slug}/", unless=Q(state=ReviewState.DRAFT)),
        "desk": Column("desk__slug"),
        "claim": Column("claim_id"),
        "headline": Column("headline"),
        "summary": Column("summary"),
        "body": Column("body"),
        "slug": Column("slug"),
        "author_name": Column("author_name"),
        "rating": _rating("rating"),
        "state": Column("state"),
        "version": Column("version"),
        "published_at": Column("published_at"),
        "corrections": Every(lambda: CORRECTION, "review", order="-id"),
        "claimreview": Made(_markup),
        "created_at": Column("created_at"),
        "updated_at": Column("updated_at"),
    },
    expansions={"claim": Whole(lambda: CLAIM, "claim_id")},
)


def _standing_in(actor: Actor, claims: QuerySet[Any]) -> QuerySet[Any]:
    """The claims that appear in the article of the outer query."""
    there = _live_appearances(actor).filter(annotation__article=OuterRef(OuterRef("pk")))
    return claims.filter(pk__in=there.values("claim_id"))


def _standing_on(actor: Actor, claims: QuerySet[Any]) -> QuerySet[Any]:
    """The claims that stand on the annotation of the outer query."""
    there = _live_appearances(actor).filter(annotation=OuterRef(OuterRef("pk")))
    return claims.filter(pk__in=there.values("claim_id"))


def _live_appearances(actor: Actor) -> QuerySet[Any]:
    return Appearance.objects.visible_to(actor).live()


def show_claims_in_texts() -> None:
    """Let articles and annotations, which know nothing of claims, be shown with those that stand in them."""
    ARTICLE.expansions["claims"] = Every(lambda: CLAIM, _standing_in)
    ANNOTATION.expansions["claims"] = Every(lambda: CLAIM, _standing_on)
