"""Saying no, with the reason: the shape of every rule, and the rules of a desk itself."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from factcheck.core.problems import NotAllowed, Problem
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, DeskOwned, Token, User
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


def at_desks_adjudicated_by(actor: Actor) -> Q:
    """Condition on rows of desks: where they are, the actor's role is one that decides where verdicts differ."""
    where_editors_do = Q(desk_id__in=desks_with_role(actor, Role.EDITOR), desk__policy__adjudicators=Role.EDITOR)
    return where_editors_do | Q(desk_id__in=desks_with_role(actor, Role.ADMIN))


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


def may_say_who_works_there(actor: Actor, desk_id: UUID) -> Answer:
    """Add and change members, invite people, end tokens: an admin of the desk, or who runs the service."""
    return YES if actor.runs_service else needs_role(actor, desk_id, Role.ADMIN, Scope.ADMIN)


def may_issue_token(actor: Actor, desk: Desk, owner: User, scope: Scope) -> Answer:
    """Make a key of one's own, with a scope that one's role can use; with a token alone nobody makes another but an admin's.

    A token with less would else outlive itself: whoever found it could make the next before it ends.
    """
    if actor.runs_service:
        return YES
    if actor.user is None or owner.pk != actor.user.pk:
        return Denied(_("A token is made by the person whose key it is."))
    role = actor.role_at(desk.pk)
    member = needs_role(actor, desk.pk, Role.ASSESSOR, Scope.ADMIN)
    if not member or role is None or scope.rank <= role.widest_scope.rank:
        return member
    return Denied(
        _("As “%(role)s” you can use a token for “%(most)s” at most; choose that.")
        % {"role": role.label, "most": role.widest_scope.label}
    )


def may_revoke_token(actor: Actor, token: Token) -> Answer:
    """End a key: its owner, and who says who works at its desk."""
    if actor.user is not None and token.user_id == actor.user.pk and actor.role_at(token.desk_id) is not None:
        return needs_scope(actor, Scope.WRITE)
    return may_say_who_works_there(actor, token.desk_id)
