"""The queue: what waits for me and why, what I worked on last, what others changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from annotations.queries import article_rows
from claims import queries, waiting
from claims.filters import QueueFilters
from claims.models import Claim
from factcheck.api.pagination import page_of
from factcheck.core.problems import Invalid
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.filters import narrowed
from factcheck.desks.models import Event
from factcheck.web.pages import PageRequest, page

SHOWN = 20
LATEST = 100
"""Events that are looked through for what changed."""
TOLD_BY_THE_CLAIM = (
    "decision.made", "decision.set_aside", "review.published", "review.corrected", "review.retracted",
    "correction.published",
)  # fmt: skip
"""Events that come with a step of their claim; the step tells the same."""


@dataclass(frozen=True)
class Change:
    """What somebody did to a claim, `times` times of late; `event` is the last of them."""

    event: Event
    claim: Claim
    times: int


@page
def queue(request: PageRequest) -> HttpResponse:
    """The first page of somebody who is signed in; `reason` and `desk` narrow what waits, and `cursor` pages it."""
    actor = request.actor
    everything = waiting.waiting_for(actor)
    given = {name: value for name, value in request.GET.dict().items() if value}
    try:
        here = narrowed(QueueFilters, everything.only("id"), given, actor)
        shown = page_of(here, {"page_size": str(SHOWN), "cursor": given.get("cursor", "")}, ("rank",))
    except Invalid:  # an address that somebody made up, or that grew old
        given = {}
        shown = page_of(everything.only("id"), {"page_size": str(SHOWN)}, ("rank",))
    in_all, counted = waiting.counts(actor, everything)
    context = {
        "waiting": waiting.entries(actor, [row.pk for row in shown.rows]),
        "waiting_count": in_all,
        "counts": list(counted.items()),
        "reason": given.get("reason", ""),
        "pages": shown,
        "second_looks": queries.second_looks_that_differ(actor)[:SHOWN],
        "last": queries.last_worked_on(actor, 8),
        "changes": _changes_by_others(actor),
        "articles": article_rows(actor).order_by("-id")[:5],
        "nav": "queue",
    }
    return render(request, "claims/queue.html", context)


def _changes_by_others(actor: Actor) -> list[Change]:
    """What others did to claims that are there, the latest first; the same done again is one change."""
    events = history.events_visible_to(actor).filter(claim_id__isnull=False).exclude(actor=actor.user)
    told = list(events.exclude(verb__in=TOLD_BY_THE_CLAIM).order_by("-id")[:LATEST])
    alike: dict[object, list[Event]] = {}
    for event in told:
        alike.setdefault((event.verb, event.claim_id, event.actor_id), []).append(event)
    claims = Claim.objects.visible_to(actor).live().in_bulk({event.claim_id for event in told})
    changes = [
        Change(same[0], claims[same[0].claim_id], len(same)) for same in alike.values() if same[0].claim_id in claims
    ]
    return changes[:SHOWN]
