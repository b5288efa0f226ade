"""The pages of imports: choose a file and look at it, say how it is meant, take it in, and read what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from claims.queries import ratings_to_give
from factcheck.core.problems import NotAllowed, Problem
from factcheck.desks.models import Desk
from factcheck.desks.permissions import has_role, require
from factcheck.desks.queries import desks_of
from factcheck.desks.roles import Role
from factcheck.exchange.imports import queries
from factcheck.exchange.imports.asking import ask_again, ask_for_import, forget_import
from factcheck.exchange.imports.formats import ImportFormat
from factcheck.exchange.imports.forms import ImportForm, MeaningForm
from factcheck.exchange.imports.options import TARGETS
from factcheck.exchange.imports.readers.table import guessed_columns
from factcheck.exchange.models import Import, JobState
from factcheck.exchange.permissions import may_import
from factcheck.web.pages import PageRequest, page

SHOWN = 50
"""Imports in the list."""
NAMED = {
    "claims": ngettext_lazy("%(n)d claim", "%(n)d claims", "n"),
    "articles": ngettext_lazy("%(n)d article", "%(n)d articles", "n"),
    "annotations": ngettext_lazy("%(n)d annotation", "%(n)d annotations", "n"),
    "reviews": ngettext_lazy("%(n)d review", "%(n)d reviews", "n"),
    "verdicts": ngettext_lazy("%(n)d verdict", "%(n)d verdicts", "n"),
}


@page
def imports(request: PageRequest) -> HttpResponseBase:
    """Choose a file; a worker looks at it, and nothing is taken in yet. Below, what was taken in before."""
    desks = [desk for desk in desks_of(request.actor) if may_import(request.actor, desk)]
    if not desks:
        raise NotAllowed(_("Files are taken in by editors."))
    form = ImportForm(request.POST or None, request.FILES or None, desks=[(d.slug, d.name) for d in desks])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.problems():
            job = ask_for_import(
                request.actor, _chosen(desks, given.get("desk")), file=given["file"], filename=given["file"].name,
                format=given["format"], dry_run=True, base=request.build_absolute_uri("/")[:-1],
            )  # fmt: skip
            return redirect("import", import_id=job.pk)
    rows = queries.import_rows(request.actor).order_by("-id")[:SHOWN]
    return render(request, "exchange/imports.html", {"form": form, "jobs": rows, "nav": "claims"})


def _chosen(desks: Sequence[Desk], slug: str | None) -> Desk:
    return next((desk for desk in desks if desk.slug == slug), desks[0])


@page
def one(request: PageRequest, import_id: str) -> HttpResponse:
    """How far an import is, and what came of it; after a look, how the file is meant."""
    return _show(request, queries.import_rows(request.actor).fetch(import_id), None)


@page
def again(request: PageRequest, import_id: str) -> HttpResponseBase:
    """Look once more at the file with other meanings, or take it in."""
    job = queries.import_rows(request.actor).fetch(import_id)
    require(may_import(request.actor, job.desk))
    form = _meaning(request, job) if request.method == "POST" else None
    if form is not None and form.is_valid():
        with form.problems():
            new = ask_again(
                request.actor, job, mapping=form.mapping(), dry_run="look" in request.POST,
                partial=form.cleaned_data.get("partial", False),
            )  # fmt: skip
            return redirect("import", import_id=new.pk)
    return _show(request, job, form)


@page
def forget(request: PageRequest, import_id: str) -> HttpResponseBase:
    """Remove what is kept of an import; what came in stays."""
    job = queries.import_rows(request.actor).fetch(import_id)
    if request.method == "POST":
        forget_import(request.actor, job)
        messages.success(request, _("Removed. What came in with it stays."))
    return redirect("imports")


def _show(request: PageRequest, job: Import, form: MeaningForm | None) -> HttpResponse:
    is_over = job.state in (JobState.DONE, JobState.FAILED)
    may = has_role(request.actor, job.desk_id, Role.EDITOR)
    if form is None and may and is_over and job.file and (job.dry_run or job.state == JobState.FAILED):
        form = _meaning(request, job)
    context = {
        "job": job, "is_over": is_over, "may": may, "nav": "claims", "form": form, "counts": job.counts,
        "made": _counted(job, "made"), "known": _counted(job, "known"),
        "updated": _counted(job, "updated"), "rows": [_readable(row) for row in job.preview],
        "problem": (job.problem or {}).get("detail", ""),
    }  # fmt: skip
    return render(request, "exchange/import.html", context)


def _counted(job: Import, which: str) -> list[str]:
    """How many of what, in words."""
    return [
        NAMED[name] % {"n": n} if name in NAMED else _("%(n)d rows of %(table)s") % {"n": n, "table": name}
        for name, n in job.counts.get(which, {}).items()
        if n
    ]


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the preview with its values as people read them."""
    told = [
        (name.replace("_", " "), ", ".join(map(str, value)) if isinstance(value, list) else value)
        for name, value in row["says"].items()
    ]
    return {**row, "told": told}


def _meaning(request: PageRequest, job: Import) -> MeaningForm:
    headers: list[str] = []
    columns: dict[str, str] = {}
    if job.format == ImportFormat.CSV and job.file:
        try:
            with job.file.open("rb") as file:
                headers, columns = guessed_columns(file, job.mapping.get("encoding", ""))
        except Problem:  # it is told on the import already that it cannot be read
            headers, columns = [], {}
    chosen = {what: name for what, name in job.mapping.items() if what in TARGETS} or columns
    ratings = [(rating.slug, rating.name) for rating in ratings_to_give(job.desk)]
    data = request.POST if request.method == "POST" else None
    return MeaningForm(data, job, headers=headers, columns=chosen, ratings=ratings)
