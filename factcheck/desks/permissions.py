"""Saying no, with the reason: the shape of every rule, and the rules of a desk itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from factcheck.core.problems import NotAllowed, Problem
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
    """No, and why not, in words for the person who asked; `kind` is Conflict where the state forbids it, not the role."""

    reason: str
    kind: type[Problem] = NotAllowed

    def __bool__(self) -> bool:
        return False


Answer = Allowed | Denied
YES = Allowed()


def require(answer: Answer) -> None:
    """Raise the problem of a Denied, with its reason."""
    if isinstance(answer, Denied):
        raise answer.kind(answer.reason)


def needs_role(actor: Actor, desk_id: UUID, role: Role, scope: Scope = Scope.WRITE) -> Answer:
    """Whether the actor is at least `role` at the desk, and came with at least `scope`."""
    if has_role(actor, desk_id, role):
        return needs_scope(actor, scope)
    have = actor.role_at(desk_id)
    return Denied(
        _("This needs the role “%(need)s”; yours is “%(have)s”.")
        % {"need": role.label, "have": have.label if have else _("none")}
    )


def needs_scope(actor: Actor, scope: Scope) -> Answer:
    """Whether what the actor came with is good for it: a token by its scope, a session for everything."""
    if actor.scope.rank >= scope.rank:
        return YES
    return Denied(
        _("Your token has the scope “%(have)s”; this needs “%(need)s”.") % {"have": actor.scope, "need": scope}
    )


def has_role(actor: Actor, desk_id: UUID, role: Role) -> bool:
    """Whether the actor is at least `role` at the desk, whatever they came with."""
    have = actor.role_at(desk_id)
    return have is not None and have.rank >= role.rank


def desks_with_role(actor: Actor, role: Role) -> list[UUID]:
    """The desks at which the actor is at least `role`."""
    return [desk_id for desk_id in actor.desk_ids if has_role(actor, desk_id, role)]


def own_or_editor(actor: Actor, row: DeskOwned, why_not: str) -> Answer:
    """Whether the actor made the row, or is an editor of its desk; `why_not` is said to other reviewers."""
    writer = needs_role(actor, row.desk_id, Role.REVIEWER)
    if not writer:
        return writer
    if actor.user is not None and row.created_by_id == actor.user.id:
        return YES
    return YES if has_role(actor, row.desk_id, Role.EDITOR) else Denied(why_not)


def may_run_desk(actor: Actor, desk: Desk) -> Answer:
    """Change the desk's name, profile and policy."""
    return needs_role(actor, desk.id, Role.ADMIN, Scope.ADMIN)
