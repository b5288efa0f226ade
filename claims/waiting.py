"""What waits for whom, and why: a table of reasons, each with the claims that wait for somebody for it.

Nothing here looks at how many verdicts others gave: what waits for somebody on a blind desk would tell of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from claims import blindness, queries
from claims.models import Appearance, Claim, ClaimStatus, CorrectionRequest, Outcome, Verdict
from claims.presence import Holding, holdings
from claims.status import JUDGED, OPEN
from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.permissions import at_desks_adjudicated_by, desks_with_role
from factcheck.desks.roles import Role
from factcheck.desks.scoping import DeskQuerySet

DUE_SOON = timedelta(days=2)
"""A claim that is due by then waits for whoever it is assigned to, and for editors."""
ANSWER_EXPECTED = timedelta(days=14)
"""After so long without an answer, a publisher is asked again or given up."""


class Why(models.TextChoices):
    """Why a claim waits for somebody, the most pressing first."""

    DUE = "due", _("Due")
    WORDS_CHANGED = "words_changed", _("The publisher changed this")
    DISPUTED = "disputed", _("Disputed: decide")
    CONFIRM = "confirm", _("Confirm your verdict")
    ASSIGNED = "assigned", _("Assigned to you")
    VERDICT = "verdict", _("Needs your verdict")
    PUBLISH = "publish", _("Decided: publish")
    CORRECTION_ANSWERED = "correction_answered", _("Correction request answered")
    CORRECTION_OVERDUE = "correction_overdue", _("Correction request unanswered")


def _at(actor: Actor, role: Role) -> DeskQuerySet[Claim]:
    """The claims of the desks at which the actor is at least that."""
    return Claim.objects.filter(desk__in=desks_with_role(actor, role)).live().order_by()


def _own_verdict(actor: Actor) -> DeskQuerySet[Verdict]:
    """The actor's verdict on the claim of the outer query, of whatever round."""
    return Verdict.objects.live().filter(claim=OuterRef("pk"), reviewer=actor.user)


def _has_judged(actor: Actor) -> Exists:
    """In this round, or for good: whoever looked a second time, in whatever round, gives no verdict."""
    in_this_round = Q(judging_round=OuterRef("judging_round"))
    return Exists(_own_verdict(actor).filter(in_this_round | Q(second_look=True)))


def _assigned_to(actor: Actor) -> Q:
    through = Claim.assignees.through._base_manager.filter(user=actor.user)
    return Q(pk__in=through.values("claim_id"))


def _due(actor: Actor) -> DeskQuerySet[Claim]:
    theirs = _assigned_to(actor) | Q(desk__in=desks_with_role(actor, Role.EDITOR))
    return _at(actor, Role.REVIEWER).filter(theirs, status__in=OPEN, due_on__lte=_today() + DUE_SOON)


def _words_changed(actor: Actor) -> DeskQuerySet[Claim]:
    appearances = queries.words_changed(actor).order_by()
    return _at(actor, Role.REVIEWER).filter(pk__in=appearances.values("claim_id"))


def _disputed(actor: Actor) -> DeskQuerySet[Claim]:
    """As `permissions.may_decide` has it: nobody decides where they gave a verdict, unless the policy lets them."""
    ever_judged = Verdict.objects.filter(claim=OuterRef("pk"), reviewer=actor.user)
    may_decide = Q(desk__policy__own_verdict_may_adjudicate=True) | ~Exists(ever_judged)
    return _at(actor, Role.EDITOR).filter(at_desks_adjudicated_by(actor), may_decide, status=ClaimStatus.DISPUTED)


def _to_confirm(actor: Actor) -> DeskQuerySet[Claim]:
    """Second looks are no such verdicts: they are never confirmed."""
    given = Verdict.objects.live().filter(reviewer=actor.user, second_look=False)
    earlier = given.exclude(judging_round=F("claim__judging_round"))
    return _at(actor, Role.REVIEWER).filter(pk__in=earlier.order_by().values("claim_id"), status__in=JUDGED)


def _assigned(actor: Actor) -> DeskQuerySet[Claim]:
    return _at(actor, Role.REVIEWER).filter(_assigned_to(actor), ~_has_judged(actor), status__in=JUDGED)


def _needs_verdict(actor: Actor) -> DeskQuerySet[Claim]:
    short = (ClaimStatus.SPOTTED, ClaimStatus.IN_REVIEW)
    return _at(actor, Role.REVIEWER).filter(~Exists(_own_verdict(actor)), status__in=short)


def _to_publish(actor: Actor) -> DeskQuerySet[Claim]:
    return _at(actor, Role.EDITOR).filter(status=ClaimStatus.DECIDED)


def _asked(actor: Actor) -> DeskQuerySet[CorrectionRequest]:
    """Pending correction requests that are the actor's to follow: their own, and as an editor all."""
    theirs = Q(created_by=actor.user) | Q(desk__in=desks_with_role(actor, Role.EDITOR))
    return CorrectionRequest.objects.visible_to(actor).live().filter(theirs, outcome=Outcome.PENDING).order_by()


