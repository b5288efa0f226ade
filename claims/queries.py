"""Shaped reads, shared by every face. Each brings all that is shown, so a list costs the same for one row and fifty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    When,
)
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext as _

from annotations.models import Anchor, Annotation, Article
from annotations.models.anchor import AnchorStatus
from annotations.queries import portable_rows
from claims import blindness
from claims.models import (
    Appearance,
    Claim,
    ClaimStatus,
    Comment,
    Contact,
    Correction,
    CorrectionRequest,
    Decision,
    Evidence,
    Notice,
    Rating,
    RatingScale,
    Relation,
    Review,
    Snapshot,
    Source,
    Verdict,
)
from claims.models.comment import CommentQuerySet
from claims.models.notice import NoticeQuerySet
from claims.models.review import ReviewQuerySet
from claims.models.verdict import VerdictQuerySet
from factcheck.core.hashing import canonical_json, sha256_bytes
from factcheck.core.problems import Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, User
from factcheck.desks.permissions import desks_with_role
from factcheck.desks.queries import members_at_least
from factcheck.desks.questions import Given
from factcheck.desks.roles import Role
from factcheck.desks.scoping import DeskQuerySet

OTHER_WORDS = (AnchorStatus.CHANGED, AnchorStatus.ORPHANED)


def claims_there(actor: Actor) -> DeskQuerySet[Claim]:
    """Claims by themselves, to be narrowed and counted."""
    return Claim.objects.visible_to(actor).live()


def claim_rows(actor: Actor) -> DeskQuerySet[Claim]:
    """Claims with appearances, decision in force, review and counts; verdicts are counted as far as they may be seen."""
    return (
        claims_there(actor)
        .select_related("desk", "desk__policy", "created_by")
        .prefetch_related(
            "assignees",
            Prefetch("appearances", appearance_rows(actor), to_attr="appearances_live"),
            Prefetch(
                "decisions",
                Decision.objects.live().select_related("rating", "decided_by"),
                to_attr="decisions_in_force",
            ),
            Prefetch(
                "reviews", Review.objects.visible_to(actor).live().defer("body", "summary"), to_attr="reviews_live"
            ),
        )
        .annotate(
            evidence_count=count_of(Evidence.objects.live()),
            verdict_count=count_of(Verdict.objects.visible_to(actor).live()),
        )
    )


def decision_rows(actor: Actor) -> DeskQuerySet[Decision]:
    """Decisions in force."""
    return Decision.objects.visible_to(actor).live()


def snapshot_rows(actor: Actor) -> DeskQuerySet[Snapshot]:
    """Archived copies of sources."""
    return Snapshot.objects.visible_to(actor)


def correction_rows() -> DeskQuerySet[Correction]:
    """What was put right in reviews; whoever may read a review may read these of it."""
    return Correction.objects.all()


def assignee_rows() -> QuerySet[User]:
    """People whom claims may be assigned to."""
    return User.objects.all()


def evidence_ever(actor: Actor) -> DeskQuerySet[Evidence]:
    """Evidence that a verdict may name, also when it was taken away since."""
    return Evidence.objects.visible_to(actor)


def count_of(rows: QuerySet[Any]) -> Coalesce:
    """How many of the rows belong to the claim of the outer query."""
    counted = rows.order_by().filter(claim=OuterRef("pk")).values("claim").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def appearance_rows(actor: Actor) -> DeskQuerySet[Appearance]:
    """Appearances with their annotation and its anchor in the article's current revision.

    An anchor whose words changed has them as `words_now`; `desk_did_it` where that was the desk's doing.
    """
    anchors = Anchor.objects.filter(revision__besides=F("annotation__article__revision"))
    anchors = anchors.annotate(words_now=words_now(), desk_did_it=desk_did_it())
    return (
        Appearance.objects.visible_to(actor)
        .live()
        .select_related("annotation", "annotation__article")
        .prefetch_related(
            Prefetch("annotation__anchors", anchors, to_attr="current_anchors"), "annotation__article__urls"
        )
        .order_by("id")
    )


def words_now() -> Case:
    """The words where an anchor sits, if they are others than those that were annotated."""
    words = Substr("revision__text", F("start") + 1, F("end") - F("start"))
    return Case(When(status=AnchorStatus.CHANGED, then=words), output_field=TextField())


def desk_did_it(since: str = "words_since") -> Exists:
    """Whether an anchor's words are others because the desk put it on them or joined two articles, not the publisher.

    That is told by the annotation's anchor in the revision since which they stand; `since` is the name of that.
    """
    return Exists(Anchor.objects.filter(annotation=OuterRef("annotation"), revision=OuterRef(since), by_desk=True))


def places_of(actor: Actor, claim: Claim) -> list[Annotation]:
    """The annotations that a claim appears in, oldest first, with what their W3C documents tell."""
    there = Appearance.objects.live().filter(claim=claim)
    return list(portable_rows(actor).filter(pk__in=there.values("annotation_id")).order_by("id"))


def source_rows(actor: Actor) -> DeskQuerySet[Source]:
    """Sources with their archived copies, newest first and without the words."""
    copies = Snapshot.objects.defer("text").order_by("-id")
    return (
        Source.objects.visible_to(actor)
        .live()
        .select_related("desk", "created_by")
        .prefetch_related(Prefetch("snapshots", copies, to_attr="copies"))
    )


def evidence_rows(actor: Actor) -> DeskQuerySet[Evidence]:
    """Evidence with its source and the archived copy its quote was found in."""
    return (
        Evidence.objects.visible_to(actor)
        .live()
        .filter(claim__archived_at=None)
        .select_related("desk", "claim", "source", "snapshot", "created_by")
        .defer("snapshot__text")
    )


def correction_request_rows(actor: Actor) -> DeskQuerySet[CorrectionRequest]:
    """Correction requests with `outcome_revision`, the first revision after them in which the publisher has other words."""
    others = Anchor.objects.filter(
        annotation=OuterRef("appearance__annotation"), revision=F("words_since"), by_desk=False,
        revision__created_at__gt=OuterRef("sent_at"),
    ).exclude(revision=F("annotation__revision")).order_by("revision__created_at")  # fmt: skip
    return (
        CorrectionRequest.objects.visible_to(actor)
        .live()
        .filter(claim__archived_at=None)
        .select_related("desk", "created_by", "appearance__annotation__article")
        .annotate(
            outcome_revision=Subquery(others.values("revision_id")[:1], output_field=UUIDField()),
            corrected_at=Subquery(others.values("revision__created_at")[:1]),
        )
    )


def contact_rows(actor: Actor) -> DeskQuerySet[Contact]:
    """Who was asked about claims, and what they said."""
    rows = Contact.objects.visible_to(actor).live().filter(claim__archived_at=None)
    return rows.select_related("desk", "created_by", "claim")


def relation_rows(actor: Actor) -> DeskQuerySet[Relation]:
    """What claims are to each other, with both."""
    rows = Relation.objects.visible_to(actor).live().filter(claim__archived_at=None, other__archived_at=None)
    return rows.select_related("desk", "created_by", "claim", "other")


def relations_of(actor: Actor, claim: Claim | Given) -> DeskQuerySet[Relation]:
    """The relations of a claim, noted on it or on the other; of one that is yet to be named, for `kept`."""
    return relation_rows(actor).filter(Q(claim=claim) | Q(other=claim))


def words_changed(actor: Actor) -> DeskQuerySet[Appearance]:
    """Appearances whose words the publisher changed or took out, and nobody has looked at since, in no order."""
    rows = appearance_rows(actor).filter(claim__archived_at=None, annotation__article__archived_at=None).order_by()
    in_other_words = Q(annotation__anchors__status__in=OTHER_WORDS)
    rows = rows.alias(here=FilteredRelation("annotation__anchors", condition=in_other_words))
    rows = rows.alias(since=F("here__words_since"), current=F("here__revision"), anchored=F("here__desk"))
    first = Q(anchored__in=list(actor.roles))  # anchors in other words are few, and have an index by desk
    unseen = Q(seen_revision=None) | ~Q(since=F("seen_revision"))
    return rows.filter(first, unseen, ~desk_did_it("since"), current__besides=F("annotation__article__revision"))


def is_unseen(place: Appearance) -> bool:
    """The same of one appearance from `appearance_rows`."""
    return any(anchor.words_since_id != place.seen_revision_id for anchor in changed_by_publisher(place))


def changed_by_publisher(place: Appearance) -> list[Anchor]:
    """The current anchor of an appearance from `appearance_rows`, if the publisher changed its words or took them out."""
    anchors: list[Anchor] = place.annotation.current_anchors  # type: ignore[attr-defined]
    return [a for a in anchors if a.status in OTHER_WORDS and not a.desk_did_it]  # type: ignore[attr-defined]


def verdict_rows(actor: Actor) -> VerdictQuerySet:
    """Verdicts the actor may see, with rating, the evidence they rest on, and whether their reviewer may be named."""
    return (
        Verdict.objects.visible_to(actor)
        .live()
        .filter(claim__archived_at=None)
        .select_related("desk", "claim", "rating", "reviewer")
        .prefetch_related(Prefetch("evidence", Evidence.objects.only("id").order_by("id")))
        .annotate(is_named=ExpressionWrapper(blindness.reviewer_may_be_named(actor), BooleanField()))
    )


def as_judged(actor: Actor, claim: Claim) -> str:
    """Where a claim is and what the actor sees of its verdicts, in short: another one when any of it is another."""
    verdicts = verdict_rows(actor).filter(claim=claim).order_by("id").values_list("id", "version")
    told = [claim.status, claim.judging_round, [[str(pk), version] for pk, version in verdicts]]
    return sha256_bytes(canonical_json(told))


def with_reviewers(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The verdicts on one claim from `verdict_rows`, each with `reviewer_name`: a number where nobody may be named."""
    rows = list(verdicts)
    for number, row in enumerate(rows, 1):
        named = row.is_named  # type: ignore[attr-defined]  # annotated there
        row.reviewer_name = str(row.reviewer) if named else _("Reviewer %(n)d") % {"n": number}  # type: ignore[attr-defined]
    return rows


