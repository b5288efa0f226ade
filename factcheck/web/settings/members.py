"""Who works at a desk, and the links that invite people."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from factcheck.desks import queries
from factcheck.desks.links import joining_url
from factcheck.desks.permissions import may_say_who_works_there, require
from factcheck.desks.roles import Role
from factcheck.desks.services.invitations import bring_in, invite, may_renew_link, renew_link, revoke_invitation
from factcheck.desks.services.members import edit_member, end_membership
from factcheck.web.pages import PageRequest, page
from factcheck.web.settings.forms import EditMemberForm, EndMemberForm, InvitationForm, NewMemberForm
from factcheck.web.settings.parts import show_part


def link_of(request: PageRequest, secret: str) -> str:
    return joining_url(request.build_absolute_uri("/")[:-1], secret)


@page
def members(request: PageRequest, desk: str) -> HttpResponseBase:
    """Everybody at the desk, those who left, and a form to add somebody."""
    ours, link = request.actor.desk(desk), ""
    form = NewMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        with form.problems():
            membership, secret = bring_in(request.actor, ours, **given)
            if secret is None:
                messages.success(request, _("%(name)s is a member now.") % {"name": membership.user})
                return redirect("settings-members", desk=ours.slug)
            link, form = link_of(request, secret), NewMemberForm()
    rows = list(queries.memberships_at(request.actor).filter(desk=ours).order_by("user__name", "user__username"))
    context = {
        "form": form, "link": link, "may": may_say_who_works_there(request.actor, ours.pk),
        "current": [row for row in rows if row.is_current], "former": [row for row in rows if not row.is_current],
    }  # fmt: skip
    return show_part(request, ours, "settings-members", "web/settings/members.html", context)


@page
def member(request: PageRequest, desk: str, member_id: str) -> HttpResponseBase:
    """One member's role and last day."""
    ours = request.actor.desk(desk)
    row = queries.memberships_at(request.actor).filter(desk=ours).fetch(member_id)
    saved = {"role": row.role, "ends_on": row.ends_on}
    form = EditMemberForm(request.POST or None, initial={**saved, "version": row.version})
    may = may_say_who_works_there(request.actor, ours.pk)
    require(may)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.problems():
            edit_member(
                request.actor, row, version=given["version"], role=Role(given["role"]), ends_on=given["ends_on"]
            )
            messages.success(request, _("Saved."))
            return redirect("settings-members", desk=ours.slug)
    context = {
        "form": form, "row": row, "may": may, "may_renew": may_renew_link(request.actor, row),
        "differences": form.show_conflict(saved) if form.conflict else [],
    }  # fmt: skip
    return show_part(request, ours, "settings-members", "web/settings/member.html", context)


@page
def link(request: PageRequest, desk: str, member_id: str) -> HttpResponseBase:
    """Another link for a member without a password, shown here once; or why there is none."""
    ours = request.actor.desk(desk)
    row = queries.memberships_at(request.actor).filter(desk=ours).fetch(member_id)
    if request.method != "POST":
        return redirect("settings-member", desk=desk, member_id=row.pk)
    _made, secret = renew_link(request.actor, row)
    context = {"row": row, "link": link_of(request, secret)}
    return show_part(request, ours, "settings-members", "web/settings/member_link.html", context)


@page
def end(request: PageRequest, desk: str, member_id: str) -> HttpResponseBase:
    """End a membership at once, as it was when the button was shown."""
    row = queries.memberships_at(request.actor).filter(desk=request.actor.desk(desk)).fetch(member_id)
    form = EndMemberForm(request.POST)
    if request.method == "POST" and form.is_valid():
        end_membership(request.actor, row, version=form.cleaned_data["version"])
        messages.success(request, _("%(name)s is no member any more; their work stays.") % {"name": row.user})
    return redirect("settings-members", desk=desk)


@page
def invitations(request: PageRequest, desk: str) -> HttpResponseBase:
    """The links that invite to the desk; a new one is shown here, once."""
    ours, link = request.actor.desk(desk), ""
    require(may_say_who_works_there(request.actor, ours.pk))
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with form.problems():
            _made, secret = invite(request.actor, ours, Role(given["role"]), ends_on=given["ends_on"])
            link, form = link_of(request, secret), InvitationForm()
    rows = queries.invitations_at(request.actor).filter(desk=ours)[:200]
    context = {"form": form, "link": link, "rows": rows}
    return show_part(request, ours, "settings-invitations", "web/settings/invitations.html", context)


@page
def revoke(request: PageRequest, desk: str, invitation_id: str) -> HttpResponseBase:
    """Take a link back."""
    row = queries.invitations_at(request.actor).filter(desk=request.actor.desk(desk)).fetch(invitation_id)
    if request.method == "POST":
        revoke_invitation(request.actor, row)
        messages.success(request, _("The link is taken back; nobody comes in by it any more."))
    return redirect("settings-invitations", desk=desk)
