"""What is short and seldom read, and what Python has to make: plain dicts from the rows of `claims.queries`.

What is listed at length, embedded or exported is a shape (`claims.api.shown`). `base` is the scheme and host of the request,
so that addresses are absolute.
"""

from __future__ import annotations

from uuid import UUID

from claims.lifecycle import Option
from claims.models import (
    Comment,
    Contact,
    CorrectionRequest,
    Notice,
    Rating,
    RatingScale,
    Relation,
)
from claims.presence import Holding
from claims.waiting import Waiting
from factcheck.api.presenters import Shown, moment, person
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


def hold(found: Holding) -> Shown:
    return {"person": person(found.person), "until": moment(found.until), "own": found.is_own}


def queued(claim: Shown, found: Waiting) -> Shown:
    """A claim as its shape has it, with why it waits for the caller."""
    return {
        **claim,
        "reasons": [str(why) for why in found.why],
        "overdue": found.is_overdue,
        "verdicts": {"given": found.given, "needed": found.needed},
        "holds": [hold(one) for one in found.holds],
    }


def contact(row: Contact, base: str) -> Shown:
    """A row of `queries.contact_rows`."""
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/contacts/{row.id}/",
        "desk": row.desk.slug,
        "claim": str(row.claim_id),
        "party": row.party,
        "channel": row.channel,
        "asked_at": moment(row.asked_at),
        "deadline": moment(row.deadline),
        "answered_at": moment(row.answered_at),
        "answer": row.answer,
        "not_asked_because": row.not_asked_because,
        "version": row.version,
        "created_by": person(row.created_by),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def relation(row: Relation, base: str, *, seen_from: UUID | None = None) -> Shown:
    """A row of `queries.relation_rows`, `seen_from` one of its two claims; without that, from the one it was noted on."""
    is_from = seen_from == row.other_id
    other = row.claim if is_from else row.other
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/relations/{row.id}/",
        "desk": row.desk.slug,
        "claim": str(other.pk),
        "kind": row.kind,
        "direction": "from" if is_from else "to",
        "subject": str(row.claim_id),
        "text": other.text,
        "number": other.number,
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
