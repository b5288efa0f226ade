"""What verdicts differed on, as those said who settled it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from claims.models import Claim, Decision
from claims.models.decision import ReasonCode
from factcheck.desks.actors import Actor


@dataclass(frozen=True)
class DifferedOn:
    """How many decisions in force say that they settled a difference of this kind."""

    code: ReasonCode
    n: int


def differences_settled(actor: Actor, claims: QuerySet[Claim]) -> list[DifferedOn]:
    """Of the decisions on these claims that the actor may see and that say so; the most frequent kind first."""
    rows = Decision.objects.visible_to(actor).live().filter(claim__in=claims.order_by().values("pk"))
    counted = dict(rows.exclude(reason_code=None).order_by().values_list("reason_code").annotate(n=Count("pk")))
    found = [DifferedOn(code, counted[code]) for code in ReasonCode if code in counted]
    return sorted(found, key=lambda one: -one.n)
