"""Who is told of what: notices are made of events, in their transaction, for those whom they concern."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from annotations.models import Annotation
from claims.models import Appearance, Claim, Comment, CorrectionRequest, Decision, Notice, NoticeKind, Rating, Verdict
from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.mentions import mentioned
from factcheck.desks.models import Event, Membership, Policy, User
from factcheck.desks.permissions import needs_scope, require
from factcheck.desks.queries import members_at_least
from factcheck.desks.roles import Role, Scope


@dataclass(frozen=True)
class Concern:
    """People whom an event concerns, by their ids, and why; `annotation` where it is about marked words."""

    kind: NoticeKind
    people: Iterable[Any]
    annotation: UUID | None = None


def notify(event: Event) -> None:
    """Tell those whom an event concerns; in its transaction. Once each, never of what they did themselves.

    Whether they may see the event is asked when the notice is read, for that may change.
    """
    told: dict[UUID, Concern] = {}
    for concern in _CONCERNS.get(event.subject_type, _nobody)(event):
        for person in concern.people:
            told.setdefault(UUID(str(person)), concern)
    if event.actor_id:
        told.pop(event.actor_id, None)
    if not told:
        return
    members = Membership.objects.team().filter(desk=event.desk_id, user__in=told)
    Notice.objects.bulk_create(
        Notice(
            desk_id=event.desk_id, user_id=person, event=event, kind=told[person].kind, claim_id=event.claim_id,
            annotation_id=told[person].annotation,
        )
        for person in members.order_by("user").values_list("user", flat=True)
    )  # fmt: skip


def mark_read(actor: Actor, notices: QuerySet[Notice]) -> None:
    """Note that the actor has read these, which are their own; those that were read stay as they are."""
    require(needs_scope(actor, Scope.WRITE))
    notices.filter(user=actor.signed_in_user, read_at=None).update(read_at=clock.now())


# Whom an event concerns ---------------------------------------------------------------------------------------------


def _nobody(_event: Event) -> Iterator[Concern]:
    yield from ()


def _about_claim(event: Event) -> Iterator[Concern]:
    before, after = event.changes.get("assignees", [None, None])
    yield Concern(NoticeKind.ASSIGNED, set(after or ()) - set(before or ()))
    if event.verb == "claim.disputed":
        yield Concern(NoticeKind.DISPUTED, _who_may_decide(event))
    if event.verb == "claim.decided":
        yield Concern(NoticeKind.DECIDED, _who_judged(event))
    if event.verb in ("claim.reopened", "claim.taken_up_again"):
        yield Concern(NoticeKind.REOPENED, _who_judged(event))


def _who_judged(event: Event) -> list[UUID]:
    """Whose verdicts the claim has; where it moved by itself, without the last one, whose verdict moved it."""
    given = Verdict.objects.filter(claim=event.claim_id, second_look=False).live().order_by("updated_at", "id")
    people = list(given.values_list("reviewer_id", flat=True))
    return people if event.actor_id else people[:-1]


def _who_may_decide(event: Event) -> QuerySet[User, UUID]:
    """As `permissions.may_decide` has it, of all members at once: the head of the desk's chain is held meanwhile."""
    policy = Policy.objects.get(desk=event.desk_id)
    people = members_at_least(Role(policy.adjudicators), event.desk_id)
    if not policy.own_verdict_may_adjudicate:
        judged = Verdict.objects.filter(claim=event.claim_id).order_by()
        people = people.exclude(pk__in=judged.values("reviewer"))
    return people.values_list("pk", flat=True)


def _about_verdict(event: Event) -> Iterator[Concern]:
    """A second look that came to another rating than the decision concerns the editors."""
    if event.verb != "verdict.second_look":
        return
    decision = Decision.objects.live().filter(claim=event.claim_id).select_related("rating").first()
    rating = Rating.objects.get(pk=event.changes["rating"][1])
    if decision is not None and decision.rating.finding != rating.finding:
        editors = members_at_least(Role.EDITOR, event.desk_id)
        yield Concern(NoticeKind.SECOND_LOOK, editors.values_list("pk", flat=True))


def _about_comment(event: Event) -> Iterator[Concern]:
    yield Concern(NoticeKind.MENTIONED, _newly_named(event, "text"))
    answered = event.changes.get("reply_to", [None, None])[1]
    if event.verb == "comment.added" and answered:
        yield Concern(NoticeKind.REPLIED, Comment.objects.filter(pk=answered).values_list("created_by_id", flat=True))


def _about_annotation(event: Event) -> Iterator[Concern]:
    named = _newly_named(event, "comment")
    yield Concern(NoticeKind.MENTIONED, named, event.subject_id)
    answered = event.changes.get("reply_to", [None, None])[1]
    if event.verb == "annotation.made" and answered:
        author = Annotation.objects.filter(pk=answered, created_by__isnull=False)
        yield Concern(NoticeKind.REPLIED, author.values_list("created_by_id", flat=True), event.subject_id)


def _newly_named(event: Event, field: str) -> set[UUID]:
    before, after = event.changes.get(field, [None, None])
    if not after:
        return set()
    earlier = mentioned([before], event.desk_id) if before else {}
    return {user.pk for name, user in mentioned([after], event.desk_id).items() if name not in earlier}


def _about_appearance(event: Event) -> Iterator[Concern]:
    if event.verb != "appearance.words_changed":
        return
    place = Appearance.objects.filter(pk=event.subject_id).values_list("annotation_id", flat=True).get()
    claim = Claim.objects.filter(pk__in=[event.claim_id])
    people = {*claim.values_list("created_by_id", flat=True), *claim.values_list("assignees", flat=True)} - {None}
    yield Concern(NoticeKind.WORDS_CHANGED, people, place)


def _about_correction_request(event: Event) -> Iterator[Concern]:
    if event.verb == "correction.request_edited" and {"answer", "outcome"} & event.changes.keys():
        asked = CorrectionRequest.objects.filter(pk=event.subject_id, created_by__isnull=False)
        yield Concern(NoticeKind.CORRECTION_ANSWERED, asked.values_list("created_by_id", flat=True))


_CONCERNS: dict[str, Callable[[Event], Iterator[Concern]]] = {
    "claim": _about_claim, "verdict": _about_verdict, "comment": _about_comment, "annotation": _about_annotation,
    "appearance": _about_appearance, "correction_request": _about_correction_request,
}  # fmt: skip
"""By the kind of record that the event is about."""
