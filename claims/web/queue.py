"""The queue: what waits for me and why, what I worked on last, what others changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from annotations.queries import newest_articles
from claims import kept, queries, waiting
from claims.filters import page_of_queue
from claims.models import Claim
from factcheck.core.problems import Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.models import Event
from factcheck.web.pages import PageRequest, page

SHOWN = 20
ASKED = ("reason", "desk", "cursor")
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
    size = {"page_size": str(SHOWN)}
    given = {name: value for name, value in request.GET.dict().items() if value and name in ASKED}
    try:
        shown = page_of_queue(actor, given | size)
    except Invalid:  # an address that somebody made up, or that grew old
        given = {}
        shown = page_of_queue(actor, size)
    in_all, counted = waiting.counts(actor)
    context = {
        "waiting": waiting.entries(actor, [row.pk for row in shown.rows]),
        "waiting_count": _told(in_all),
        "counts": [(why, _told(n)) for why, n in counted.items()],
        "reason": given.get("reason", ""),
        "pages": shown,
        "second_looks": kept.second_looks_that_differ(actor, SHOWN),
        "last": kept.CLAIMS_ALONE.named(actor, queries.last_worked_on(actor, 8)),
        "changes": _changes_by_others(actor),
        "articles": newest_articles(actor, 5),
        "nav": "queue",
    }
    return render(request, "claims/queue.html", context)


def _told(n: int) -> int | str:
    return n if n <= waiting.COUNTED else f"{waiting.COUNTED}+"


def _changes_by_others(actor: Actor) -> list[Change]:
    """What others did to claims that are there, the latest first; the same done again is one change."""
    told = kept.done_by_others(actor, TOLD_BY_THE_CLAIM, LATEST)
    alike: dict[object, list[Event]] = {}
    for event in told:
        alike.setdefault((event.verb, event.claim_id, event.actor_id), []).append(event)
    wanted = {event.claim_id: None for event in told if event.claim_id}
    claims = {row.pk: row for row in kept.CLAIMS_ALONE.of(actor, list(wanted))}
    changes = [
        Change(same[0], claims[same[0].claim_id], len(same)) for same in alike.values() if same[0].claim_id in claims
    ]
    return changes[:SHOWN]
