"""Who may see which verdict, as conditions every face uses.

On a blind desk nobody sees another's verdict on a claim before giving their own, in each round of judging anew. It follows
the act, not the role: what counts is whether this person has given a verdict, or whether the claim is decided. Editors alone
see the verdicts of a disputed claim, since they are the ones who settle it. What follows from verdicts by itself, a
decision and the draft of a review about it, tells of them, and is hidden with them.

On a desk that hides names, others' verdicts are read without their reviewers until the claim is decided, so that whoever
decides weighs the reasons and not the people.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.status import UNDECIDED, ClaimStatus
from factcheck.desks.actors import Actor
from factcheck.desks.models import Policy
from factcheck.desks.permissions import desks_with_role
from factcheck.desks.roles import Role


def _verdicts_are_open(actor: Actor, claim: str = "claim") -> Q:
    """Condition on rows that belong to a claim (on claims themselves with `claim="pk"`): others' verdicts on it show."""
    status = "status" if claim == "pk" else f"{claim}__status"
    own = apps.get_model("claims", "Verdict").objects.current().filter(
        claim=OuterRef(claim), reviewer=actor.user, second_look=False
    )  # fmt: skip
    settles_it = Q(**{status: ClaimStatus.DISPUTED}, desk_id__in=desks_with_role(actor, Role.EDITOR))
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


def is_blind(actor: Actor, claim: Any) -> bool:
    """Whether others' verdicts on a claim are hidden from the actor now."""
    return not type(claim)._base_manager.filter(_verdicts_are_open(actor, "pk"), pk=claim.pk).exists()


def reviewer_may_be_named(actor: Actor) -> Q:
    """Condition on Verdict: the desk names its reviewers, or it is the actor's own, or the claim is decided."""
    return Q(desk__policy__hide_names=False) | Q(reviewer=actor.user) | ~Q(claim__status__in=UNDECIDED)


def hidden_from(actor: Actor) -> dict[str, QuerySet[Any]]:
    """The records, by their type in history, whose events the actor must not see; none where no desk of theirs hides any.

    Also verdicts that show without their reviewer: their events name who gave them.
    """
    keeping_back = Policy.objects.filter(Q(blind=True) | Q(hide_names=True), desk__in=actor.desk_ids)
    desk_ids = list(keeping_back.values_list("desk_id", flat=True))
    if not desk_ids:
        return {}
    seen = {
        "verdict": verdict_may_be_seen(actor) & reviewer_may_be_named(actor),
        "decision": decision_may_be_seen(actor),
        "review": review_may_be_seen(actor),
    }
    return {
        kind: apps.get_model("claims", kind)._base_manager.filter(desk_id__in=desk_ids).exclude(condition)
        for kind, condition in seen.items()
    }
