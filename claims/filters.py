"""What lists of claims, sources, evidence, verdicts and reviews may be narrowed by, in the API, on pages and in exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.validators import EMPTY_VALUES
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from annotations.models import Article
from claims import blindness, waiting
from claims.models import (
    Appearance,
    Claim,
    ClaimStatus,
    Decision,
    NoticeKind,
    Rating,
    Review,
    ReviewState,
    Source,
    SourceKind,
    Stance,
    Verdict,
)
from factcheck.api.pagination import Page, page_of
from factcheck.desks.actors import Actor
from factcheck.desks.filters import (
    Colleague,
    Day,
    DeskSlug,
    Filters,
    Item,
    Known,
    Moment,
    OneOf,
    Related,
    Search,
    WordsInAnyCase,
    YesNo,
    are_too_many,
    matching,
    narrowed,
)
from factcheck.desks.models import Desk, User
from factcheck.desks.scoping import DeskQuerySet


def _articles(actor: Actor) -> DeskQuerySet[Article]:
    return Article.objects.visible_to(actor).live()


def _sources(actor: Actor) -> DeskQuerySet[Source]:
    return Source.objects.visible_to(actor).live()


def _claims(actor: Actor) -> DeskQuerySet[Claim]:
    return Claim.objects.visible_to(actor).live()


def _ratings(actor: Actor) -> DeskQuerySet[Rating]:
    return Rating.objects.visible_to(actor)


def _claims_of_reviews(actor: Actor) -> DeskQuerySet[Claim]:
    """The caller's claims and those that something was published about."""
    reviewed = Review.objects.visible_to(actor).values("claim_id")
    return Claim.objects.filter(Q(desk_id__in=actor.desk_ids) | Q(pk__in=reviewed)).live()


def _desks_of_reviews(actor: Actor) -> QuerySet[Desk]:
    """The caller's desks and those that have published something."""
    reviewed = Review.objects.visible_to(actor).values("desk_id")
    return Desk.objects.filter(Q(pk__in=actor.desk_ids) | Q(pk__in=reviewed))


def _ratings_of_reviews(actor: Actor) -> DeskQuerySet[Rating]:
    """The ratings of the caller's desks, and those that something published was given."""
    given = Review.objects.visible_to(actor).values("rating_id")
    return Rating.objects.filter(Q(desk_id__in=actor.desk_ids) | Q(pk__in=given))


class InArticle(Related):
    """Claims that appear in this article."""

    def narrow(self, rows: QuerySet[Any], value: UUID) -> QuerySet[Any]:
        there = Appearance.objects.live().filter(annotation__article=value)
        return matching(rows, there, "claim_id")


class Rated(Known):
    """Claims whose decision in force has this rating (a slug)."""

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        ratings = list(_ratings(self.parent.actor).filter(slug=value).values_list("pk", flat=True))
        return matching(rows, Decision.objects.live().filter(rating__in=ratings), "claim_id")


class GivesRating(Known):
    """Reviews that give this rating (a slug)."""

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return matching(rows, Review._base_manager.filter(rating__slug=value), "pk")


class Reviewer(Colleague):
    """Verdicts of somebody, as far as the caller may know that they are theirs."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return self.by(self.person(value), rows) if value else rows

    def by(self, person: User, verdicts: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the verdicts that are this person's."""
        named = verdicts.filter(blindness.reviewer_may_be_named(self.parent.actor))
        return named.filter(**{self.field_name: person})


class JudgedBy(Reviewer):
    """Claims on which somebody gave a verdict that the caller may see, and may know to be theirs."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        person = self.person(value)
        verdicts = self.by(person, Verdict.objects.visible_to(self.parent.actor).live())
        return matching(rows, verdicts, "claim_id", only_at=self.desks_of(person))


class AssignedTo(Colleague):
    """Claims assigned to somebody at one of the caller's desks, or to `me`."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return rows
        person = self.parent.actor.user if value == "me" else self.person(value)
        assigned = Claim.assignees.through._base_manager.filter(user=person)
        return matching(rows, assigned, "claim_id", only_at=self.desks_of(person))


class Overdue(YesNo):
    """Claims that are still open after the day on which they were due."""

    def filter(self, rows: QuerySet[Any], value: Any) -> QuerySet[Any]:
        if value in EMPTY_VALUES:
            return rows
        if not value:
            return rows.exclude(waiting.overdue())
        keys = Claim.objects.visible_to(self.parent.actor).live().filter(waiting.overdue()).order_by().values_list("pk")
        return rows.filter(waiting.overdue()) if are_too_many(keys) else rows.filter(pk__gathered=keys)


class ClaimFilters(Filters):
    """The filters of claims, in the API, on the claims page and in exports."""

    q = Search("the claim or the claimant's name")
    desk = DeskSlug("desk", label=_("Desk"), help_text="The slug of one of your desks.")
    status = OneOf(ClaimStatus, field_name="status", label=_("Status"), help_text="Where the claim is in its life.")
    article = InArticle(_articles, "pk", label=_("Article"), help_text="The id of an article the claim appears in.")
    claimant = WordsInAnyCase("claimant_name", label=_("Claimant"), help_text="The claimant's name, in any case.")
    topic = Item("topics", label=_("Topic"), help_text="Claims with this topic.")
    assignee = AssignedTo(
        "assignees", label=_("Assigned to"), help_text="`me`, or the username or id of somebody it is assigned to."
    )
    rating = Rated(_ratings, "pk", label=_("Rating"), help_text="The slug of the rating decided.")
    reviewer = JudgedBy("reviewer", label=_("Reviewer"), help_text="Username or id of somebody who gave a verdict.")
    due_after = Day("due_on", "gte", label=_("Due from"), help_text="Due on this day or later.")
    due_before = Day("due_on", "lte", label=_("Due until"), help_text="Due on this day or earlier.")
    overdue = Overdue(label=_("Overdue"), help_text="Whether the day it was due on has passed, and it is still open.")
    claimed_after = Day("claimed_on", "gte", label=_("Claimed from"), help_text="Claimed on this day or later.")
    claimed_before = Day("claimed_on", "lte", label=_("Claimed until"), help_text="Claimed on this day or earlier.")
    created_after = Moment("created_at", "gte", label=_("Spotted from"), help_text="Spotted at this time or later.")
    created_before = Moment("created_at", "lte", label=_("Spotted until"), help_text="Spotted at this time or earlier.")
    updated_after = Moment("updated_at", "gte", label=_("Changed from"), help_text="Changed at this time or later.")


