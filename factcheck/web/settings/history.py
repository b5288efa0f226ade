"""Where the desk's chain ended, day by day: a list to be kept elsewhere."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase

from factcheck.desks import history
from factcheck.web.pages import PageRequest, page
from factcheck.web.settings.parts import show_part

SHOWN = 60


@page
def heads(request: PageRequest, desk: str) -> HttpResponseBase:
    """The last heads that were kept, for admins the present one, and what to do with them."""
    ours = request.actor.desk(desk)
    context = {"now": history.head_now(request.actor, ours), "rows": history.kept_heads(request.actor, ours)[:SHOWN]}
    return show_part(request, ours, "settings-history", "web/settings/history.html", context)


@page
def download(request: PageRequest, desk: str) -> HttpResponseBase:
    """All of them, and for admins the present one, a line each, as `verify_history --against` takes them."""
    ours = request.actor.desk(desk)
    now = history.head_now(request.actor, ours)
    rows = [*reversed(history.kept_heads(request.actor, ours)), *([now] if now else [])]
    lines = "".join(f"{row.kept_at.isoformat(timespec='seconds')} {row}\n" for row in rows)
    named = f'attachment; filename="heads-of-{ours.slug}.txt"'
    return HttpResponse(lines, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": named})
