"""The pages of exports: choosing what to take along, and what was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from factcheck.core.problems import Invalid, NotFound
from factcheck.desks.models import Desk
from factcheck.desks.queries import desks_of
from factcheck.exchange.archive.permissions import may_archive
from factcheck.exchange.archive.selecting import pick_claims
from factcheck.exchange.exports.asking import ask_for_archive, ask_for_export, own_exports, own_file, remove_export
from factcheck.exchange.exports.downloads import download, file_of
from factcheck.exchange.exports.forms import NOW, ExportForm
from factcheck.exchange.exports.selection import parameters_of, select
from factcheck.exchange.models import Export, JobState
from factcheck.exchange.resources import ARCHIVE, RESOURCES
from factcheck.web.pages import PageRequest, page

SHOWN = 100
NAMES: dict[str, Promise] = {
    "claims": gettext_lazy("Claims"),
    "articles": gettext_lazy("Articles"),
    "annotations": gettext_lazy("Annotations"),
    "verdicts": gettext_lazy("Verdicts"),
    "evidence": gettext_lazy("Evidence"),
    "reviews": gettext_lazy("Reviews"),
    "sources": gettext_lazy("Sources"),
    "agreement": gettext_lazy("Agreement"),
}
"""What can be exported, in words."""


@dataclass(frozen=True)
class Narrowing:
    """One filter as people read it."""

    label: str
    value: str


@page
def export_list(request: PageRequest) -> HttpResponse:
    """One's own exports, the newest first: how far they are, and their files."""
    rows = list(own_exports(request.actor).order_by("-id")[:SHOWN])
    context = {
        "exports": [(row, _name(row), _narrowings(row.resource, row.filters, but="desk")) for row in rows],
        "is_waiting": any(row.state in (JobState.QUEUED, JobState.RUNNING) for row in rows),
        "names": NAMES,
        "archived": [desk for desk in desks_of(request.actor) if may_archive(request.actor, desk)],
        "nav": "exports",
    }  # fmt: skip
    return render(request, "exchange/exports.html", context)


def _name(row: Export) -> str:
    return _("Archive") if row.resource == ARCHIVE else str(NAMES[row.resource])


@page
def archive(request: PageRequest, desk: str) -> HttpResponseBase:
    """Have everything of a desk written to one file, or what the claims need that fit the filters in the address."""
    there = request.actor.desk(desk)
    if request.method == "POST":
        ask_for_archive(request.actor, there, filters=request.GET.dict(), base=request.build_absolute_uri("/")[:-1])
        messages.success(
            request, _("The archive is being made. It is here when it is done, also if you leave this page.")
        )
    return redirect("exports")


@page
def add(request: PageRequest, resource: str) -> HttpResponseBase:
    """Choose a format for what a list shows: its filters stand in the address, by the names they have there."""
    if resource not in RESOURCES:
        raise NotFound(_("There are no %(name)s to export.") % {"name": resource})
    given = _given(request, resource)
    desks = [(d.slug, d.name) for d in desks_of(request.actor)] if "desk" not in given else []
    form = ExportForm(request.POST or None, resource=resource, desks=desks)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        if chosen["way"] == NOW:
            there = reverse(f"api-export-{resource}", args=[chosen["format"]])
            return redirect(f"{there}?{urlencode(given)}" if given else there)
        with form.problems():
            desk = request.actor.choose_desk(chosen.get("desk") or given.get("desk"))
            base = request.build_absolute_uri("/")[:-1]
            export = ask_for_export(
                request.actor, desk, resource=resource, form=chosen["format"], filters=given, base=base
            )
            messages.success(
                request, _("The file is being made. It is here when it is done, also if you leave this page.")
            )
            return redirect(f"{reverse('exports')}#export-{export.pk}")
    context = {
        "form": form, "resource": resource, "name": NAMES[resource], "narrowings": _narrowings(resource, given),
        "count": _count(request, resource, given, form), "back": _list_of(resource, given), "nav": "exports",
        "archived": _archived(request, given) if resource == "claims" else [], "query": urlencode(given),
    }  # fmt: skip
    return render(request, "exchange/add_export.html", context)


def _archived(request: PageRequest, given: dict[str, str]) -> list[Desk]:
    """The desks whose claims may be archived with all that they need, where filters pick some."""
    if given.keys() <= {"desk"}:
        return []
    desks = [desk for desk in desks_of(request.actor) if may_archive(request.actor, desk)]
    return [desk for desk in desks if given.get("desk", desk.slug) == desk.slug and _are_picked(request, desk, given)]


def _are_picked(request: PageRequest, desk: Desk, given: dict[str, str]) -> bool:
    try:
        return bool(pick_claims(request.actor, desk, given))
    except Invalid:
        return False


def _given(request: PageRequest, resource: str) -> dict[str, str]:
    known = [*RESOURCES[resource].filters.base_filters, *parameters_of(resource)]
    return {name: value for name, value in request.GET.dict().items() if name in known and value.strip()}


def _count(request: PageRequest, resource: str, given: dict[str, str], form: ExportForm) -> int | None:
    """How many rows there are; None where the filters in the address are none, which the form then tells."""
    try:
        return select(resource, given, request.actor, "").rows.count()
    except Invalid as problem:
        if not form.is_bound:
            messages.error(request, problem.detail)
        return None


def _narrowings(resource: str, given: dict[str, Any], but: str = "") -> list[Narrowing]:
    filters = RESOURCES[resource].filters.base_filters if resource in RESOURCES else {}
    labels = {name: str(found.label or name.replace("_", " ").capitalize()) for name, found in filters.items()}
    told = {labels.get(n, n.replace("_", " ").capitalize()): str(v) for n, v in given.items() if n != but}
    return [Narrowing(label, value) for label, value in told.items()]


def _list_of(resource: str, given: dict[str, str]) -> str:
    """The page that lists them, if there is one."""
    if resource not in ("claims", "articles"):
        return ""
    there = reverse(resource)
    return f"{there}?{urlencode(given)}" if given else there


@page
def remove(request: PageRequest, export_id: str) -> HttpResponseBase:
    """Take an export away with its file."""
    row = own_exports(request.actor).fetch(export_id)
    if request.method == "POST":
        remove_export(request.actor, row)
        messages.success(request, _("The export is deleted."))
    return redirect("exports")


@page
def file(request: PageRequest, export_id: str) -> HttpResponseBase:
    """The file, whole or in part."""
    return download(request, file_of(own_file(request.actor, export_id)))
