"""All that a report says of a claim or an article, gathered as the actor may see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from annotations.models import Annotation, Article, Revision
from claims import queries
from claims.models import Claim, Contact, Decision, Evidence, Rating, Review, ReviewState, Snapshot, Source, Verdict
from factcheck.core import clock
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.models import User


@dataclass(frozen=True)
class RatingSaid:
    name: str
    family: str
    description: str


@dataclass(frozen=True)
class ArticleSaid:
    title: str
    publisher: str
    authors: list[str]
    published_on: date | None
    urls: list[str]
    language: str
    page: str
    revision: int
    sha256: str
    length: int
    taken_in_at: datetime
    taken_in_by: str


@dataclass(frozen=True)
class AppearanceSaid:
    """Words of an article that make the claim; `start` and `end` in code points of the revision with `sha256`."""

    quote: str
    prefix: str
    suffix: str
    start: int
    end: int
    sha256: str
    article: str
    publisher: str
    published_on: date | None
    url: str
    comment: str
    marked_by: str
    marked_at: datetime


@dataclass(frozen=True)
class EvidenceSaid:
    """A source applied to the claim; `sha256` is that of the archived copy the quote was found in, else of the newest."""

    stance: str
    stance_label: str
    title: str
    url: str
    publisher: str
    kind: str
    published_on: date | None
    quote: str
    start: int | None
    end: int | None
    sha256: str
    archived_at: datetime | None
    note: str
    question: str
    answer: str
    searched: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True)
class VerdictSaid:
    rating: RatingSaid
    rationale: str
    confidence: float | None
    reasons: list[str]
    evidence: list[int]
    """Numbers of the evidence it rests on, counted from 1."""
    reviewer: str
    submitted_at: datetime
    version: int


@dataclass(frozen=True)
class DecisionSaid:
    rating: RatingSaid
    rationale: str
    reason_code: str | None
    reason_code_label: str
    decided_by: str
    by_itself: bool
    decided_at: datetime


@dataclass(frozen=True)
class CorrectionSaid:
    """What was put right in the review, or (`kind` retraction) why it was taken back."""

    kind: str
    kind_label: str
    at: datetime
    note: str


@dataclass(frozen=True)
class ReviewSaid:
    """The published review; of a draft no more than that there is one, for a report may be handed to readers."""

    state: str
    state_label: str
    headline: str = ""
    summary: str = ""
    url: str = ""
    version: int | None = None
    published_at: datetime | None = None
    corrections: list[CorrectionSaid] = field(default_factory=list)


@dataclass(frozen=True)
class ContactSaid:
    """Somebody who was asked, and what they said; or why they were not."""

    party: str
    party_label: str
    channel: str
    asked_at: datetime | None
    deadline: datetime | None
    answered_at: datetime | None
    answer: str
    not_asked_because: str
    noted_by: str
    noted_at: datetime


@dataclass(frozen=True)
class EventSaid:
    sequence: int
    at: datetime
    who: str
    verb: str
    hash: str


@dataclass(frozen=True)
class ClaimSaid:
    number: int
    text: str
    page: str
    status: str
    status_label: str
    claimant: str
    claimed_on: date | None
    location: str
    topics: list[str]
    selection_reason: str
    spotted_by: str
    spotted_at: datetime
    appearances: list[AppearanceSaid]
    contacts: list[ContactSaid]
    evidence: list[EvidenceSaid]
    verdicts: list[VerdictSaid]
    decision: DecisionSaid | None
    review: ReviewSaid | None
    history: list[EventSaid]


@dataclass(frozen=True)
class Dossier:
    """What a report is made from. `claims` has one for a claim's report, all of an article's for an article's."""

    title: str
    desk: str
    made_at: datetime
    made_by: str
    language: str
    """That of the article the report is about, a BCP 47 tag such as `pt-BR`; else English, in which the report is written."""
    article: ArticleSaid | None = None
    claims: list[ClaimSaid] = field(default_factory=list)


