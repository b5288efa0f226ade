"""The history of a record as people read it: what changed, with texts compared word by word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from annotations.anchoring import diff
from annotations.web.differences import Part, inline
from factcheck.desks.models import Event
from factcheck.desks.telling import Change, tell
from factcheck.web.lists import BoundedPaginator
from factcheck.web.pages import PageRequest

PER_PAGE = 40
LONGEST = 20_000
"""Code points of a text up to which its words are compared; a longer one is told before and after."""


@dataclass(frozen=True)
class Shown:
    """A change as a page shows it: `parts` where a text was changed in places, else before and after."""

    label: str
    before: str
    after: str
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Entry:
    """An event as a page shows it. `by` is empty where nobody did it, or nobody may be named."""

    event: Event
    by: str
    reason: str
    changes: list[Shown]


def timeline(events: Iterable[Event], *, nameless: bool = False, first_versions: bool = True) -> list[Entry]:
    """The events in the order given.

    `nameless` leaves out who did it; without `first_versions` what a new record said is left out, for pages that show
    the records themselves.
    """
    return [
        Entry(
            event=told.event,
            by="" if nameless or told.event.actor is None else str(told.event.actor),
            reason=told.reason,
            changes=[_shown(change) for change in told.changes],
        )
        for told in tell(events, first_versions=first_versions)
    ]


def show_history(
    request: PageRequest, events: QuerySet[Event], *, title: str, of: str, back: str, nav: str
) -> HttpResponse:  # fmt: skip
    """The page of a record's history, the newest first, some at a time.

    `events` are some of `history.events_visible_to`; `of` is what people call the record, `back` the address of its page.
    """
    pages = BoundedPaginator(events.order_by("-sequence"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"entries": timeline(pages), "pages": pages, "title": title, "of": of, "back": back, "nav": nav}
    return render(request, "annotations/history.html", context)


def _shown(change: Change) -> Shown:
    compared = change.is_text and change.before and change.after and len(change.before + change.after) <= LONGEST
    parts = inline(change.before, change.after, diff(change.before, change.after)) if compared else []
    return Shown(change.label, change.before, change.after, parts)
