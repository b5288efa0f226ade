"""Coming to a desk by a link."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from factcheck.core.problems import NotFound
from factcheck.desks.models import Invitation
from factcheck.desks.services.invitations import (
    accept_as_new,
    accept_invitation,
    find_invitation,
    find_invitation_again,
)
from factcheck.web.forms import ServiceForm
from factcheck.web.pages import PageRequest, unlisted_page
from factcheck.web.settings.forms import JoinForm
from factcheck.web.throttling import count_unknown_link, too_many_links

KEPT = "invitation"
"""Under what a session holds the key of the invitation whose link was opened in it."""


@unlisted_page
def open_link(request: PageRequest, secret: str) -> HttpResponseBase:
    """Note in the session which invitation the link is of, and go on to it.

    The secret ends here: no page has it in its address, so no form, no log and no sign-in in between comes to know it.
    """
    locked = too_many_links(request)
    if locked is not None:
        return locked
    try:
        invitation = find_invitation(secret)
    except NotFound:
        count_unknown_link(request)
        raise
    request.session[KEPT] = str(invitation.pk)
    return redirect("join")


@unlisted_page
def join(request: PageRequest) -> HttpResponseBase:
    """Say which desk invites, and let somebody join it: with the account they are signed in with, or with a new one."""
    key = request.session.get(KEPT)
    if key is None:
        raise NotFound(_("Open the link that you were sent: it says which desk invites you."))
    invitation = find_invitation_again(key)
    if request.user.is_authenticated:
        return _join_as_oneself(request, invitation)
    return _join_as_new(request, invitation)


def _join_as_oneself(request: PageRequest, invitation: Invitation) -> HttpResponse:
    form = ServiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            accept_invitation(request.actor, invitation)
            return _welcome(request, invitation)
    context = {"form": form, "invitation": invitation}
    return render(request, "web/join.html", context)


def _join_as_new(request: PageRequest, invitation: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None, initial={"username": invitation.person and invitation.person.username})
    if invitation.person is not None:
        del form.fields["username"]
    if request.method == "POST" and form.is_valid():
        given = {"username": "", **form.cleaned_data}
        with form.problems():
            user = accept_as_new(invitation, **given)
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            return _welcome(request, invitation)
    context = {"form": form, "invitation": invitation}
    return render(request, "web/join.html", context)


def _welcome(request: PageRequest, invitation: Invitation) -> HttpResponse:
    del request.session[KEPT]
    messages.success(request, _("Welcome to %(desk)s.") % {"desk": invitation.desk})
    return redirect("queue")