def claim_dossier(actor: Actor, claim: Claim, base: str) -> Dossier:
    """Of one claim; `base` is the scheme and host of the desk's pages."""
    there = claim.appearances.filter(archived_at=None).order_by("id").values("annotation__article")
    in_article = Article.objects.visible_to(actor).filter(pk__in=there[:1]).first()
    return Dossier(
        title=f"#{claim.number} {claim.text}", desk=claim.desk.name, made_at=clock.now(), made_by=_name(actor.user),
        language=(in_article and in_article.language) or "en", claims=_claims(actor, [claim.pk], base),
    )  # fmt: skip


def article_dossier(actor: Actor, article: Article, base: str) -> Dossier:
    """Of an article (a row of `annotations.queries.article_rows`) and every claim in it."""
    found = Claim.objects.visible_to(actor).live().filter(
        appearances__archived_at=None, appearances__annotation__article=article
    )  # fmt: skip
    return Dossier(
        title=article.title, desk=article.desk.name, made_at=clock.now(), made_by=_name(actor.user),
        language=article.language or "en", article=_article(article, base),
        claims=_claims(actor, list(found.values_list("pk", flat=True)), base),
    )  # fmt: skip


def _claims(actor: Actor, ids: list[Any], base: str) -> list[ClaimSaid]:
    """The same number of queries for one claim and for many."""
    copies = Prefetch("source__snapshots", Snapshot.objects.defer("text").order_by("-id"))
    contacts = _grouped(queries.contact_rows(actor).filter(claim__in=ids).order_by("id"))
    evidence = _grouped(queries.evidence_rows(actor).filter(claim__in=ids).prefetch_related(copies))
    verdicts = _grouped(queries.verdict_rows(actor).filter(claim__in=ids).order_by("id"))
    reviews = _grouped(queries.review_rows(actor).filter(claim__in=ids))
    events = _grouped(history.events_visible_to(actor).filter(claim_id__in=ids).order_by("sequence"))
    claims = queries.claim_rows(actor).filter(pk__in=ids).prefetch_related(  # type: ignore[misc]  # prefetched there
        Prefetch("appearances_live__annotation__revision", Revision.objects.defer("text", "html", "blocks")),
        "appearances_live__annotation__created_by", "appearances_live__annotation__article__urls",
    )  # fmt: skip
    return [
        _claim(c, *(rows.get(c.pk, []) for rows in (contacts, evidence, verdicts, reviews, events)), base=base)
        for c in claims.order_by("number")
    ]


def _grouped(rows: Any) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(row.claim_id, []).append(row)
    return found


def _claim(
    claim: Claim, contacts: list[Contact], evidence: list[Evidence], verdicts: list[Verdict], reviews: list[Review],
    events: list[Any], *, base: str,
) -> ClaimSaid:  # fmt: skip
    decisions: list[Decision] = claim.decisions_in_force  # type: ignore[attr-defined]
    numbers = {e.pk: number for number, e in enumerate(evidence, 1)}
    return ClaimSaid(
        number=claim.number, text=claim.text, page=f"{base}/claims/{claim.pk}/", status=claim.status,
        status_label=claim.get_status_display(), claimant=_claimant(claim), claimed_on=claim.claimed_on,
        location=claim.location, topics=claim.topics, selection_reason=claim.selection_reason,
        spotted_by=_name(claim.created_by), spotted_at=claim.created_at,
        appearances=[_appearance(a.annotation) for a in claim.appearances_live],  # type: ignore[attr-defined]
        contacts=[_contact(c) for c in contacts],
        evidence=[_evidence(e) for e in evidence],
        verdicts=[_verdict(v, numbers) for v in queries.with_reviewers(verdicts)],
        decision=_decision(decisions[0]) if decisions else None,
        review=_review(reviews[0], base) if reviews else None,
        history=[EventSaid(e.sequence, e.at, _name(e.actor), e.verb, e.hash) for e in events],
    )  # fmt: skip


