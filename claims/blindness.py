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

AFTER_THE_DECISION = ("decided", "published", "corrected", "retracted")
"""From here on everybody at the desk may know who gave which verdict, whatever its policy."""


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


def review_may_be_seen(actor: Actor) -> Q:
    """Condition on Review, for who works at its desk: a draft about an earlier decision tells what the verdicts were."""
    return ~Q(state="draft") | _verdicts_are_open(actor)


def is_blind(actor: Actor, claim: Any) -> bool:
    """Whether others' verdicts on a claim are hidden from the actor now."""
    return not type(claim)._base_manager.filter(_verdicts_are_open(actor, "pk"), pk=claim.pk).exists()


def hidden_verdict_ids(actor: Actor) -> QuerySet[Any]:
    """The ids of the verdicts, of the actor's desks, whose history they must not see: it names the reviewer, too.

    `none()` when no desk of theirs keeps anything back.
    """
    if not _keep_back(actor, Q(blind=True) | Q(hide_names=True)):
        return _of_desks(actor, "Verdict").none()
    seen = verdict_may_be_seen(actor) & reviewer_may_be_named(actor)
    return _of_desks(actor, "Verdict").exclude(seen).values("pk")


def reviewer_may_be_named(actor: Actor) -> Q:
    """Condition on Verdict: the desk names its reviewers, or it is the actor's own, or the claim is decided."""
    return Q(desk__policy__hide_names=False) | Q(reviewer=actor.user) | Q(claim__status__in=AFTER_THE_DECISION)


def events_that_name_reviewers(actor: Actor) -> Q:
    """Condition on Event: steps that followed from a verdict, and so tell who gave it while that is not to be known."""
    if not _keep_back(actor, Q(hide_names=True)):
        return Q(pk__in=())
    claims = apps.get_model("claims", "Claim")
    unnamed = claims._base_manager.filter(desk_id__in=actor.desk_ids, desk__policy__hide_names=True).exclude(
        status__in=AFTER_THE_DECISION
    )  # fmt: skip
    return Q(verb__in=("claim.started", "claim.disputed"), claim_id__in=unnamed.values("pk"))


def hidden_decision_ids(actor: Actor) -> QuerySet[Any]:
    """The ids of the decisions that came by themselves, from verdicts that the actor must not see now."""
    decisions = _of_desks(actor, "Decision")
    if not _keep_back(actor, Q(blind=True)):
        return decisions.none()
    return decisions.filter(decided_by=None).exclude(_verdicts_are_open(actor)).values("pk")


def hidden_review_ids(actor: Actor) -> QuerySet[Any]:
    """The ids of the reviews, of the actor's desks, that they must not see now."""
    reviews = _of_desks(actor, "Review")
    if not _keep_back(actor, Q(blind=True)):
        return reviews.none()
    return reviews.exclude(review_may_be_seen(actor)).values("pk")


def _keep_back(actor: Actor, what: Q) -> bool:
    """Whether the policy of some desk of the actor's is such."""
    return Policy.objects.filter(what, desk__in=actor.desk_ids).exists()


def _of_desks(actor: Actor, model: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("claims", model)._base_manager.filter(desk_id__in=actor.desk_ids)
    return rows
