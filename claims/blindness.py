"""Who may see which verdict, as conditions every face uses.

On a blind desk nobody sees another's verdict on a claim before giving their own, in each round of judging anew. It follows
the act, not the role: what counts is whether this person has given a verdict, or whether the claim is decided. Those who
settle it by the desk's policy, and they alone, see the verdicts of a disputed claim. What follows from verdicts by itself, a
decision and the draft of a review about it, tells of them, and is hidden with them; so may a comment by somebody who could
read a verdict when they wrote it, for instance their own.

On a desk that hides names, others' verdicts are read without their reviewers until the claim is decided, so that whoever
decides weighs the reasons and not the people.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.status import UNDECIDED, ClaimStatus
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Policy
from factcheck.desks.permissions import at_desks_adjudicated_by


def _verdicts_are_open(actor: Actor, claim: str = "claim") -> Q:
    """Condition on rows that belong to a claim (on claims themselves with `claim="pk"`): others' verdicts on it show."""
    status = "status" if claim == "pk" else f"{claim}__status"
    own = apps.get_model("claims", "Verdict").objects.counting().filter(claim=OuterRef(claim), reviewer=actor.user)
    settles_it = Q(**{status: ClaimStatus.DISPUTED}) & at_desks_adjudicated_by(actor)
    return Q(desk__policy__blind=False) | ~Q(**{f"{status}__in": UNDECIDED}) | settles_it | Q(Exists(own))


def verdict_may_be_seen(actor: Actor) -> Q:
    """Condition on Verdict: it is the actor's own, or those on its claim are open to them."""
    return Q(reviewer=actor.user) | _verdicts_are_open(actor)


def decision_may_be_seen(actor: Actor) -> Q:
    """Condition on Decision, for who works at its desk: one that came by itself tells what the verdicts were."""
    return Q(decided_by__isnull=False) | _verdicts_are_open(actor)


def review_may_be_seen(actor: Actor) -> Q:
    """Condition on Review, for who works at its desk: a draft about an earlier decision tells what the verdicts were."""
    return ~Q(state="draft") | _verdicts_are_open(actor)


def verdicts_show(actor: Actor) -> Q:
    """Condition on Claim: others' verdicts on it show, so that how many there are may be told."""
    return _verdicts_are_open(actor, "pk")


def comment_may_be_seen(actor: Actor) -> Q:
    """Condition on Comment: its author knew no verdict when they wrote it, so it tells of none; or it is the actor's own;
    or the verdicts on its claim are open to them."""
    return Q(knew_verdicts=False) | Q(created_by=actor.user) | _verdicts_are_open(actor)


def author_may_be_named(actor: Actor) -> Q:
    """Condition on Comment: as for a reviewer, where what is said may tell whose the verdict is."""
    return Q(knew_verdicts=False) | _names_are_told(actor, "created_by")


def is_blind(actor: Actor, claim: Any) -> bool:
    """Whether others' verdicts on a claim are hidden from the actor now."""
    return not type(claim)._base_manager.filter(_verdicts_are_open(actor, "pk"), pk=claim.pk).exists()


def reviewer_may_be_named(actor: Actor) -> Q:
    """Condition on Verdict: the desk names its reviewers, or it is the actor's own, or the claim is decided."""
    return _names_are_told(actor, "reviewer")


def _names_are_told(actor: Actor, whose: str) -> Q:
    return Q(desk__policy__hide_names=False) | Q(**{whose: actor.user}) | ~Q(claim__status__in=UNDECIDED)


def names_show(desk: Desk, status: str | None = None) -> bool:
    """Whether those at work may be named: on a claim in this status, or (None) where several claims are at stake."""
    return not desk.policy.hide_names or (status is not None and status not in UNDECIDED)


def desks_keeping_back(actor: Actor) -> tuple[UUID, ...]:
    """The desks of the actor that hide verdicts, or names, from some of their own."""
    keeping_back = Policy.objects.filter(Q(blind=True) | Q(hide_names=True), desk__in=actor.desk_ids)
    return tuple(sorted(keeping_back.values_list("desk_id", flat=True)))


def hidden_from(actor: Actor, desk_ids: tuple[UUID, ...]) -> dict[str, QuerySet[Any]]:
    """The records of these desks, by their type in history, whose events the actor must not see.

    Also verdicts and comments that show without their author: their events name who that is.
    """
    seen = {
        "verdict": verdict_may_be_seen(actor) & reviewer_may_be_named(actor),
        "decision": decision_may_be_seen(actor),
        "review": review_may_be_seen(actor),
        "comment": comment_may_be_seen(actor) & author_may_be_named(actor),
    }
    return {
        kind: apps.get_model("claims", kind)._base_manager.filter(desk_id__in=desk_ids).exclude(condition)
        for kind, condition in seen.items()
    }