def comment_rows(actor: Actor) -> CommentQuerySet:
    """Comments the actor may see, and whether their author may be named."""
    return (
        Comment.objects.visible_to(actor)
        .live()
        .filter(claim__archived_at=None)
        .select_related("desk", "claim", "created_by")
        .annotate(is_named=ExpressionWrapper(blindness.author_may_be_named(actor), BooleanField()))
    )


def notice_rows(actor: Actor) -> NoticeQuerySet:
    """The actor's notices, with the event each is made of and what it is about."""
    return Notice.objects.visible_to(actor).select_related("desk", "event", "event__actor", "claim", "annotation")


def count_unread(actor: Actor) -> int:
    """How many new notices the actor has; where there is none, that is one look at an index."""
    unread = Notice.objects.addressed_to(actor).unread()
    return Notice.objects.visible_to(actor).unread().count() if unread.exists() else 0


def review_rows(actor: Actor) -> ReviewQuerySet:
    """Reviews the actor may see, with their corrections and what their ClaimReview says."""
    return (
        Review.objects.visible_to(actor)
        .filter(archived_at=None)
        .select_related("desk", "claim", "rating", "rating__scale", "created_by")
        .prefetch_related(
            Prefetch("corrections", Correction.objects.order_by("-id")),
            "rating__scale__ratings",
            Prefetch(
                "claim__appearances",
                Appearance.objects.live()
                .select_related("annotation__article")
                .prefetch_related("annotation__article__urls"),
                to_attr="appearances_live",
            ),
        )
    )


