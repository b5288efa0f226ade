"""A desk's rating scales: which is in force, and what their ratings are called and mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import permissions, queries
from claims.models import RatingFamily, RatingScale
from claims.services.rating_scales import NewRating, add_rating_scale, edit_rating_scale, put_in_force
from factcheck.core.problems import FieldError
from factcheck.desks.models import Desk
from factcheck.desks.permissions import require
from factcheck.web.forms import ServiceForm
from factcheck.web.pages import PageRequest, page
from factcheck.web.settings.parts import show_part

HERE = "settings-ratings"
LAST = 999
"""The place of a rating that was given none."""


class ScaleForm(ServiceForm):
    """A scale's name; its ratings are forms of their own."""

    name = forms.CharField(label=gettext_lazy("Name of the scale"), max_length=80)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RatingForm(forms.Form):
    """One step of a scale. Its place is a number, so that it works without a mouse or a script."""

    slug = forms.SlugField(label=gettext_lazy("Short name"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Rating"), max_length=60)
    family = forms.ChoiceField(
        label=gettext_lazy("Family"), choices=[("", gettext_lazy("Choose…")), *RatingFamily.choices]
    )
    value = forms.IntegerField(label=gettext_lazy("Value"), required=False, min_value=-32768, max_value=32767)
    description = forms.CharField(
        label=gettext_lazy("What it means"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    position = forms.IntegerField(label=gettext_lazy("Place"), required=False, min_value=1, max_value=LAST)
    retired = forms.BooleanField(label=gettext_lazy("Retired"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        if self.initial.get("slug"):
            self.fields["slug"].disabled = True


@page
def scales(request: PageRequest, desk: str) -> HttpResponseBase:
    """The scales there are; the one in force first."""
    ours = request.actor.desk(desk)
    rows = queries.rating_scales_of(request.actor, ours)
    context = {"rows": rows, "may": permissions.may_run_scales(request.actor, ours)}
    return show_part(request, ours, HERE, "claims/rating_scales.html", context)


@page
def choose(request: PageRequest, desk: str, scale_id: str) -> HttpResponseBase:
    """Put a scale in force."""
    ours = request.actor.desk(desk)
    scale = queries.rating_scale_rows(request.actor).filter(desk=ours).fetch(scale_id)
    if request.method == "POST":
        put_in_force(request.actor, scale)
        messages.success(request, _("%(name)s is in force. What was given before keeps its rating.") % {"name": scale})
    return redirect(HERE, desk=ours.slug)


@page
def add(request: PageRequest, desk: str) -> HttpResponseBase:
    """A new scale, which is in force as soon as it is there."""
    ours = request.actor.desk(desk)
    require(permissions.may_run_scales(request.actor, ours))
    return _show(request, ours, None, [])


@page
def edit(request: PageRequest, desk: str, scale_id: str) -> HttpResponseBase:
    """Rename a scale; add, rename, reorder and retire its ratings."""
    ours = request.actor.desk(desk)
    scale = queries.rating_scale_rows(request.actor).filter(desk=ours).fetch(scale_id)
    require(permissions.may_run_scales(request.actor, ours))
    ratings = sorted(scale.ratings.all(), key=lambda r: (r.archived_at is not None, r.position))
    rows = [
        {
            "slug": r.slug, "name": r.name, "family": r.family, "value": r.value, "description": r.description,
            "position": place, "retired": r.archived_at is not None,
        }
        for place, r in enumerate(ratings, 1)
    ]  # fmt: skip
    return _show(request, ours, scale, rows)


def _show(request: PageRequest, desk: Desk, scale: RatingScale | None, rows: list[dict[str, Any]]) -> HttpResponseBase:
    saved = {"name": scale.name} if scale else {}
    sent = request.POST if request.method == "POST" else None
    form = ScaleForm(sent, initial={**saved, "version": scale.version if scale else None})
    extra = 2 if rows else 6
    ratings = formset_factory(RatingForm, extra=extra, max_num=40)(sent, initial=rows, prefix="rating")
    if sent is not None and form.is_valid() and ratings.is_valid():
        with form.problems():
            _save(request, desk, scale, form, _given(ratings))
            messages.success(request, _("Saved. Verdicts that were given keep their rating."))
            return redirect(HERE, desk=desk.slug)
    if form.problem is not None:
        _tell_beside(form, ratings)
    context = {
        "form": form, "ratings": ratings, "scale": scale,
        "differences": form.show_conflict(saved) if form.conflict else [],
    }  # fmt: skip
    return show_part(request, desk, HERE, "claims/rating_scale.html", context)


def _kept(ratings: BaseFormSet[RatingForm]) -> list[RatingForm]:
    """The rows of ratings that are not retired, in the order of their places; blank rows are none."""
    kept = [row for row in ratings.forms if row.cleaned_data and not row.cleaned_data["retired"]]
    return sorted(kept, key=lambda row: row.cleaned_data["position"] or LAST)


def _given(ratings: BaseFormSet[RatingForm]) -> list[NewRating]:
    given = ("slug", "name", "family", "value", "description")
    return [NewRating(**{name: row.cleaned_data[name] for name in given}) for row in _kept(ratings)]


def _save(
    request: PageRequest, desk: Desk, scale: RatingScale | None, form: ScaleForm, ratings: Sequence[NewRating]
) -> RatingScale:
    given = form.cleaned_data
    if scale is None:
        return add_rating_scale(request.actor, desk, name=given["name"], ratings=ratings)
    return edit_rating_scale(request.actor, scale, version=given["version"] or 0, name=given["name"], ratings=ratings)


def _tell_beside(form: ScaleForm, ratings: BaseFormSet[RatingForm]) -> None:
    """What the service said of the n-th rating that was given, beside that rating."""
    kept = _kept(ratings)
    for error in form.problem.errors if form.problem else ():
        place = _place(error)
        if place is not None and place[0] < len(kept) and place[1] in RatingForm.base_fields:
            kept[place[0]].add_error(place[1], error.detail)


def _place(error: FieldError) -> tuple[int, str] | None:
    """The number and the field of a rating that an error points at: `/ratings/2/slug`."""
    parts = error.pointer.strip("/").split("/")
    return (int(parts[1]), parts[2]) if len(parts) == 3 and parts[0] == "ratings" and parts[1].isdigit() else None
