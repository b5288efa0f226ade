"""Who was asked about a claim, and what claims are to each other."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from claims import permissions, queries
from claims.models import Claim
from claims.services.contacts import archive_contact, edit_contact, note_contact
from claims.services.relations import archive_relation, relate_claims
from claims.web.contact_forms import ContactForm, EditContactForm, RelationForm
from factcheck.core.problems import Invalid
from factcheck.desks.permissions import require
from factcheck.web.pages import PageRequest, page


@page
def add(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Note who was asked about a claim, or why they were not."""
    claim = queries.claim(request.actor, claim_id)
    require(permissions.may_note_contact(request.actor, claim))
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            note_contact(request.actor, claim, **{name: form.cleaned_data[name] for name in form.FIELDS})
            messages.success(request, _("Noted."))
            return redirect(f"/claims/{claim.pk}/#contacts")
    return render(request, "claims/contact.html", {"claim": claim, "form": form, "nav": "claims"})


@page
def edit(request: PageRequest, contact_id: str) -> HttpResponseBase:
    """Note the answer."""
    contact = queries.contact_rows(request.actor).fetch(contact_id)
    require(permissions.may_note_contact(request.actor, contact.claim))
    saved = {name: getattr(contact, name) for name in EditContactForm.FIELDS}
    form = EditContactForm(request.POST or None, initial={**saved, "version": contact.version})
    if request.method == "POST" and form.is_valid():
        with form.problems():
            changes = {name: form.cleaned_data[name] for name in form.FIELDS if name in form.changed_data}
            edit_contact(request.actor, contact, version=form.cleaned_data["version"], **changes)
            messages.success(request, _("Saved."))
            return redirect(f"/claims/{contact.claim_id}/#contacts")
    context = {
        "contact": contact, "claim": contact.claim, "form": form, "nav": "claims",
        "differences": form.show_conflict(saved) if form.conflict else [],
    }  # fmt: skip
    return render(request, "claims/contact.html", context)


@page
def remove(request: PageRequest, contact_id: str) -> HttpResponseBase:
    """Take out of sight what was noted by mistake."""
    contact = queries.contact_rows(request.actor).fetch(contact_id)
    if request.method == "POST":
        archive_contact(request.actor, contact)
        messages.success(request, _("The note is removed; its history stays."))
    return redirect(f"/claims/{contact.claim_id}/#contacts")


@page
def relate(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Note what a claim is to another of its desk."""
    claim = queries.claim(request.actor, claim_id)
    require(permissions.may_relate(request.actor, claim))
    form = RelationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            other = Claim.objects.visible_to(request.actor).live().filter(desk=claim.desk_id)
            found = other.filter(number=form.cleaned_data["number"]).first()
            if found is None:
                raise Invalid.at("/claim", _("The desk has no claim with this number."))
            relate_claims(request.actor, claim, other=found, kind=form.cleaned_data["kind"])
            messages.success(request, _("Noted."))
            return redirect(f"/claims/{claim.pk}/#relations")
    return render(request, "claims/add_relation.html", {"claim": claim, "form": form, "nav": "claims"})


@page
def unrelate(request: PageRequest, relation_id: str) -> HttpResponseBase:
    """Take a relation out of sight."""
    relation = queries.relation_rows(request.actor).fetch(relation_id)
    if request.method == "POST":
        archive_relation(request.actor, relation)
        messages.success(request, _("The relation is removed; its history stays."))
    return redirect(f"/claims/{relation.claim_id}/#relations")
