"""The queue: what waits for me, what I worked on last, what others changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from annotations.queries import article_rows
from claims import queries
from factcheck.desks import history
from factcheck.web.pages import PageRequest, page

SHOWN = 20


@page
def queue(request: PageRequest) -> HttpResponse:
    """The first page of somebody who is signed in."""
    actor = request.actor
    waiting = queries.waiting_for(actor)
    changes = history.events_visible_to(actor).filter(claim_id__isnull=False).exclude(actor=actor.user)
    context = {
        "waiting": waiting[:SHOWN],
        "words_changed": queries.words_changed(actor)[:SHOWN],
        "waiting_count": waiting.count(),
        "last": queries.last_worked_on(actor, 8),
        "changes": changes.order_by("-id")[:SHOWN],
        "articles": article_rows(actor).order_by("-id")[:5],
        "nav": "queue",
    }
    return render(request, "claims/queue.html", context)
