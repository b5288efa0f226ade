"""The keys of the API: one's own, and all of the desk for its admins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from factcheck.core import clock
from factcheck.desks import queries
from factcheck.desks.permissions import may_revoke_token
from factcheck.desks.roles import Scope
from factcheck.desks.services.tokens import issue_token, revoke_token
from factcheck.web.pages import PageRequest, page
from factcheck.web.settings.forms import TokenForm
from factcheck.web.settings.parts import show_part


@page
def tokens(request: PageRequest, desk: str) -> HttpResponseBase:
    """The keys there are, and a form for another of one's own, whose words are shown here, once."""
    ours, words = request.actor.desk(desk), ""
    role = request.actor.roles[ours.pk]
    form = TokenForm(request.POST or None, role=role)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.problems():
            scope = Scope(given["scope"])
            _token, words = issue_token(request.actor, ours, scope, name=given["name"], days=given["days"])
            form = TokenForm(role=role)
    rows = queries.tokens_at(request.actor).filter(desk=ours).order_by("-id")[:500]
    now = clock.now()
    context = {
        "form": form, "words": words,
        "good": [(t, may_revoke_token(request.actor, t)) for t in rows if t.revoked_at is None and t.expires_at > now],
        "over": [t for t in rows if t.revoked_at is not None or t.expires_at <= now],
    }  # fmt: skip
    return show_part(request, ours, "settings-tokens", "web/settings/tokens.html", context)


@page
def revoke(request: PageRequest, desk: str, token_id: str) -> HttpResponseBase:
    """Make a key useless."""
    row = queries.tokens_at(request.actor).filter(desk=request.actor.desk(desk)).fetch(token_id)
    if request.method == "POST":
        revoke_token(request.actor, row)
        messages.success(request, _("The token is revoked."))
    return redirect("settings-tokens", desk=desk)
