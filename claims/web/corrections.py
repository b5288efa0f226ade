"""What a publisher changed, and what it was asked to change."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from claims import permissions, queries
from claims.models import Appearance
from claims.services.corrections import (
    acknowledge_words,
    archive_correction_request,
    edit_correction_request,
    request_correction,
)
from claims.web.forms import AddCorrectionRequestForm, EditCorrectionRequestForm
from factcheck.desks.permissions import require
from factcheck.web.pages import PageRequest, page


@page
def seen(request: PageRequest, appearance_id: str) -> HttpResponseBase:
    """Say that the desk has looked at the words as they are now."""
    rows = Appearance.objects.visible_to(request.actor).live()
    appearance = rows.select_related("claim", "annotation__article__revision").fetch(appearance_id)
    if request.method == "POST":
        acknowledge_words(request.actor, appearance, since=request.POST.get("since", ""))
        messages.success(request, _("Noted; it leaves the queue until the words change again."))
    return redirect(f"/claims/{appearance.claim_id}/#appearances")


@page
def add(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Note that a publisher was asked to correct what it printed."""
    claim = queries.claim(request.actor, claim_id)
    require(permissions.may_note_correction(request.actor, claim))
    places = list(queries.appearance_rows(request.actor).filter(claim=claim))
    form = AddCorrectionRequestForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            given = {name: form.cleaned_data[name] for name in form.FIELDS}
            appearance = next(place for place in places if str(place.pk) == form.cleaned_data["appearance"])
            request_correction(request.actor, claim, appearance=appearance, **given)
            messages.success(request, _("Noted. The article is looked at again and again until there is an outcome."))
            return redirect(f"/claims/{claim.pk}/#corrections")
    context = {"claim": claim, "form": form, "has_places": bool(places), "nav": "claims"}
    return render(request, "claims/add_correction_request.html", context)


@page
def edit(request: PageRequest, request_id: str) -> HttpResponseBase:
    """Note the answer and the outcome."""
    asked = queries.correction_request_rows(request.actor).fetch(request_id)
    require(permissions.may_note_correction(request.actor, asked.claim))
    saved = {name: getattr(asked, name) for name in EditCorrectionRequestForm.FIELDS}
    form = EditCorrectionRequestForm(request.POST or None, initial={**saved, "version": asked.version})
    if request.method == "POST" and form.is_valid():
        with form.problems():
            changes = {name: form.cleaned_data[name] for name in form.FIELDS if name in form.changed_data}
            edit_correction_request(request.actor, asked, version=form.cleaned_data["version"], **changes)
            messages.success(request, _("Saved."))
            return redirect(f"/claims/{asked.claim_id}/#corrections")
    context = {
        "asked": asked, "claim": asked.claim, "form": form, "nav": "claims",
        "differences": form.show_conflict(saved) if form.conflict else [],
    }  # fmt: skip
    return render(request, "claims/edit_correction_request.html", context)


@page
def remove(request: PageRequest, request_id: str) -> HttpResponseBase:
    """Take a request out of sight that was noted by mistake."""
    asked = queries.correction_request_rows(request.actor).fetch(request_id)
    if request.method == "POST":
        archive_correction_request(request.actor, asked)
        messages.success(request, _("The correction request is removed; its history stays."))
    return redirect(f"/claims/{asked.claim_id}/#corrections")
