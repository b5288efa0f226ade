"""Keys for the API."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from factcheck.core import clock
from factcheck.core.hashing import sha256_text
from factcheck.core.problems import Invalid, NotSignedIn
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.kept import WORDS, Kept
from factcheck.desks.models import Desk, Membership, Token, User
from factcheck.desks.models.membership import holds_now
from factcheck.desks.permissions import may_issue_token, may_revoke_token, require
from factcheck.desks.roles import Scope
from factcheck.desks.scoping import DeskQuerySet

PREFIX = "fcd_"
"""Lets secret scanners know a token when they see one."""


@transaction.atomic
def issue_token(
    actor: Actor, desk: Desk, scope: Scope, *, owner: User | None = None, name: str = "", days: int = 90
) -> tuple[Token, str]:
    """A new token and its words, which are not stored and cannot be shown again.

    It is the actor's own, and good for no more than they are; for another `owner` it is made by who runs the service.
    """
    owner = owner or actor.signed_in_user
    require(may_issue_token(actor, desk, owner, scope))
    if not Membership.objects.current().filter(user=owner, desk=desk).exists():
        raise Invalid.at("/user", f"{owner.username} is not a member of {desk.slug}.")
    if not 1 <= days <= 3650:
        raise Invalid.at("/days", _("A token is good for 1 to 3650 days."))
    words = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=owner, desk=desk, scope=scope, name=name, digest=sha256_text(words),
        expires_at=clock.now() + timedelta(days=days),
    )  # fmt: skip
    history.record(actor, "token.issued", token)
    return token, words


@transaction.atomic
def revoke_token(actor: Actor, token: Token) -> Token:
    """Make a token useless from now on; one that is revoked already stays as it is."""
    token = Token.objects.select_for_update(no_key=True).get(pk=token.pk)
    require(may_revoke_token(actor, token))
    if token.revoked_at is None:
        before = token.told()
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        history.record(actor, "token.revoked", token, before=before)
    return token


def _tokens_with_owners() -> DeskQuerySet[Token]:
    """Each with the membership of its owner at its desk, if there ever was one; the token with one digest."""
    at_desk = FilteredRelation("user__memberships", condition=Q(user__memberships__desk=F("desk")))
    rows = Token.objects.select_related("user").annotate(place=at_desk)
    rows = rows.annotate(
        owner_role=F("place__role"), owner_ends_on=F("place__ends_on"), owner_ended_at=F("place__ended_at")
    )
    return rows.filter(digest=WORDS).order_by()


_TOKENS = Kept(_tokens_with_owners)


def find_token(words: str) -> Token:
    """The token with these words, its owner and their role at its desk as `owner_role`; in one query.

    Raises NotSignedIn when it is unknown, revoked or expired, or its owner left.
    """
    token: Any = _TOKENS.find(sha256_text(words))
    if token is None:
        raise NotSignedIn("This token is not known. Make one with `manage.py token`.")
    if token.revoked_at is not None:
        raise NotSignedIn("This token was revoked. Make a new one.")
    if token.expires_at <= clock.now():
        raise NotSignedIn(f"This token expired at {clock.iso(token.expires_at)}. Make a new one.")
    if not token.user.is_active:
        raise NotSignedIn("The owner of this token may not sign in any more.")
    if token.owner_role is None or not holds_now(token.owner_ends_on, token.owner_ended_at):
        raise NotSignedIn("The owner of this token is no member of its desk any more.")
    found: Token = token
    return found
