"""Who works on a claim: being on it for a while, and being assigned to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from claims import permissions, queries
from claims.models import Claim
from claims.services.claims import assign_claim
from claims.services.holds import give_back, take_hold
from claims.web.forms import AssignForm
from factcheck.desks.permissions import require
from factcheck.web.pages import PageRequest, page


@page
def hold(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Say that one is on a claim, or with `over` that one is not any more."""
    claim = queries.claim(request.actor, claim_id)
    if request.method == "POST" and "over" in request.POST:
        give_back(request.actor, claim)
        messages.success(request, _("You are not on this claim any more."))
    elif request.method == "POST":
        take_hold(request.actor, claim)
        messages.success(
            request, _("You are on this claim; your colleagues see it for half an hour, longer while you work.")
        )
    return redirect("claim", claim_id=claim.pk)


@page
def assign(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Say who works on a claim, by when, and how much it presses; any reviewer may, of anybody."""
    claim = queries.claim(request.actor, claim_id)
    if request.method != "POST":
        require(permissions.may_edit_claim(request.actor, claim))
    saved = _saved(claim)
    people = queries.who_may_be_on(claim)
    form = AssignForm(request.POST or None, initial={**saved, "version": claim.version}, people=people)
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in form.FIELDS}
        with form.problems():
            assign_claim(request.actor, claim, version=form.cleaned_data["version"], **wanted)
            messages.success(request, _("Saved."))
            return redirect("claim", claim_id=claim.pk)
    differences = form.show_conflict(saved) if form.conflict else []
    context = {"form": form, "claim": claim, "differences": differences, "nav": "claims"}
    return render(request, "claims/assign.html", context)


def _saved(claim: Claim) -> dict[str, Any]:
    assigned = [str(person.pk) for person in claim.assignees.all()]
    return {"assignees": assigned, "due_on": claim.due_on, "priority": claim.priority}
