"""The queue: what waits for me, what I worked on last, what others changed."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from annotations.queries import article_rows
from claims import permissions, queries
from claims.models import Claim, ClaimStatus, Verdict
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.models import Event
from factcheck.desks.roles import Role
from factcheck.web.pages import PageRequest, page

SHOWN = 20


@page
def queue(request: PageRequest) -> HttpResponse:
    """The first page of somebody who is signed in."""
    actor = request.actor
    waiting = waiting_for(actor)
    context = {
        "waiting": waiting[:SHOWN],
        "waiting_count": waiting.count(),
        "last": _last_worked_on(actor),
        "changes": history.events_visible_to(actor).exclude(actor=actor.user).order_by("-id")[:SHOWN],
        "articles": article_rows(actor).order_by("-id")[:5],
        "nav": "queue",
    }
    return render(request, "claims/queue.html", context)


def waiting_for(actor: Actor) -> QuerySet[Claim]:
    """Claims this person can move on: to judge as a reviewer, to decide or publish as an editor; theirs first."""
    judged = Exists(Verdict.objects.live().filter(claim=OuterRef("pk"), reviewer=actor.user))
    as_reviewer = [d for d in actor.desk_ids if _is(actor, d, Role.REVIEWER)]
    as_editor = [d for d in actor.desk_ids if _is(actor, d, Role.EDITOR)]
    to_judge = Q(desk__in=as_reviewer, status__in=permissions.JUDGED) & ~judged
    to_settle = Q(desk__in=as_editor, status__in=(ClaimStatus.DISPUTED, ClaimStatus.DECIDED))
    return queries.claim_rows(actor).filter(to_judge | to_settle).order_by("-priority", "-id")


def _is(actor: Actor, desk_id: object, role: Role) -> bool:
    have = actor.role_at(desk_id)  # type: ignore[arg-type]
    return have is not None and have.rank >= role.rank


def _last_worked_on(actor: Actor) -> list[Claim]:
    """The claims this person did something on last, the newest first."""
    events = Event.objects.visible_to(actor).filter(actor=actor.user, claim_id__isnull=False).order_by("-id")
    ids = list(dict.fromkeys(events.values_list("claim_id", flat=True)[:100]))[:8]
    found = {c.pk: c for c in queries.claim_rows(actor).filter(pk__in=ids)}
    return [found[i] for i in ids if i in found]
