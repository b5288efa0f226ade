"""How long claims take, and what publishers do when they are asked to correct."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Count, QuerySet

from claims.models import Claim, Decision, Outcome
from claims.queries import correction_request_rows
from factcheck.desks.actors import Actor

DAYS = (1, 3, 7, 14, 30, 90)
"""Where one group of times to a decision ends and the next begins."""


@dataclass(frozen=True)
class TimesToDecision:
    """How long after it was spotted a claim was decided (of those reopened, the decision in force)."""

    groups: list[tuple[int, int | None, int]]
    """(from, to, claims): at least `from` days, less than `to`; the last has no end."""
    decided: int
    median_days: float | None


def times_to_decision(actor: Actor, claims: QuerySet[Claim]) -> TimesToDecision:
    """Of the claims whose decision the actor may see."""
    rows = Decision.objects.visible_to(actor).live().filter(claim__in=claims.order_by().values("pk"))
    took = [
        max(decided - spotted, timedelta()) for spotted, decided in rows.values_list("claim__created_at", "decided_at")
    ]
    days = [time / timedelta(days=1) for time in took]
    ends: Sequence[int | None] = (*DAYS, None)
    groups = [
        (start, end, sum(start <= d and (end is None or d < end) for d in days))
        for start, end in zip((0, *DAYS), ends, strict=True)
    ]
    return TimesToDecision(groups, len(days), median(days) if days else None)


@dataclass(frozen=True)
class PublisherAnswers:
    """What came of the correction requests to one publisher."""

    publisher: str
    outcomes: dict[str, int]
    words_changed: int
    """Requests after which the article's words were others, whatever was answered."""

    @property
    def asked(self) -> int:
        return sum(self.outcomes.values())

    @property
    def by_outcome(self) -> list[tuple[str, int]]:
        """Each outcome in words, with how many requests had it."""
        return [(str(Outcome(value).label), n) for value, n in self.outcomes.items()]


def corrections_by_publisher(actor: Actor, claims: QuerySet[Claim]) -> list[PublisherAnswers]:
    """Publishers of articles in which these claims stand, those asked most first."""
    rows = correction_request_rows(actor).filter(claim__in=claims.order_by().values("pk")).order_by()
    counted = rows.values_list("appearance__annotation__article__publisher", "outcome").annotate(
        asked=Count("pk"), reworded=Count("outcome_revision")
    )
    outcomes: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Outcome.values, 0))
    changed: dict[str, int] = defaultdict(int)
    for publisher, outcome, asked, reworded in counted:
        outcomes[publisher][outcome] = asked
        changed[publisher] += reworded
    found = [PublisherAnswers(publisher, counts, changed[publisher]) for publisher, counts in outcomes.items()]
    return sorted(found, key=lambda answers: (-answers.asked, answers.publisher))