def _claimant(claim: Claim) -> str:
    return ", ".join(x for x in (claim.claimant_name, claim.claimant_role, claim.claimant_affiliation) if x)


def _name(user: User | None) -> str:
    return (user.name or user.username) if user else ""


def _rating(rating: Rating) -> RatingSaid:
    return RatingSaid(rating.name, rating.family, rating.description)


def _article(article: Article, base: str) -> ArticleSaid | None:
    revision = article.revision
    if revision is None:
        return None
    return ArticleSaid(
        title=article.title, publisher=article.publisher, authors=article.authors, published_on=article.published_on,
        urls=[u.url for u in article.urls.all()], language=article.language, page=f"{base}/articles/{article.pk}/",
        revision=revision.number, sha256=revision.sha256, length=revision.length, taken_in_at=revision.created_at,
        taken_in_by=_name(article.created_by),
    )  # fmt: skip


def _appearance(annotation: Annotation) -> AppearanceSaid:
    article = annotation.article
    urls = [u.url for u in article.urls.all()]
    return AppearanceSaid(
        quote=annotation.exact, prefix=annotation.prefix, suffix=annotation.suffix, start=annotation.start,
        end=annotation.end, sha256=annotation.revision.sha256, article=article.title, publisher=article.publisher,
        published_on=article.published_on, url=urls[0] if urls else "", comment=annotation.comment,
        marked_by=_name(annotation.created_by), marked_at=annotation.created_at,
    )  # fmt: skip


def _contact(row: Contact) -> ContactSaid:
    return ContactSaid(
        party=row.party, party_label=row.get_party_display(), channel=row.channel, asked_at=row.asked_at,
        deadline=row.deadline, answered_at=row.answered_at, answer=row.answer,
        not_asked_because=row.not_asked_because, noted_by=_name(row.created_by), noted_at=row.created_at,
    )  # fmt: skip


def _evidence(row: Evidence) -> EvidenceSaid:
    source: Source | None = row.source
    copy = row.snapshot or (next(iter(source.snapshots.all()), None) if source else None)
    return EvidenceSaid(
        stance=row.stance, stance_label=row.get_stance_display(), title=source.title if source else "",
        url=source.url if source else "", publisher=source.publisher if source else "",
        kind=source.get_kind_display() if source else "", published_on=source.published_on if source else None,
        quote=row.quote, start=row.start, end=row.end, sha256=copy.sha256 if copy else "",
        archived_at=copy.created_at if copy else None, note=row.note, question=row.question, answer=row.answer,
        searched=row.searched, added_by=_name(row.created_by), added_at=row.created_at,
    )  # fmt: skip


def _verdict(row: Verdict, numbers: dict[Any, int]) -> VerdictSaid:
    return VerdictSaid(
        rating=_rating(row.rating), rationale=row.rationale, confidence=row.confidence, reasons=row.reasons,
        evidence=sorted(numbers[e.pk] for e in row.evidence.all() if e.pk in numbers),
        reviewer=row.reviewer_name,  # type: ignore[attr-defined]  # given by with_reviewers
        submitted_at=row.submitted_at, version=row.version,
    )  # fmt: skip


def _decision(row: Decision) -> DecisionSaid:
    return DecisionSaid(
        rating=_rating(row.rating), rationale=row.rationale, reason_code=row.reason_code,
        reason_code_label=row.get_reason_code_display() or "", decided_by=_name(row.decided_by),
        by_itself=row.by_itself, decided_at=row.decided_at,
    )  # fmt: skip


def _review(row: Review, base: str) -> ReviewSaid:
    if row.state == ReviewState.DRAFT:
        return ReviewSaid(row.state, row.get_state_display())
    return ReviewSaid(
        state=row.state, state_label=row.get_state_display(), headline=row.headline, summary=row.summary,
        url=f"{base}/reviews/{row.slug}/", version=row.version, published_at=row.published_at,
        corrections=[CorrectionSaid(c.kind, c.get_kind_display(), c.created_at, c.note) for c in row.corrections.all()],
    )  # fmt: skip
