"""Drafts of claims, taken in by the rules for claims."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from claims import queries
from claims.models import Claim, Rating, Review, Verdict
from claims.services.elsewhere import ForeignReview, adopt_review
from claims.services.many import NewClaim, NewEvidence, check_claims, evidence_of, refused_claims, spot_claims
from claims.services.sources import NewSource
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import FieldError, Invalid, Problem
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.exchange.imports.drafts import ClaimDraft, EvidenceDraft, RatingSaid, ReviewDraft, SourceDraft
from factcheck.exchange.imports.options import Options
from factcheck.exchange.imports.origins import Named, told_of
from factcheck.exchange.imports.ratings import Unmapped, rating_for

STANCES = {
    "true": "supports", "mostly_true": "supports", "false": "refutes", "mostly_false": "refutes", "mixed": "context",
}  # fmt: skip
Made = tuple[Claim, Review | None, Verdict | None]


class ClaimsIn:
    """Takes in claims of one import, at one desk, for who asked for it."""

    def __init__(self, actor: Actor, desk: Desk, options: Options) -> None:
        self.actor, self.desk, self.options = actor, desk, options
        self.ratings: Sequence[Rating] = queries.ratings_to_give(desk)
        unknown = sorted(set(options.ratings.values()) - {rating.slug for rating in self.ratings})
        if unknown:
            known = ", ".join(rating.slug for rating in self.ratings)
            raise Invalid.at("/mapping/ratings", f"The desk has no rating {unknown[0][:60]!r}; it has {known}.")

    def check(self, drafts: Sequence[ClaimDraft]) -> dict[int, list[FieldError]]:
        """What is wrong with which of the drafts, by their place, as far as can be told without writing."""
        wrong: dict[int, list[FieldError]] = {}
        new: list[NewClaim] = []
        for number, draft in enumerate(drafts):
            try:
                self._judgement_of(draft)
            except Invalid as problem:
                wrong[number] = list(problem.errors)
            new.append(self._new(draft, {}))
        try:
            check_claims(self.actor, self.desk, new)
        except Invalid as problem:
            for number, errors in refused_claims(problem).items():
                wrong.setdefault(number, []).extend(errors)
        return wrong

    def is_plain(self, draft: ClaimDraft) -> bool:
        """Whether nothing is judged by it, so that it can be written with many others at once."""
        return not self.adopts(draft) and not (self.options.verdicts and draft.label)

    def write_many(self, drafts: Sequence[ClaimDraft], names: Sequence[Named]) -> list[Claim]:
        """Plain claims in their order, in the running transaction; Invalid as `spot_claims` raises it."""
        new = [self._new(draft, told_of(name, draft.origin)) for draft, name in zip(drafts, names, strict=True)]
        return spot_claims(self.actor, self.desk, new)

    @transaction.atomic
    def write(self, draft: ClaimDraft, name: Named) -> Made:
        """One claim with its review or verdict."""
        rating = self._judgement_of(draft)
        [claim] = spot_claims(self.actor, self.desk, [self._new(draft, told_of(name, draft.origin))])
        if rating is None:
            return claim, None, None
        if draft.review and self.adopts(draft):
            return claim, self._adopt(claim, draft.review, rating), None
        return claim, None, self._judge(claim, draft, rating)

    # From a draft to the desk's words ------------------------------------------------------------------------------

    def _new(self, draft: ClaimDraft, beside: dict[str, str]) -> NewClaim:
        evidence = [_evidence(one) for one in draft.evidence]
        if draft.review and draft.review.url and not self.adopts(draft):
            evidence.append(self._review_as_evidence(draft.review))
        fields = {name: value for name, value in draft.fields.items() if value not in (None, "", [])}
        return NewClaim({"text": draft.text, **fields}, evidence, beside)

    def adopts(self, draft: ClaimDraft) -> bool:
        """Whether its review becomes one of the desk's; without a rating there is nothing to decide."""
        return bool(draft.review and draft.review.rating) and self.options.reviews != "sources"

    def _judgement_of(self, draft: ClaimDraft) -> Rating | None:
        if draft.review and draft.review.rating and self.adopts(draft):
            return self._rating(draft.review.rating, "/reviewRating")
        if draft.label and self.options.verdicts:
            return self._rating(draft.label.rating, "/label")
        return None

    def _rating(self, said: RatingSaid, pointer: str) -> Rating:
        try:
            return rating_for(said, self.ratings, self.options.ratings)
        except Unmapped as unmapped:
            raise Invalid.at(pointer, str(unmapped)) from None

    def _review_as_evidence(self, review: ReviewDraft) -> NewEvidence:
        stance, by = "context", review.author or review.publisher
        note = f"Reviewed by {by}." if by else "Reviewed before."
        if review.rating:
            note = f"Rated “{review.rating.name or f'{review.rating.value:g}'}”{f' by {by}' if by else ''}."
            try:
                family = rating_for(review.rating, self.ratings, self.options.ratings).family
                stance = STANCES.get(family, "context")
            except Unmapped:
                pass
        day = review.published_at.date() if review.published_at else None
        source = SourceDraft(review.headline, review.url, by, published_on=day)
        return _evidence(EvidenceDraft(source, stance, note=note))

    def _adopt(self, claim: Claim, review: ReviewDraft, rating: Rating) -> Review:
        by = review.author or review.publisher or "somebody else"
        day = f" on {review.published_at.date().isoformat()}" if review.published_at else ""
        where = f": {review.url}" if review.url else ""
        named = f"“{review.rating.name}”" if review.rating and review.rating.name else f"“{rating.name}”"
        body = "\n\n".join(filter(None, (review.body, f"First published at <{review.url}>." if review.url else "")))
        given = ForeignReview(
            rating, f"Rated {named} by {by}{day}{where}", review.headline, review.summary, body, review.author,
            review.published_at,
        )  # fmt: skip
        return adopt_review(self.actor, claim, given, publish=self.options.reviews == "published")

    def _judge(self, claim: Claim, draft: ClaimDraft, rating: Rating) -> Verdict:
        rests_on = evidence_of([claim]).get(claim.pk, [])
        why = draft.label.rationale if draft.label else ""
        return submit_verdict(self.actor, claim, rating=rating, rationale=why, evidence=rests_on)


def _evidence(draft: EvidenceDraft) -> NewEvidence:
    source = NewSource(**vars(draft.source)) if draft.source else None
    names = ("quote", "note", "question", "answer", "answer_type", "medium")
    return NewEvidence(source, draft.stance, {name: getattr(draft, name) for name in names})


def refusal_of(problem: Problem) -> list[FieldError]:
    """What is wrong with one claim that was written alone: its pointers lose their number."""
    return [FieldError(e.pointer.removeprefix("/0"), e.detail) for e in problem.errors] or [
        FieldError("", problem.detail)
    ]
