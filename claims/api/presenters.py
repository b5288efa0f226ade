"""Claims, sources, evidence and verdicts as the API shows them: plain dicts from the rows of `claims.queries`.

`base` is the scheme and host of the request, so that addresses are absolute.
"""

from __future__ import annotations

from annotations.models import Annotation
from claims.claimreview import claim_review_of
from claims.lifecycle import Option
from claims.models import (
    Appearance,
    Claim,
    Comment,
    CorrectionRequest,
    Decision,
    Evidence,
    Notice,
    Rating,
    RatingScale,
    Review,
    ReviewState,
    Snapshot,
    Source,
    Verdict,
)
from claims.presence import Holding
from claims.waiting import Waiting
from factcheck.api.presenters import Shown, day, moment, person
from factcheck.desks.history import Version
from factcheck.desks.mentions import People, pieces


def rating(row: Rating) -> Shown:
    return {"slug": row.slug, "name": row.name, "family": row.family, "value": row.value}


def rating_scale(row: RatingScale, base: str) -> Shown:
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/rating-scales/{row.id}/",
        "desk": row.desk.slug,
        "name": row.name,
        "ratings": [
            {**rating(r), "description": r.description, "retired": r.archived_at is not None} for r in row.ratings.all()
        ],
        "version": row.version,
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def claim(row: Claim, base: str) -> Shown:
    """A row of `queries.claim_rows`."""
    decisions: list[Decision] = row.decisions_in_force  # type: ignore[attr-defined]
    reviews = row.reviews_live  # type: ignore[attr-defined]
    appearances = [appearance(a) for a in row.appearances_live]  # type: ignore[attr-defined]
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/claims/{row.id}/",
        "html_url": f"{base}/claims/{row.id}/",
        "desk": row.desk.slug,
        "number": row.number,
        "text": row.text,
        "claimant": _claimant(row),
        "claimed_on": day(row.claimed_on),
        "location": row.location,
        "claim_types": row.claim_types,
        "topics": row.topics,
        "selection_reason": row.selection_reason,
        "reach": row.reach,
        "assignees": [person(p) for p in row.assignees.all()],
        "due_on": day(row.due_on),
        "priority": row.priority,
        "status": row.status,
        "appearances": appearances,
        "decision": decision(decisions[0]) if decisions else None,
        "review": str(reviews[0].id) if reviews else None,
        "counts": {
            "appearances": len(appearances),
            "evidence": row.evidence_count,  # type: ignore[attr-defined]
            "verdicts": row.verdict_count,  # type: ignore[attr-defined]
        },
        "version": row.version,
        "created_by": person(row.created_by),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def hold(found: Holding) -> Shown:
    return {"person": person(found.person), "until": moment(found.until), "own": found.is_own}


def queued(found: Waiting, base: str) -> Shown:
    """A claim with why it waits for the caller."""
    return {
        **claim(found.claim, base),
        "reasons": [str(why) for why in found.why],
        "overdue": found.is_overdue,
        "verdicts": {"given": found.given, "needed": found.needed},
        "holds": [hold(one) for one in found.holds],
    }


def _claimant(row: Claim) -> Shown | None:
    if not row.claimant_name:
        return None
    return {
        "name": row.claimant_name,
        "role": row.claimant_role,
        "url": row.claimant_url,
        "affiliation": row.claimant_affiliation,
    }


def appearance(row: Appearance) -> Shown:
    """Where a claim is made; `start` and `end` are those of the annotation, in the revision it was made on."""
    annotation: Annotation = row.annotation
    anchors = annotation.current_anchors  # type: ignore[attr-defined]
    return {
        "id": str(row.id),
        "annotation": str(annotation.id),
        "article": str(annotation.article_id),
        "exact": annotation.exact,
        "start": annotation.start,
        "end": annotation.end,
        "anchor": {
            "status": anchors[0].status,
            "score": anchors[0].score,
            "revision": str(anchors[0].revision_id),
            "exact": anchors[0].words_now,
        }
        if anchors
        else None,
    }


