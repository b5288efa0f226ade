"""What lists of claims, sources, evidence, verdicts and reviews may be narrowed by, in the API, on pages and in exports."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, ClaimStatus, ReviewState, SourceKind, Stance, Verdict
from factcheck.desks.filters import Colleague, Day, DeskSlug, Filters, Id, Item, Moment, OneOf, Words


class WordsIn(Words):
    """Rows in which all these words stand somewhere in the named fields, whatever their case."""

    def __init__(self, *fields: str, **kwargs: Any) -> None:
        self.fields = fields
        super().__init__(fields[0], label=_("Search"), help_text="Words that all occur.", **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        for word in (value or "").split():
            either = Q()
            for name in self.fields:
                either |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(either)
        return rows


class InArticle(Id):
    """Claims that appear in this article."""

    def filter(self, rows: QuerySet[Claim], value: Any) -> QuerySet[Claim]:
        if value is None:
            return rows
        return rows.filter(
            pk__in=Claim.objects.filter(
                appearances__archived_at=None, appearances__annotation__article=value
            ).values("pk")
        )  # fmt: skip


class Rated(Words):
    """Claims whose decision in force has this rating (a slug)."""

    def filter(self, rows: QuerySet[Claim], value: str) -> QuerySet[Claim]:
        if not value:
            return rows
        decided = Claim.objects.filter(decisions__archived_at=None, decisions__rating__slug=value)
        return rows.filter(pk__in=decided.values("pk"))


class JudgedBy(Colleague):
    """Claims on which somebody gave a verdict that the caller may see."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        verdicts = super().filter(Verdict.objects.visible_to(self.parent.actor).live(), value)
        return rows.filter(pk__in=verdicts.order_by().values("claim_id"))


class ClaimFilters(Filters):
    """The filters of claims, in the API, on the claims page and in exports."""

    q = WordsIn("text", "claimant_name")
    desk = DeskSlug("desk", label=_("Desk"))
    status = OneOf(ClaimStatus, field_name="status", label=_("Status"))
    article = InArticle("pk", label=_("Article"), help_text="The id of an article the claim appears in.")
    claimant = Words("claimant_name", lookup_expr="iexact", label=_("Claimant"), help_text="The claimant's name.")
    topic = Item("topics", label=_("Topic"), help_text="Claims with this topic.")
    assignee = Colleague("assignees", label=_("Assigned to"), help_text="Username or id of somebody it is assigned to.")
    rating = Rated("pk", label=_("Rating"), help_text="The slug of the rating decided.")
    reviewer = JudgedBy("reviewer", label=_("Reviewer"), help_text="Username or id of somebody who gave a verdict.")
    claimed_after = Day("claimed_on", "gte", label=_("Claimed from"), help_text="Claimed on this day or later.")
    claimed_before = Day("claimed_on", "lte", label=_("Claimed until"), help_text="Claimed on this day or earlier.")
    created_after = Moment("created_at", "gte", label=_("Spotted from"), help_text="Spotted at this time or later.")
    created_before = Moment("created_at", "lte", label=_("Spotted until"), help_text="Spotted at this time or earlier.")


class SourceFilters(Filters):
    q = WordsIn("title", "publisher", "url")
    desk = DeskSlug("desk")
    kind = OneOf(SourceKind, field_name="kind")
    publisher = Words("publisher", lookup_expr="iexact")


class EvidenceFilters(Filters):
    stance = OneOf(Stance, field_name="stance")
    source = Id("source_id")


class VerdictFilters(Filters):
    rating = Words("rating__slug")
    reviewer = Colleague("reviewer")


class ReviewFilters(Filters):
    q = WordsIn("headline", "summary")
    desk = Words("desk__slug")
    state = OneOf(ReviewState, field_name="state")
    claim = Id("claim_id")
    rating = Words("rating__slug")
    published_after = Moment("published_at", "gte")
    published_before = Moment("published_at", "lte")


class RatingScaleFilters(Filters):
    desk = DeskSlug("desk")


__all__ = [
    "ClaimFilters", "EvidenceFilters", "RatingScaleFilters", "ReviewFilters", "SourceFilters", "VerdictFilters",
]  # fmt: skip
