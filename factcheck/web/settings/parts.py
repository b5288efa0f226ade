"""What all pages of a desk's settings have in common: the desk, the way to the others, and who may change what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from factcheck.desks.models import Desk
from factcheck.desks.permissions import may_run_desk
from factcheck.desks.queries import desks_of
from factcheck.web.pages import PageRequest

PARTS: tuple[tuple[str, Promise], ...] = (
    ("settings-desk", _("Desk")),
    ("settings-policy", _("Policy")),
    ("settings-ratings", _("Rating scale")),
    ("settings-members", _("Members")),
    ("settings-invitations", _("Invitations")),
    ("settings-tokens", _("Tokens")),
    ("settings-history", _("History")),
)
"""The pages in their order, by the names of their addresses; apps above add theirs to the URL map under such a name."""
FOR_ADMINS = ("settings-invitations",)


@dataclass(frozen=True)
class Part:
    """One page in the navigation beside it."""

    label: Promise
    url: str
    is_here: bool


def show_part(
    request: PageRequest, desk: Desk, name: str, template: str, context: Mapping[str, object]
) -> HttpResponse:
    """The page `name` of a desk's settings, with the navigation to the others."""
    may_run = bool(may_run_desk(request.actor, desk))
    parts = [
        Part(label, reverse(part, args=[desk.slug]), part == name)
        for part, label in PARTS
        if may_run or part not in FOR_ADMINS
    ]
    frame = {"desk": desk, "parts": parts, "desks": list(desks_of(request.actor)), "nav": "settings"}
    return render(request, template, {**frame, **context})