def decision(row: Decision) -> Shown:
    """`decided_by` is null when the decision came by itself, from equal verdicts."""
    return {
        "rating": rating(row.rating),
        "rationale": row.rationale,
        "reason_code": row.reason_code,
        "decided_by": person(row.decided_by),
        "by_itself": row.by_itself,
        "decided_at": moment(row.decided_at),
    }


def source(row: Source, base: str) -> Shown:
    """A row of `queries.source_rows`."""
    copies: list[Snapshot] = row.copies  # type: ignore[attr-defined]
    return {
        "id": str(row.id),
        "url": row.url,
        "api_url": f"{base}/api/v1/sources/{row.id}/",
        "html_url": f"{base}/sources/{row.id}/",
        "desk": row.desk.slug,
        "title": row.title,
        "publisher": row.publisher,
        "kind": row.kind,
        "published_on": day(row.published_on),
        "accessed_on": day(row.accessed_on),
        "interests": row.interests,
        "protected": row.protected,
        "snapshot": snapshot(copies[0]) if copies else None,
        "version": row.version,
        "created_by": person(row.created_by),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def snapshot(row: Snapshot) -> Shown:
    """An archived copy by what proves it, without its words."""
    return {"sha256": row.sha256, "length": row.length, "created_at": moment(row.created_at)}


def evidence(row: Evidence, base: str) -> Shown:
    """A row of `queries.evidence_rows`. `selector` leads to the quote in the archived copy named by `snapshot`."""
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/evidence/{row.id}/",
        "html_url": f"{base}/claims/{row.claim_id}/#evidence-{row.id}",
        "desk": row.desk.slug,
        "claim": str(row.claim_id),
        "source": str(row.source_id) if row.source_id else None,
        "stance": row.stance,
        "quote": row.quote,
        "selector": _selector(row),
        "snapshot": snapshot(row.snapshot) if row.snapshot else None,
        "note": row.note,
        "question": row.question,
        "answer": row.answer,
        "answer_type": row.answer_type or None,
        "medium": row.medium or None,
        "searched": row.searched,
        "newer_than_claim": _newer_than_claim(row),
        "version": row.version,
        "created_by": person(row.created_by),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def correction_request(row: CorrectionRequest, base: str) -> Shown:
    """A row of `queries.correction_request_rows`."""
    corrected_at = row.corrected_at  # type: ignore[attr-defined]  # annotated by the query
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/correction-requests/{row.id}/",
        "desk": row.desk.slug,
        "claim": str(row.claim_id),
        "appearance": str(row.appearance_id),
        "sent_to": row.sent_to,
        "sent_at": moment(row.sent_at),
        "channel": row.channel,
        "answer": row.answer,
        "outcome": row.outcome,
        "outcome_revision": str(row.outcome_revision) if row.outcome_revision else None,  # type: ignore[attr-defined]
        "days": (corrected_at - row.sent_at).days if corrected_at else None,
        "version": row.version,
        "created_by": person(row.created_by),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def _selector(row: Evidence) -> list[Shown] | None:
    if row.start is None:
        return None
    return [
        {"type": "TextQuoteSelector", "exact": row.quote},
        {"type": "TextPositionSelector", "start": row.start, "end": row.end},
    ]


def _newer_than_claim(row: Evidence) -> bool | None:
    """The evidence clock: whether the source came out after the claim was made; None when a date is missing."""
    published, claimed = row.source and row.source.published_on, row.claim.claimed_on
    return published > claimed if published and claimed else None


def verdict(row: Verdict, base: str) -> Shown:
    """A row of `queries.verdict_rows`; `reviewer` is null where nobody may be named yet."""
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/verdicts/{row.id}/",
        "html_url": f"{base}/claims/{row.claim_id}/#verdict-{row.id}",
        "desk": row.desk.slug,
        "claim": str(row.claim_id),
        "reviewer": person(row.reviewer) if row.is_named else None,  # type: ignore[attr-defined]  # annotated there
        "rating": rating(row.rating),
        "rationale": row.rationale,
        "confidence": row.confidence,
        "evidence": [str(e.id) for e in row.evidence.all()],
        "reasons": row.reasons,
        "second_look": row.second_look,
        "counts": row.counts,
        "version": row.version,
        "submitted_at": moment(row.submitted_at),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def comment(row: Comment, base: str, people: People) -> Shown:
    """A row of `queries.comment_rows`, with those of `people` whom it names; `created_by` is null where nobody may be."""
    named: bool = row.is_named  # type: ignore[attr-defined]  # annotated there
    mentions = {piece.who.pk: piece.who for piece in pieces(row.text, people) if piece.who}
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/comments/{row.id}/",
        "html_url": f"{base}/claims/{row.claim_id}/#comment-{row.id}",
        "desk": row.desk.slug,
        "claim": str(row.claim_id),
        "text": row.text,
        "reply_to": str(row.reply_to_id) if row.reply_to_id else None,
        "resolved": row.resolved,
        "mentions": [person(who) for who in mentions.values()],
        "version": row.version,
        "created_by": person(row.created_by) if named else None,
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def notice(row: Notice, base: str) -> Shown:
    """A row of `queries.notice_rows`."""
    return {
        "id": str(row.id),
        "desk": row.desk.slug,
        "kind": row.kind,
        "claim": str(row.claim_id) if row.claim_id else None,
        "annotation": str(row.annotation_id) if row.annotation_id else None,
        "event": str(row.event_id),
        "verb": row.event.verb,
        "by": person(row.event.actor),
        "at": moment(row.event.at),
        "read_at": moment(row.read_at),
        "html_url": f"{base}{row.path}",
    }


def option(found: Option) -> Shown:
    """A row of the lifecycle table as it stands open, or not, to the caller."""
    return {
        "to": found.to,
        "label": found.label,
        "allowed": found.allowed,
        "why_not": found.why_not or None,
        "needs_reason": found.needs_reason,
        "needs_rating": found.needs_rating,
    }


def version(found: Version) -> Shown:
    """A record as it was."""
    return {"version": found.number, "at": moment(found.at), "by": person(found.by), "record": found.fields}


def review(row: Review, base: str) -> Shown:
    """A row of `queries.review_rows`. It has a page once it is published."""
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/reviews/{row.id}/",
        "html_url": None if row.state == ReviewState.DRAFT else f"{base}/reviews/{row.slug}/",
        "desk": row.desk.slug,
        "claim": str(row.claim_id),
        "headline": row.headline,
        "summary": row.summary,
        "body": row.body,
        "slug": row.slug,
        "author_name": row.author_name,
        "rating": rating(row.rating),
        "state": row.state,
        "version": row.version,
        "published_at": moment(row.published_at),
        "corrections": [
            {"kind": c.kind, "note": c.note, "version": c.review_version, "at": moment(c.created_at)}
            for c in row.corrections.all()
        ],
        "claimreview": claim_review_of(row, base),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def matrix_cell(row: Verdict) -> Shown:
    """A row of `queries.verdict_rows` as one cell of the matrix of reviewers and claims: the rating, and no prose."""
    named = row.is_named  # type: ignore[attr-defined]
    return {
        "claim": str(row.claim_id),
        "number": row.claim.number,
        "desk": row.desk.slug,
        "claimed_on": day(row.claim.claimed_on),
        "status": row.claim.status,
        "reviewer": person(row.reviewer) if named else None,
        "rating": rating(row.rating),
        "confidence": row.confidence,
        "second_look": row.second_look,
        "judging_round": row.judging_round,
        "submitted_at": moment(row.submitted_at),
    }
