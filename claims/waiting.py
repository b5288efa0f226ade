"""What waits for whom, and why: a table of reasons, each with the claims that wait for somebody for it.

Nothing here looks at how many verdicts others gave: what waits for somebody on a blind desk would tell of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from claims import kept, queries
from claims.models import Appearance, Claim, ClaimStatus, CorrectionRequest, Outcome, Verdict
from claims.presence import Holding, holdings
from claims.status import JUDGED, OPEN
from factcheck.core import clock
from factcheck.desks.actors import Actor, Standing
from factcheck.desks.permissions import at_desks_adjudicated_by, desks_with_role
from factcheck.desks.questions import Among, Given, Question
from factcheck.desks.roles import Role
from factcheck.desks.scoping import DeskQuerySet, by_key

COUNTED = 1_000
"""So many of a reason are counted, and said to be more beyond that."""
PLACES_COUNTED = 3 * COUNTED
"""Of so many places whose words changed the claims are counted, which may be fewer."""
PRESSING_ASKED = 300
"""Of so many claims that press most it is asked whether they wait for somebody who is no editor."""
DUE_SOON = timedelta(days=2)
"""A claim that is due by then waits for whoever it is assigned to, and for editors."""
ANSWER_EXPECTED = timedelta(days=14)
"""After so long without an answer, a publisher is asked again or given up."""
TAKEN_UP_AGAIN = Q(judging_round__gt=RawSQL("1", ()))  # a number of ours
"""Condition on Claim: it is judged for another time, so that there may be verdicts of an earlier round. Of such claims there
is an index, which SQLite takes where the number is written out."""
_SOON, _LONG_AGO = Given("soon", "date"), Given("long_ago", "timestamptz")
"""The last day that is soon, and the time before which an answer was expected by now."""


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


def _assignments(actor: Actor) -> QuerySet[Any]:
    """To which claims the actor was ever assigned; of some claims, to be asked of those alone."""
    return Claim.assignees.through._base_manager.filter(user=actor.user)


def _due(actor: Actor, soon: date | Given = _SOON) -> DeskQuerySet[Claim]:
    theirs = Q(desk__in=desks_with_role(actor, Role.EDITOR)) | Exists(_assignments(actor).filter(claim=OuterRef("pk")))
    return _at(actor, Role.REVIEWER).filter(theirs, status__in=OPEN, due_on__lte=soon)


def _words_changed(actor: Actor, *narrower: Among, most: int | None = None) -> DeskQuerySet[Claim]:
    """`most`: places that are looked at."""
    at = desks_with_role(actor, Role.REVIEWER)
    places = queries.words_changed(actor).filter(*narrower, desk__in=at)[:most]
    return _at(actor, Role.REVIEWER).filter(pk__in=places.values("claim_id"))


def _disputed(actor: Actor) -> DeskQuerySet[Claim]:
    """As `permissions.may_decide` has it: nobody decides where they gave a verdict, unless the policy lets them."""
    ever_judged = Verdict.objects.filter(claim=OuterRef("pk"), reviewer=actor.user)
    may_decide = Q(desk__policy__own_verdict_may_adjudicate=True) | ~Exists(ever_judged)
    return _at(actor, Role.EDITOR).filter(at_desks_adjudicated_by(actor), may_decide, status=ClaimStatus.DISPUTED)


def _to_confirm(actor: Actor) -> DeskQuerySet[Claim]:
    """Second looks are no such verdicts: they are never confirmed."""
    earlier = _own_verdict(actor).filter(second_look=False).exclude(judging_round=OuterRef("judging_round"))
    return _at(actor, Role.REVIEWER).filter(Exists(earlier.order_by()), TAKEN_UP_AGAIN, status__in=JUDGED)


def _assigned(actor: Actor, *narrower: Among) -> DeskQuerySet[Claim]:
    theirs = _assignments(actor).filter(*narrower).values("claim_id")
    return _at(actor, Role.REVIEWER).filter(~_has_judged(actor), pk__in=theirs, status__in=JUDGED)


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
    unanswered = _asked(actor).filter(answer="", sent_at__lt=_LONG_AGO)
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
"""For each reason, the claims that wait for it; the time is left open in them (`Question`)."""


def _today() -> date:
    return clock.now().date()


def _open(actor: Actor) -> dict[str, Any]:
    """What the rules leave open."""
    return {"me": actor.user_id, "soon": _today() + DUE_SOON, "long_ago": clock.now() - ANSWER_EXPECTED}


@lru_cache(maxsize=512)
def _found(who: Standing, why: Why) -> Question | None:
    """The ids of the claims that wait for this reason."""
    return _ids(RULES[why](who.actor))


@lru_cache(maxsize=512)
def _found_for_any(who: Standing) -> Question | None:
    """The same for all reasons. Each is found by itself and then united, so that each may use an index of its own."""
    return Question.joined(" UNION ALL ", [_found(who, why) for why in Why])


@lru_cache(maxsize=512)
def _counted(who: Standing) -> Question | None:
    """Each reason with how many claims wait for it; the first row has none, and how many wait in all."""
    rows = {why: _found(who, why) for why in Why}
    rows[Why.WORDS_CHANGED] = _ids(_words_changed(who.actor, most=PLACES_COUNTED))
    some = [_told_apart(found, why, most=COUNTED + 1) for why, found in rows.items()]
    found = Question.joined(" UNION ALL ", some)
    return found and found.around(
        "WITH found (id, why) AS MATERIALIZED ({}) SELECT NULL, COUNT(DISTINCT id) FROM found "
        "UNION ALL SELECT why, COUNT(*) FROM found GROUP BY why"
    )


@lru_cache(maxsize=512)
def _found_among(who: Standing) -> Question | None:
    """Of the claims with the `keys` that are given, each with each reason for which it waits."""
    rows = {
        **{why: rule(who.actor) for why, rule in RULES.items()},
        Why.WORDS_CHANGED: _words_changed(who.actor, Among("claim")),
        Why.ASSIGNED: _assigned(who.actor, Among("claim")),
    }
    asked = [_told_apart(_ids(found.filter(Among("pk"))), why) for why, found in rows.items()]
    found_among = Question.joined(" UNION ALL ", asked)
    return found_among and found_among.near_its_keys()


def _ids(claims: QuerySet[Claim]) -> Question | None:
    """What asks for the ids of claims. Of the words in which claims appear few were changed, by whichever desk."""
    question = Question.of(claims.values("pk"))
    return question and question.not_by_desk("claims_appearance")


def _told_apart(found: Question | None, why: Why, *, most: int | None = None) -> Question | None:
    part = "({})" if most is None else f"(SELECT * FROM ({{}}) AS each_one LIMIT {most})"  # noqa: S608  # a number of ours
    return found and found.around(f"SELECT one.*, '{why.value}' FROM {part} AS one")  # noqa: S608  # a word of ours


def waiting_for(actor: Actor) -> QuerySet[Claim]:
    """The claims that wait for the actor, each with its `rank`: the lower, the more pressing.

    Those overdue come first, then those due soon, then the rest; in each the higher priority, and (by id) the older first.
    """
    return _ranked(_named(actor, _found_for_any(actor.standing)))


def pressing_for(actor: Actor) -> QuerySet[Claim]:
    """The first of them that are due soon or overdue, which come before the others. What is due has an index.

    All of it waits for an editor of its desk; for whoever is less, what presses most is looked through for what waits
    for them.
    """
    if set(desks_with_role(actor, Role.REVIEWER)) == set(desks_with_role(actor, Role.EDITOR)):
        return _ranked(_due(actor, _today() + DUE_SOON))
    due = _ranked(_at(actor, Role.REVIEWER).filter(status__in=OPEN, due_on__lte=_today() + DUE_SOON))
    first = list(due.values_list("pk", flat=True)[:PRESSING_ASKED])
    return _ranked(by_key(Claim.objects.visible_to(actor), [key for key, why in _reasons(actor, first).items() if why]))


def _named(actor: Actor, found: Question | None) -> QuerySet[Claim]:
    there = Claim.objects.visible_to(actor)
    return there.none() if found is None else by_key(there, found.within(**_open(actor)))


def _ranked(rows: QuerySet[Claim]) -> QuerySet[Claim]:
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
    found = _found(actor.standing, why)
    return rows.none() if found is None else rows.filter(pk__in=found.within(**_open(actor)))


def counts(actor: Actor) -> tuple[int, dict[Why, int]]:
    """How many claims wait for the actor, and how many of them for each reason there is; over COUNTED stands for more."""
    question = _counted(actor.standing)
    told: dict[str | None, int] = dict(question.ask(**_open(actor))) if question else {}
    return told.get(None, 0), {why: told[why.value] for why in Why if why.value in told}


@dataclass(frozen=True)
class Waiting:
    """One entry of somebody's queue."""

    claim: Claim
    """A row of `kept.CLAIMS_IN_QUEUE`."""
    why: list[Why]
    given: int | None
    """How many verdicts there are that count; None where that is hidden from whose queue it is."""
    needed: int
    """How many the desk's policy asks for."""
    holds: list[Holding]
    """Who is on it just now."""
    is_overdue: bool

    words_changed: list[Appearance]
    """Where the publisher changed the words, and nobody has looked since."""


def entries(actor: Actor, ids: Iterable[UUID]) -> list[Waiting]:
    """What the queue shows of the claims with these ids, in their order; as many queries for one as for fifty."""
    rows = kept.CLAIMS_IN_QUEUE.named(actor, list(ids))
    reasons = _reasons(actor, [row.pk for row in rows])
    changed = kept.APPEARANCES.of(actor, [key for key, why in reasons.items() if Why.WORDS_CHANGED in why])
    holds = holdings(actor, rows)
    return [
        Waiting(
            claim=row,
            why=[why for why in Why if why in reasons[row.pk]],
            given=row.given if row.shows else None,  # type: ignore[attr-defined]  # annotated there
            needed=row.desk.policy.verdicts_needed,
            holds=holds[row.pk],
            is_overdue=row.due_on is not None and row.due_on < _today() and row.status in OPEN,
            words_changed=[place for place in changed if place.claim_id == row.pk and queries.is_unseen(place)],
        )
        for row in rows
    ]


def _reasons(actor: Actor, ids: list[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {key: set() for key in ids}
    question = _found_among(actor.standing) if ids else None
    for key, why in question.ask(keys=ids, **_open(actor)) if question else []:
        found[key if isinstance(key, UUID) else UUID(key)].add(why)
    return found
