"""Saying no, with the reason: the shape of every rule, and the rules of a desk itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from factcheck.core.problems import NotAllowed
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, DeskOwned
from factcheck.desks.roles import Role, Scope


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    reason: str = ""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """No, and why not, in words for the person who asked."""

    reason: str

    def __bool__(self) -> bool:
        return False


Answer = Allowed | Denied
YES = Allowed()


def require(answer: Answer) -> None:
    """Raise NotAllowed with the reason of a Denied."""
    if isinstance(answer, Denied):
        raise NotAllowed(answer.reason)


def needs_role(actor: Actor, desk_id: UUID, role: Role) -> Answer:
    """Whether the actor is at least `role` at the desk."""
    have = actor.role_at(desk_id)
    if have is not None and have.rank >= role.rank:
        return YES
    if actor.is_capped_at(desk_id) and actor.roles[desk_id].rank >= role.rank:
        scope = list(Scope)[role.rank]
        return Denied(
            _("Your token has the scope “%(have)s”; this needs “%(need)s”.") % {"have": actor.scope, "need": scope}
        )
    return Denied(
        _("This needs the role “%(need)s”; yours is “%(have)s”.")
        % {"need": role.label, "have": have.label if have else _("none")}
    )


def desks_with_role(actor: Actor, role: Role) -> list[UUID]:
    """The desks at which the actor is at least `role`."""
    return [desk_id for desk_id in actor.desk_ids if needs_role(actor, desk_id, role)]


def own_or_editor(actor: Actor, row: DeskOwned, why_not: str) -> Answer:
    """Whether the actor made the row, or is an editor of its desk; `why_not` is said to other reviewers."""
    writer = needs_role(actor, row.desk_id, Role.REVIEWER)
    if not writer:
        return writer
    if actor.user is not None and row.created_by_id == actor.user.id:
        return YES
    return YES if needs_role(actor, row.desk_id, Role.EDITOR) else Denied(why_not)


def may_run_desk(actor: Actor, desk: Desk) -> Answer:
    """Change the desk's name, profile and policy."""
    return needs_role(actor, desk.id, Role.ADMIN)
