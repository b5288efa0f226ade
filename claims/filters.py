"""What lists of claims, sources, evidence, verdicts and reviews may be narrowed by, in the API, on pages and in exports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from annotations.models import Article
from claims import blindness
from claims.models import Claim, ClaimStatus, Review, ReviewState, Source, SourceKind, Stance, Verdict
from claims.queries import ratings_known_to
from factcheck.desks.actors import Actor
from factcheck.desks.filters import Colleague, Day, DeskSlug, Filters, Item, Known, Moment, OneOf, Related, Words
from factcheck.desks.queries import desks_of
from factcheck.desks.scoping import DeskQuerySet


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


def _articles(actor: Actor) -> DeskQuerySet[Article]:
    return Article.objects.visible_to(actor).live()


def _sources(actor: Actor) -> DeskQuerySet[Source]:
    return Source.objects.visible_to(actor).live()


def _ratings(actor: Actor) -> list[str]:
    return [slug for slug, _name in ratings_known_to(actor)]


def _claims_of_reviews(actor: Actor) -> DeskQuerySet[Claim]:
    """The caller's claims and those that something was published about."""
    reviewed = Review.objects.visible_to(actor).values("claim_id")
    return Claim.objects.filter(Q(desk_id__in=actor.desk_ids) | Q(pk__in=reviewed)).live()


def _desks_of_reviews(actor: Actor) -> list[str]:
    """The slugs of the caller's desks and of those that have published something."""
    published = Review.objects.visible_to(actor).order_by().values_list("desk__slug", flat=True).distinct()
    return sorted({*published, *(desk.slug for desk in desks_of(actor))})


def _ratings_of_reviews(actor: Actor) -> list[str]:
    """The slugs of the ratings of the caller's desks, and of those that something published was given."""
    published = Review.objects.visible_to(actor).order_by().values_list("rating__slug", flat=True).distinct()
    return list(dict.fromkeys([*_ratings(actor), *sorted(published)]))


class InArticle(Related):
    """Claims that appear in this article."""

    def narrow(self, rows: QuerySet[Any], value: UUID) -> QuerySet[Any]:
        there = Claim.objects.filter(appearances__archived_at=None, appearances__annotation__article=value)
        return rows.filter(pk__in=there.values("pk"))


class Rated(Known):
    """Claims whose decision in force has this rating (a slug)."""

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        decided = Claim.objects.filter(decisions__archived_at=None, decisions__rating__slug=value)
        return rows.filter(pk__in=decided.values("pk"))


class JudgedBy(Colleague):
    """Claims on which somebody gave a verdict that the caller may see, and may know to be theirs."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        actor = self.parent.actor
        known = Verdict.objects.visible_to(actor).live().filter(blindness.reviewer_may_be_named(actor))
        verdicts = super().filter(known, value)
        return rows.filter(pk__in=verdicts.order_by().values("claim_id"))


class Reviewer(Colleague):
    """Verdicts of somebody, as far as the caller may know that they are theirs."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        return super().filter(rows.filter(blindness.reviewer_may_be_named(self.parent.actor)), value)


class ClaimFilters(Filters):
    """The filters of claims, in the API, on the claims page and in exports."""

    q = WordsIn("text", "claimant_name")
    desk = DeskSlug("desk", label=_("Desk"))
    status = OneOf(ClaimStatus, field_name="status", label=_("Status"))
    article = InArticle(_articles, "pk", label=_("Article"), help_text="The id of an article the claim appears in.")
    claimant = Words("claimant_name", lookup_expr="iexact", label=_("Claimant"), help_text="The claimant's name.")
    topic = Item("topics", label=_("Topic"), help_text="Claims with this topic.")
    assignee = Colleague("assignees", label=_("Assigned to"), help_text="Username or id of somebody it is assigned to.")
    rating = Rated(_ratings, "pk", label=_("Rating"), help_text="The slug of the rating decided.")
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
    source = Related(_sources, "source_id")


class VerdictFilters(Filters):
    rating = Known(_ratings, "rating__slug")
    reviewer = Reviewer("reviewer")


class ReviewFilters(Filters):
    q = WordsIn("headline", "summary")
    desk = Known(_desks_of_reviews, "desk__slug")
    state = OneOf(ReviewState, field_name="state")
    claim = Related(_claims_of_reviews, "claim_id")
    rating = Known(_ratings_of_reviews, "rating__slug")
    published_after = Moment("published_at", "gte")
    published_before = Moment("published_at", "lte")


class RatingScaleFilters(Filters):
    desk = DeskSlug("desk")


__all__ = [
    "ClaimFilters", "EvidenceFilters", "RatingScaleFilters", "ReviewFilters", "SourceFilters", "VerdictFilters",
]  # fmt: skip