def rating_scale_rows(actor: Actor) -> DeskQuerySet[RatingScale]:
    """Rating scales with their ratings in order."""
    return (
        RatingScale.objects.visible_to(actor)
        .live()
        .select_related("desk")
        .prefetch_related(Prefetch("ratings", Rating.objects.order_by("position")))
    )


def rating_scales_of(actor: Actor, desk: Desk) -> list[RatingScale]:
    """The rating scales of a desk, the one in force first."""
    in_turn = (F("turn").desc(nulls_last=True), "-id")
    return list(rating_scale_rows(actor).filter(desk=desk).order_by(*in_turn))


def scale_in_force(desk: Desk) -> RatingScale:
    """The scale that was put in force last; every desk has one from its first day."""
    return RatingScale.objects.live().filter(desk=desk).latest_first()[:1].get()


def scale_ids_in_force(desks: list[Desk]) -> dict[UUID, str]:
    """The id of the scale in force at each desk, by desk id."""
    scales = RatingScale.objects.live().filter(desk__in=desks).latest_first().values_list("desk_id", "id")
    return {desk_id: str(scale_id) for desk_id, scale_id in reversed(scales)}


def ratings_to_give(desk: Desk) -> list[Rating]:
    """The ratings a reviewer may choose from, in order."""
    return list(Rating.objects.live().filter(scale=scale_in_force(desk)).order_by("position"))


