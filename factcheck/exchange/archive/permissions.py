"""Who may take a whole desk out, and who may bring one in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from factcheck.core.problems import NotSignedIn
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.desks.permissions import YES, Answer, Denied, has_role, needs_role, needs_scope
from factcheck.desks.roles import Role, Scope
from factcheck.exchange.models import Arrival


def may_archive(actor: Actor, desk: Desk) -> Answer:
    """Take out everything a desk has, also what is hidden from some: its admins, and who runs the service."""
    return YES if actor.runs_service else needs_role(actor, desk.pk, Role.ADMIN, Scope.ADMIN)


def may_bring_archives(actor: Actor) -> Answer:
    """Send an archive at all: who signed in, or came with a token, with the scope for it; and who runs the service."""
    if actor.runs_service:
        return YES
    if actor.user is None:
        return Denied(_("An archive is taken in from somebody who signed in."), NotSignedIn)
    return needs_scope(actor, Scope.ADMIN)


def may_bring_new_desk(actor: Actor) -> Answer:
    """Make a desk, with all it published, out of an archive: who may make desks and accounts in the back office, and who
    runs the service. A role at one desk is worth nothing for it."""
    if actor.runs_service or (actor.user is not None and actor.user.has_perms(["desks.add_desk", "desks.add_user"])):
        return YES
    return Denied(_("This desk is not here yet. New desks are taken in by who runs the service: `manage.py import`."))


def may_bring_up_to_date(actor: Actor, desk: Desk) -> Answer:
    """Bring a desk that is here up to a newer archive of it: an admin of it, or who took it in here."""
    if actor.runs_service or has_role(actor, desk.pk, Role.ADMIN):
        return YES
    if actor.user is not None and Arrival._base_manager.filter(desk=desk, taken_in_by=actor.user).exists():
        return YES
    return Denied(_("A desk that is here is brought up to date by one of its admins, or by who took it in."))
