"""The desk itself and its policy; and which desk, for those who work at several."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from factcheck.desks.models import Desk
from factcheck.desks.models.desk import POLICY_FIELDS
from factcheck.desks.permissions import may_run_desk
from factcheck.desks.queries import desks_of
from factcheck.desks.services.desks import edit_desk
from factcheck.web.pages import PageRequest, page
from factcheck.web.settings.forms import DeskForm, PolicyForm
from factcheck.web.settings.parts import show_part


@page
def choose(request: PageRequest) -> HttpResponseBase:
    """The only desk there is, or the choice between several."""
    desks = list(desks_of(request.actor))
    if len(desks) == 1:
        return redirect("settings-desk", desk=desks[0].slug)
    rows = [(desk, request.actor.roles[desk.pk].label) for desk in desks]
    return render(request, "web/settings/choose.html", {"rows": rows, "nav": "settings"})


@page
def profile(request: PageRequest, desk: str) -> HttpResponseBase:
    """Name and profile: what the desk tells readers about itself."""
    ours = request.actor.desk(desk)
    saved = {"name": ours.name, **{name: ours.profile.get(name, "") for name in DeskForm.PROFILE}}
    form = DeskForm(request.POST or None, initial={**saved, "version": ours.version})
    if request.method == "POST" and form.is_valid():
        with form.problems():
            _save_profile(request, ours, form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("settings-desk", desk=ours.slug)
    context = {
        "form": form, "may": may_run_desk(request.actor, ours),
        "differences": form.show_conflict(saved) if form.conflict else [],
    }  # fmt: skip
    return show_part(request, ours, "settings-desk", "web/settings/desk.html", context)


def _save_profile(request: PageRequest, desk: Desk, given: dict[str, Any]) -> None:
    """Keep what was typed beside what the profile holds that is not in the form; what was left empty is left out."""
    kept = {name: value for name, value in desk.profile.items() if name not in DeskForm.PROFILE}
    typed = {name: given[name] for name in DeskForm.PROFILE if given[name].strip()}
    edit_desk(request.actor, desk, version=given["version"], name=given["name"], profile=kept | typed)


@page
def policy(request: PageRequest, desk: str) -> HttpResponseBase:
    """How the desk comes to a verdict."""
    ours = request.actor.desk(desk)
    saved = {name: getattr(ours.policy, name) for name in POLICY_FIELDS}
    form = PolicyForm(request.POST or None, initial={**saved, "version": ours.version})
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in POLICY_FIELDS}
        with form.problems():
            edit_desk(request.actor, ours, version=form.cleaned_data["version"], policy=wanted)
            messages.success(request, _("Saved. What was judged, decided or published before stays as it was."))
            return redirect("settings-policy", desk=ours.slug)
    context = {
        "form": form, "may": may_run_desk(request.actor, ours),
        "differences": form.show_conflict(saved) if form.conflict else [],
    }  # fmt: skip
    return show_part(request, ours, "settings-policy", "web/settings/policy.html", context)
