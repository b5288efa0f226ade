"""Who may see which verdict, as conditions every face uses.

On a blind desk nobody sees another's verdict on a claim before giving their own. It follows the act, not the role:
what counts is whether this person has given a verdict, or whether the claim is past the point of judging.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from factcheck.desks.actors import Actor

JUDGING = ("spotted", "in_review")
"""While a claim is in one of these, others' verdicts stay hidden."""


def verdict_may_be_seen(actor: Actor) -> Q:
    """Condition on Verdict: the desk is open, or it is the actor's own, or they gave one, or judging is over."""
    verdicts = apps.get_model("claims", "Verdict")
    own = verdicts._base_manager.filter(
        claim=OuterRef("claim"), reviewer=actor.user, archived_at=None, second_look=False
    )
    return Q(desk__policy__blind=False) | Q(reviewer=actor.user) | ~Q(claim__status__in=JUDGING) | Q(Exists(own))


def hidden_verdict_ids(actor: Actor) -> QuerySet[Any]:
    """The ids of the verdicts, of the actor's desks, that they must not see."""
    verdicts = apps.get_model("claims", "Verdict")
    return verdicts._base_manager.filter(desk_id__in=actor.desk_ids).exclude(verdict_may_be_seen(actor)).values("pk")
