"""Who may take things in, and out, by the file."""

from __future__ import annotations

from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.desks.permissions import Answer, needs_role
from factcheck.desks.roles import Role, Scope
from factcheck.exchange.archive.permissions import may_bring_archives
from factcheck.exchange.models import Import


def may_import(actor: Actor, desk: Desk, *, publishes: bool = False) -> Answer:
    """Take a file in: an editor, since nobody removes a hundred thousand rows in one go; to publish what is in it, with the
    scope that publishing needs."""
    return needs_role(actor, desk.pk, Role.EDITOR, Scope.PUBLISH if publishes else Scope.WRITE)


def may_forget_import(actor: Actor, job: Import) -> Answer:
    """Stop an import that is under way, or remove what is kept of it; what came in stays."""
    return may_bring_archives(actor) if job.format == "archive" else needs_role(actor, job.desk_id, Role.EDITOR)