class WaitsFor(OneOf):
    """Claims that wait for the caller for this reason."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return waiting.because(self.parent.actor, rows, waiting.Why(value)) if value else rows


class QueueFilters(Filters):
    """The filters of somebody's queue, in the API and on the first page."""

    desk = DeskSlug("desk", label=_("Desk"), help_text="The slug of one of your desks.")
    reason = WaitsFor(waiting.Why, label=_("Why"), help_text="Why it waits for the caller.")


def page_of_queue(actor: Actor, given: Mapping[str, str]) -> Page[Claim]:
    """The page of somebody's queue that is asked for, its rows with a `pk` alone. Raises Invalid.

    What presses comes first: where that fills the first page, the rest need not be ranked.
    """
    from_the_top = not given.get("cursor") and given.get("count") != "1" and given.get("ordering", "rank") == "rank"
    pressing = _page_of(waiting.pressing_for(actor), actor, given) if from_the_top else None
    return pressing if pressing and pressing.next else _page_of(waiting.waiting_for(actor), actor, given)


def _page_of(rows: QuerySet[Claim], actor: Actor, given: Mapping[str, str]) -> Page[Claim]:
    return page_of(narrowed(QueueFilters, rows, given, actor), given, ("rank",), only_keys=True)


class OfClaims(ClaimFilters):
    """The same filters, for rows that belong to a claim: those of the claims that fit."""

    def filter_queryset(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        claims: QuerySet[Claim] = super().filter_queryset(Claim.objects.visible_to(self.actor).live())
        return rows.filter(claim__in=claims.order_by().values("pk"))


class Period(models.TextChoices):
    """How agreement over time is told apart."""

    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")


class ToldBy(OneOf):
    """How what was found is told apart; it leaves no row out."""

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows


class AgreementFilters(ClaimFilters):
    """The filters of claims, and how agreement on them is told over time."""

    period = ToldBy(
        Period, field_name="pk", label=_("Over time by"),
        help_text="Also by the month or (when left out) the quarter in which a claim was judged last.",
    )  # fmt: skip


class SourceFilters(Filters):
    q = Search("the title, the publisher, the URL or the archived copy")
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")
    kind = OneOf(SourceKind, field_name="kind", help_text="What kind of source it is.")
    publisher = WordsInAnyCase("publisher", help_text="The publisher's name, in any case.")
    updated_after = Moment("updated_at", "gte", help_text="Changed at this time or later.")


class EvidenceFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")
    claim = Related(_claims, "claim_id", help_text="The id of the claim it is about.")
    stance = OneOf(Stance, field_name="stance", help_text="What the evidence says of the claim.")
    source = Related(_sources, "source_id", help_text="The id of the source it quotes.")
    created_after = Moment("created_at", "gte", help_text="Added at this time or later.")
    updated_after = Moment("updated_at", "gte", help_text="Changed at this time or later.")


class VerdictFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")
    claim = Related(_claims, "claim_id", help_text="The id of the claim it is about.")
    rating = Known(_ratings, "rating__slug", help_text="The slug of the rating given.")
    reviewer = Reviewer("reviewer", help_text="Username or id of who gave it, as far as you may know that.")
    created_after = Moment("created_at", "gte", help_text="Given at this time or later.")
    updated_after = Moment("updated_at", "gte", help_text="Changed at this time or later.")


class ReviewFilters(Filters):
    q = Search("the headline, the summary or the body", at_own_desks=False)
    desk = Known(_desks_of_reviews, "desk__slug", help_text="The slug of a desk: one of yours, or one that published.")
    state = OneOf(
        ReviewState, field_name="state", help_text="Whether it is a draft, published, corrected or retracted."
    )
    claim = Related(_claims_of_reviews, "claim_id", help_text="The id of the claim it is about.")
    rating = GivesRating(_ratings_of_reviews, "pk", help_text="The slug of the rating it gives.")
    published_after = Moment(
        "published_at", "gte", at_own_desks=False, help_text="First published at this time or later."
    )
    published_before = Moment(
        "published_at", "lte", at_own_desks=False, help_text="First published at this time or earlier."
    )
    updated_after = Moment("updated_at", "gte", at_own_desks=False, help_text="Changed at this time or later.")


class NoticeFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")
    kind = OneOf(NoticeKind, field_name="kind", help_text="What the notice is about.")
    unread = YesNo("read_at", lookup_expr="isnull", help_text="Whether they are yet to be read.")


class RatingScaleFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")


__all__ = [
    "AgreementFilters", "ClaimFilters", "EvidenceFilters", "NoticeFilters", "OfClaims", "Period", "QueueFilters",
    "RatingScaleFilters", "ReviewFilters", "SourceFilters", "VerdictFilters", "page_of_queue",
]  # fmt: skip
