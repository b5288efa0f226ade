"""Taking a person's name out of the records, on their request. The history stays whole: its events know people by ids."""

from __future__ import annotations

from axes.utils import reset as forget_failed_attempts
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.utils.translation import gettext as _

from factcheck.core.problems import NotAllowed
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.editing import lock_desk
from factcheck.desks.models import FormerUsername, Membership, Token, User
from factcheck.desks.services.members import end_membership
from factcheck.desks.services.personal_links import lock_open_links
from factcheck.desks.services.tokens import revoke_token
from factcheck.desks.signals import deidentified


@transaction.atomic
def deidentify(actor: Actor, user: User) -> User:
    """Replace a person's name, username and address by a pseudonym, for good; they sign in no more.
    Nobody else gets the username: what is addressed to it in old texts was not for them.

    For who runs the service: a person may work at several desks, so no admin of one decides for all. Memberships end, tokens
    are revoked, and each desk of theirs has an event that says so. Their work stays, under the pseudonym; so does what people
    typed, as the author's name on a review, which is changed where it stands.

    Raises Conflict, with nothing done, where a desk would be left without an admin.
    """
    if not actor.runs_service:
        raise NotAllowed(_("This is done by who runs the service: `manage.py deidentify`."))
    memberships, tokens = _lock_all_of(user)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    for membership in memberships:
        for token in tokens:
            if token.desk_id == membership.desk_id:
                revoke_token(actor, token)
        left = end_membership(actor, membership) if membership.is_current else membership
        history.record(actor, "member.deidentified", left, before=left.told())
    forget_failed_attempts(username=user.username)
    _take_name(user)
    deidentified.send(User, user=user)
    return user


def _lock_all_of(user: User) -> tuple[list[Membership], list[Token]]:
    """The person's memberships and open tokens, in the order of the desks, locked as all that their going changes.

    An event holds the head of its desk's chain until commit, and others take a row before the head: so every row comes
    before the first event, and the desks one after the other.
    """
    memberships = Membership.objects.filter(user=user).order_by("desk_id")
    desk_ids = list(memberships.values_list("desk_id", flat=True))
    for desk_id in desk_ids:
        lock_desk(desk_id)
    tokens = Token.objects.select_for_update(no_key=True).filter(user=user, revoked_at=None).order_by("desk_id", "pk")
    held = list(tokens)
    lock_open_links(user, desk_ids)
    return list(memberships.filter(desk__in=desk_ids).select_related("desk")), held


def _take_name(user: User) -> None:
    FormerUsername.reserve(user.username)
    tail = user.pk.hex[-12:]
    user.username, user.name, user.email = f"former-{tail}", f"Former member {tail}", ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    LogEntry.objects.filter(content_type__app_label="desks", content_type__model="user", object_id=str(user.pk)).update(
        object_repr=user.name
    )
