"""Notices: how many are new, on every page, and a page of their own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from claims import queries
from claims.services.notices import mark_read
from claims.web.forms import NoticesForm
from factcheck.desks.actors import Actor
from factcheck.web.lists import BoundedPaginator
from factcheck.web.pages import PageRequest, page

PER_PAGE = 30


def unread_notices(request: HttpRequest) -> dict[str, Callable[[], int]]:
    """A context processor: how many new notices somebody has, asked for only where a template shows it."""

    def count() -> int:
        actor = getattr(request, "actor", None)
        if actor is None and request.user.is_authenticated:
            actor = Actor.of_user(request.user)
        return queries.count_unread(actor) if actor is not None else 0

    return {"unread_notices": count}


@page
def notice_list(request: PageRequest) -> HttpResponse:
    """What concerns me, the newest first."""
    rows = BoundedPaginator(queries.notice_rows(request.actor).order_by("-id"), PER_PAGE)
    return render(request, "claims/notices.html", {"pages": rows.get_page(request.GET.get("page")), "nav": "notices"})


@page
def read(request: PageRequest) -> HttpResponseBase:
    """Mark one notice as read, or all of them where none is named."""
    form = NoticesForm(request.POST)
    if request.method == "POST" and form.is_valid():
        rows = queries.notice_rows(request.actor)
        one = form.cleaned_data["notice"]
        mark_read(request.actor, rows.filter(pk=one) if one else rows)
    return redirect("notices")
