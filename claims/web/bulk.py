"""Changing many claims at once: choose them on the board or in the table, look at what it would do, do it, undo it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.services.bulk import Done, Seen, change_many, preview
from claims.services.undoing import undo
from claims.web.bulk_forms import BulkForm
from factcheck.core import clock
from factcheck.core.problems import Invalid
from factcheck.desks.permissions import has_role
from factcheck.desks.roles import Role
from factcheck.web.pages import PageRequest, page

UNDOABLE = "claims_undoable"
"""Where the session keeps what was done last, so that lists of claims offer to undo it."""
OFFERED_FOR = timedelta(minutes=10)


def undoable(request: PageRequest) -> dict[str, Any] | None:
    """What the person may undo now: what they did last, until they undid it or ten minutes have passed."""
    kept: dict[str, Any] | None = request.session.get(UNDOABLE)
    return kept if kept and clock.now().timestamp() - kept["at"] < OFFERED_FOR.total_seconds() else None


@page
def change(request: PageRequest) -> HttpResponseBase:
    """What a change of the chosen claims would do; with `sure`, do it."""
    back = _back(request)
    if request.method != "POST":
        return redirect(back)
    form = BulkForm(request.POST, actor=request.actor)
    chosen = request.POST.getlist("claim")
    context: dict[str, Any] = {"form": form, "chosen": chosen, "back": back, "nav": "claims"}
    if form.is_valid():
        with form.problems():
            picked, wanted = _picked(chosen), form.change()
            if "sure" in request.POST:
                return _done(request, change_many(request.actor, picked, wanted), back)
            context |= {"told": preview(request.actor, picked, wanted), "picked": picked, "in_words": form.in_words()}
    return render(request, "claims/bulk.html", context)


def _picked(given: list[str]) -> dict[UUID, Seen]:
    """`id:version:status` of each claim that was chosen."""
    try:
        parts = [one.split(":", 2) for one in given]
        return {UUID(key): Seen(int(version), status) for key, version, status in parts}
    except ValueError:
        raise Invalid.at("/claims", _("Choose the claims again, from the list.")) from None


def _done(request: PageRequest, done: Done, back: str) -> HttpResponseBase:
    if done.first is not None and _may_undo(request, done):
        request.session[UNDOABLE] = {
            "desk": done.desk.slug, "first": done.first, "last": done.last, "count": len(done.changed),
            "is_drop": done.is_drop, "at": clock.now().timestamp(),
        }  # fmt: skip
    elif done.first is not None:
        said = ngettext("%(n)d claim changed.", "%(n)d claims changed.", len(done.changed))
        messages.success(request, said % {"n": len(done.changed)})
    if done.left:
        messages.warning(request, _told_of_left(done, _("Not changed: %(claims)s.")))
    return redirect(back)


def _may_undo(request: PageRequest, done: Done) -> bool:
    return not done.is_drop or has_role(request.actor, done.desk.pk, Role.EDITOR)


def _told_of_left(done: Done, words: str) -> str:
    return words % {"claims": "; ".join(f"#{line.claim.number} ({line.why_not})" for line in done.left[:20])}


@page
def undo_change(request: PageRequest) -> HttpResponseBase:
    """Take back what was done to many claims."""
    back = _back(request)
    if request.method == "POST":
        first, last = _number(request.POST, "first"), _number(request.POST, "last")
        offered = undoable(request)
        if offered is None or (offered["first"], offered["last"]) != (first, last):
            messages.warning(request, _("This is not to be undone any more; look at the claims' histories."))
            return redirect(back)
        done = undo(request.actor, request.actor.desk(offered["desk"]), first=first, last=last)
        request.session.pop(UNDOABLE, None)
        if done.changed:
            messages.success(request, _told_of_undone(done))
        if done.left:
            messages.warning(request, _told_of_left(done, _("Could not be undone: %(claims)s.")))
    return redirect(back)


def _told_of_undone(done: Done) -> str:
    n = len(done.changed)
    if done.is_drop:
        said = ngettext(
            "%(n)d claim is taken up again. It is spotted, and without a decision.",
            "%(n)d claims are taken up again. They are spotted, and without a decision.",
            n,
        )
    else:
        said = ngettext("%(n)d claim is as it was.", "%(n)d claims are as they were.", n)
    return said % {"n": n}


def _number(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Invalid.at(f"/{name}", _("This should be the number of an event."))
    return int(text)


def _back(request: PageRequest) -> str:
    """The list that the person came from, with its filters."""
    given = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(given, allowed_hosts=None) and urlsplit(given).path == reverse("claims")
    return given if is_ours else reverse("claims")