def is_to_give(rating: Rating, desk: Desk) -> bool:
    """Whether the rating is, as of now, among those of the scale in force that are not retired."""
    return Rating.objects.live().filter(pk=rating.pk, scale=scale_in_force(desk)).exists()


def ratings_known_to(actor: Actor) -> list[tuple[str, str]]:
    """Slug and name of every rating of the actor's desks, each slug once, those of the scales in force first."""
    named: dict[str, str] = {}
    for slug, name in (
        Rating.objects.visible_to(actor)
        .order_by(F("scale__turn").desc(nulls_last=True), "-scale", "position")
        .values_list("slug", "name")
    ):
        named.setdefault(slug, name)
    return list(named.items())


def ratings_for(claim: Claim, own: Verdict | None) -> list[Rating]:
    """The ratings a reviewer may choose from: those to give, and the one they gave, though it was retired since."""
    ratings = ratings_to_give(claim.desk)
    if own is None or own.rating.slug in {r.slug for r in ratings}:
        return ratings
    return [*ratings, own.rating]


def rating_to_give(desk: Desk, slug: str, *, given: Rating | None = None) -> Rating:
    """The rating with this slug, or Invalid naming those there are; one that was `given` may be kept, though retired."""
    ratings = ratings_to_give(desk)
    found = next((r for r in ratings if r.slug == slug), None)
    if found is None and given is not None and given.slug == slug:
        return given
    if found is None:
        known = ", ".join(r.slug for r in ratings)
        raise Invalid.at(
            "/rating", _("There is no rating %(slug)s; there is %(known)s.") % {"slug": repr(slug), "known": known}
        )
    return found


def appearances_in(actor: Actor, article: Article | Given) -> DeskQuerySet[Appearance]:
    """Where claims appear in an article; in one that is yet to be named, for `kept`."""
    return Appearance.objects.visible_to(actor).live().filter(annotation__article=article)


def who_may_be_on(claim: Claim) -> QuerySet[User]:
    """Those a claim can be assigned to, and those who are, though they left or lost their role."""
    judges = members_at_least(Role.REVIEWER, claim.desk_id)
    return User.objects.filter(Q(pk__in=judges.values("pk")) | Q(pk__in=claim.assignees.values("pk")))


def second_looks_that_differ(actor: Actor) -> VerdictQuerySet:
    """For editors: second looks that came to another rating than the decision, whose review is yet to be published.

    They are verdicts by themselves, to be read as `verdict_rows`.
    """
    decided = Decision.objects.live().filter(claim=OuterRef("claim"))
    same = decided.filter(rating__slug=OuterRef("rating__slug"), rating__family=OuterRef("rating__family"))
    there = Verdict.objects.visible_to(actor).current().filter(claim__archived_at=None)
    rows = there.filter(second_look=True, claim__status=ClaimStatus.DECIDED)
    editor = desks_with_role(actor, Role.EDITOR)
    return rows.filter(Exists(decided), ~Exists(same), claim__desk__in=editor).order_by("-id")


def last_worked_on(actor: Actor, most: int) -> list[UUID]:
    """The ids of the claims the actor did something on last, the newest first."""
    events = Event.objects.visible_to(actor).filter(actor=actor.user, claim_id__isnull=False).order_by("-id")
    lately = events.values_list("claim_id", flat=True)[: most * 12]
    return list(dict.fromkeys(i for i in lately if i is not None))[:most]


def published_evidence(review: Review) -> DeskQuerySet[Evidence]:
    """The evidence a published review stands on, with its sources and archived copies."""
    rows = Evidence.objects.live().filter(claim=review.claim)
    return rows.select_related("source", "snapshot").defer("snapshot__text")


def claim(actor: Actor, id: UUID | str) -> Claim:  # noqa: A002  # the contract calls it id
    """One claim with its desk and policy, for a service to work on; NotFound when the actor may not see it."""
    return Claim.objects.visible_to(actor).live().select_related("desk", "desk__policy").fetch(id)