def _answered(actor: Actor) -> DeskQuerySet[Claim]:
    answered = _asked(actor).exclude(answer="")
    return _at(actor, Role.REVIEWER).filter(pk__in=answered.values("claim_id"))


def _unanswered(actor: Actor) -> DeskQuerySet[Claim]:
    unanswered = _asked(actor).filter(answer="", sent_at__lt=clock.now() - ANSWER_EXPECTED)
    return _at(actor, Role.REVIEWER).filter(pk__in=unanswered.values("claim_id"))


RULES: dict[Why, Callable[[Actor], DeskQuerySet[Claim]]] = {
    Why.DUE: _due,
    Why.WORDS_CHANGED: _words_changed,
    Why.DISPUTED: _disputed,
    Why.CONFIRM: _to_confirm,
    Why.ASSIGNED: _assigned,
    Why.VERDICT: _needs_verdict,
    Why.PUBLISH: _to_publish,
    Why.CORRECTION_ANSWERED: _answered,
    Why.CORRECTION_OVERDUE: _unanswered,
}


def _today() -> date:
    return clock.now().date()


def waiting_for(actor: Actor) -> DeskQuerySet[Claim]:
    """The claims that wait for the actor, each with its `rank`: the lower, the more pressing.

    Those overdue come first, then those due soon, then the rest; in each the higher priority, and (by id) the older first.
    Each reason is found by itself and then united, so that each may use an index of its own.
    """
    first, *others = (rule(actor).values("pk") for rule in RULES.values())
    rows = Claim.objects.visible_to(actor).filter(pk__in=first.union(*others))
    return rows.annotate(rank=_urgency() + 9 - F("priority")).order_by("rank", "id")


def overdue() -> Q:
    """Condition on Claim: the day on which it was due has passed, and something is still to be done."""
    return Q(status__in=OPEN, due_on__lt=_today())


def _urgency() -> Case:
    soon = Q(status__in=OPEN, due_on__lte=_today() + DUE_SOON)
    return Case(
        When(overdue(), then=Value(0)), When(soon, then=Value(10)), default=Value(20), output_field=IntegerField()
    )


def because(actor: Actor, rows: QuerySet[Claim], why: Why) -> QuerySet[Claim]:
    """Those of the rows that wait for the actor for this reason."""
    return rows.filter(pk__in=RULES[why](actor).values("pk"))


def counts(actor: Actor, rows: DeskQuerySet[Claim]) -> tuple[int, dict[Why, int]]:
    """How many the rows are, and how many of them wait for each reason that there is."""
    counted = rows.order_by().aggregate(
        in_all=Count("pk"),
        **{why.value: Count("pk", filter=Q(pk__in=rule(actor).values("pk"))) for why, rule in RULES.items()},
    )
    return counted["in_all"], {why: counted[why.value] for why in Why if counted[why.value]}


@dataclass(frozen=True)
class Waiting:
    """One entry of somebody's queue."""

    claim: Claim
    """A row of `queries.claim_rows`."""
    why: list[Why]
    given: int | None
    """How many verdicts there are that count; None where that is hidden from whose queue it is."""
    needed: int
    """How many the desk's policy asks for."""
    holds: list[Holding]
    """Who is on it just now."""
    is_overdue: bool

    @property
    def words_changed(self) -> list[Appearance]:
        """Where the publisher changed the words, and nobody has looked since."""
        if Why.WORDS_CHANGED not in self.why:
            return []
        places: list[Appearance] = self.claim.appearances_live  # type: ignore[attr-defined]
        return [place for place in places if queries.is_unseen(place)]


def entries(actor: Actor, ids: Iterable[UUID]) -> list[Waiting]:
    """What the queue shows of the claims with these ids, in their order; as many queries for one as for fifty."""
    wanted = list(ids)
    reasons = {why.value: Exists(rule(actor).filter(pk=OuterRef("pk"))) for why, rule in RULES.items()}
    rows = (
        queries.claim_rows(actor)
        .filter(pk__in=wanted)
        .annotate(
            **{f"waits_{name}": found for name, found in reasons.items()},
            given=queries.count_of(Verdict.objects.visible_to(actor).counting()),
            shows=ExpressionWrapper(blindness.verdicts_show(actor), BooleanField()),
        )
    )
    found = {row.pk: row for row in rows}
    holds = holdings(actor, found.values())
    return [_entry(found[key], holds[key]) for key in wanted if key in found]


def _entry(row: Claim, holds: list[Holding]) -> Waiting:
    return Waiting(
        claim=row,
        why=[why for why in Why if getattr(row, f"waits_{why.value}")],
        given=row.given if row.shows else None,  # type: ignore[attr-defined]  # annotated there
        needed=row.desk.policy.verdicts_needed,
        holds=holds,
        is_overdue=row.due_on is not None and row.due_on < _today() and row.status in OPEN,
    )
