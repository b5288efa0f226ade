"""Evidence: added, changed, removed; and the page of a source with its archived copies."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from annotations.web.timeline import show_history
from claims import permissions, queries
from claims.models import Evidence
from claims.services.evidence import add_evidence, archive_evidence, edit_evidence
from claims.services.sources import NewSource, source_at
from claims.web.forms import EditEvidenceForm, EvidenceForm
from factcheck.core.problems import Invalid
from factcheck.desks import history
from factcheck.desks.permissions import require
from factcheck.web.pages import PageRequest, page


@page
def add(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Put a source to a claim, with the words that matter."""
    claim = queries.claim(request.actor, claim_id)
    if request.method != "POST":
        require(permissions.may_judge(request.actor, claim))
    form = EvidenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            given = NewSource(**form.source())
            if not given.title and source_at(claim.desk, given.url) is None:
                raise Invalid.at("/source/title", _("Name the source; it is new to the desk."))
            add_evidence(
                request.actor, claim, source=given, **{name: form.cleaned_data[name] for name in form.JUDGEMENT}
            )
            messages.success(request, _("The evidence is saved."))
            return redirect(f"/claims/{claim.pk}/#evidence")
    context = {"claim": claim, "form": form, "nav": "claims"}
    return render(request, "claims/add_evidence.html", context)


@page
def edit(request: PageRequest, evidence_id: str) -> HttpResponseBase:
    """Change what evidence says."""
    evidence: Evidence = queries.evidence_rows(request.actor).fetch(evidence_id)
    if request.method != "POST":
        require(permissions.may_edit_evidence(request.actor, evidence))
    saved = {name: getattr(evidence, name) for name in EditEvidenceForm.FIELDS}
    form = EditEvidenceForm(request.POST or None, initial={**saved, "version": evidence.version})
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.FIELDS}
        with form.problems():
            edit_evidence(request.actor, evidence, version=form.cleaned_data["version"], **changes)
            messages.success(request, _("Saved."))
            return redirect(f"/claims/{evidence.claim_id}/#evidence-{evidence.pk}")
    context = {
        "form": form, "evidence": evidence, "claim": evidence.claim, "nav": "claims",
        "differences": form.show_conflict(saved) if form.conflict else [],
    }  # fmt: skip
    return render(request, "claims/edit_evidence.html", context)


@page
def remove(request: PageRequest, evidence_id: str) -> HttpResponseBase:
    """Take evidence out of sight, unless a verdict rests on it."""
    evidence: Evidence = queries.evidence_rows(request.actor).fetch(evidence_id)
    if request.method == "POST":
        archive_evidence(request.actor, evidence)
        messages.success(request, _("The evidence is removed; its history stays."))
    return redirect("claim", claim_id=evidence.claim_id)


@page
def source_page(request: PageRequest, source_id: str) -> HttpResponse:
    """A source, its archived copies to the letter, and the claims it was put to."""
    source = queries.source_rows(request.actor).fetch(source_id)
    evidence = queries.evidence_rows(request.actor).filter(source=source)
    context = {
        "source": source, "copies": source.snapshots.order_by("-id"), "evidence": evidence, "nav": "claims",
    }  # fmt: skip
    return render(request, "claims/source.html", context)


@page
def source_history(request: PageRequest, source_id: str) -> HttpResponse:
    """What happened to a source and its archived copies."""
    source = queries.source_rows(request.actor).fetch(source_id)
    copies = source.snapshots.values("pk")
    events = history.events_visible_to(request.actor).filter(Q(subject_id=source.pk) | Q(subject_id__in=copies))
    return show_history(
        request, events, title=_("History of a source"), of=source.title, back=f"/sources/{source.pk}/", nav="claims"
    )
