"""Who works at a desk: coming, another role, leaving, coming back. Each is one event of the desk's history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from factcheck.core import clock
from factcheck.core.problems import Conflict, FieldError, Invalid, Stale
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.editing import lock_desk
from factcheck.desks.models import Desk, Membership, Told, User
from factcheck.desks.permissions import may_say_who_works_there, require
from factcheck.desks.roles import Role
from factcheck.desks.services.personal_links import take_back_links_of


@transaction.atomic
def add_member(actor: Actor, desk: Desk, user: User, role: Role, *, ends_on: date | None = None) -> Membership:
    """Let a person work at a desk, until `ends_on` if that is given; who left is back.

    Raises Conflict for somebody who is a member today: `edit_member` gives them another role.
    """
    require(may_say_who_works_there(actor, desk.pk))
    return admit(actor, desk, user, role, ends_on=ends_on)


@transaction.atomic
def admit(actor: Actor, desk: Desk, user: User, role: Role, *, ends_on: date | None = None) -> Membership:
    """As `add_member`, once it is settled that they may come: because an admin says so, or by an invitation."""
    lock_desk(desk.pk)
    membership = Membership.objects.filter(desk=desk, user=user).first()
    if membership is None:
        membership = Membership(desk=desk, user=user, role=role, ends_on=ends_on)
        _refuse_past(membership, before={})
        return _keep_membership(actor, "member.added", membership, before={})
    if membership.is_current:
        raise Conflict(
            _("%(name)s is a member already, as “%(role)s”; change that instead of adding them again.")
            % {"name": user.username, "role": membership.get_role_display()},
            member=str(membership.pk),
        )
    before = membership.told()
    membership.role, membership.ends_on, membership.ended_at = role, ends_on, None
    _refuse_past(membership, before)
    return _keep_membership(actor, "member.returned", membership, before)


@transaction.atomic
def edit_member(actor: Actor, membership: Membership, *, version: int | None = None, **changes: Any) -> Membership:
    """Give a member another `role`, or another last day (`ends_on`; None: no end). Their work stays as it is.

    The past stays, too: a day that is over is no last day any more, and who has left comes back by a new last day or none.
    Raises Conflict where the desk would be left without an admin.
    """
    lock_desk(membership.desk_id)
    membership = Membership.objects.select_related("desk", "user").get(pk=membership.pk)
    require(may_say_who_works_there(actor, membership.desk_id))
    _refuse_stale(membership, version)
    before, was_current = membership.told(), membership.is_current
    for name in ("role", "ends_on"):
        setattr(membership, name, changes.get(name, getattr(membership, name)))
    if membership.told() == before and (was_current or "ends_on" not in changes):
        return membership
    if not was_current:
        _refuse_rewriting(membership, changes)
        membership.ended_at = None
    _refuse_past(membership, before)
    return _keep_membership(actor, _what_happens(membership, before, was_current=was_current), membership, before)


@transaction.atomic
def end_membership(actor: Actor, membership: Membership, *, version: int | None = None) -> Membership:
    """Let a member go, from this moment. Their work stays; their tokens and the links that
    are for them are worth nothing at this desk any more.

    Raises Conflict where the desk would be left without an admin, and for somebody who has left already.
    """
    lock_desk(membership.desk_id)
    membership = Membership.objects.select_related("desk", "user").get(pk=membership.pk)
    require(may_say_who_works_there(actor, membership.desk_id))
    _refuse_stale(membership, version)
    if not membership.is_current:
        raise Conflict(_("%(name)s has left this desk already.") % {"name": membership.user.username})
    take_back_links_of(actor, membership.user, membership.desk_id)
    before = membership.told()
    membership.ended_at = clock.now()
    return _keep_membership(actor, "member.left", membership, before)


def _what_happens(membership: Membership, before: Told, *, was_current: bool) -> str:
    """What history calls a change of a membership."""
    if not was_current:
        return "member.returned"
    if membership.told()["role"] != before["role"]:
        return "member.changed"
    return "member.stays" if membership.ends_on is None else "member.leaves"


def _keep_membership(actor: Actor, verb: str, membership: Membership, before: Told) -> Membership:
    """Write it with its event, unless the desk would have an admin for a shorter time than before."""
    led_until = _led_until(membership.desk_id)
    membership.version += bool(before)
    membership.save()
    if _led_until(membership.desk_id) < led_until:
        raise Conflict(
            _(
                "A desk needs an admin who stays. Make somebody else an admin without a last day first, then do this again."
            )
        )
    history.record(actor, verb, membership, before=before)
    return membership


def _led_until(desk_id: Any) -> date:
    """The last day with an admin who can sign in: `date.max` with no end in sight, `date.min` where there is none now."""
    admins = Membership.objects.current().filter(desk_id=desk_id, role=Role.ADMIN, user__is_active=True)
    return max((ends_on or date.max for ends_on in admins.values_list("ends_on", flat=True)), default=date.min)


def _refuse_stale(membership: Membership, version: int | None) -> None:
    if version is not None and version != membership.version:
        raise Stale(
            f"You read version {version}; it is at version {membership.version} now.",
            current_version=membership.version,
        )


def _refuse_rewriting(membership: Membership, changes: dict[str, Any]) -> None:
    if "ends_on" not in changes:
        raise Conflict(
            _(
                "%(name)s has left this desk. Give them a new last day, or none, and they are back with the role you choose."
            )
            % {"name": membership.user.username}
        )


def _refuse_past(membership: Membership, before: Told) -> None:
    """A last day is today or later, and an assessor has one."""
    errors = []
    today = clock.now().date()
    if membership.role == Role.ASSESSOR and membership.ends_on is None:
        errors.append(FieldError("/ends_on", _("An assessor is there for a while: give the last day.")))
    ends_anew = membership.told()["ends_on"] != before.get("ends_on") or not membership.is_current
    if membership.ends_on is not None and membership.ends_on < today and ends_anew:
        said = _(
            "The past stays as it was: a last day is %(today)s or later. To let somebody go now, end the membership."
        )
        errors.append(FieldError("/ends_on", said % {"today": today.isoformat()}))
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


@transaction.atomic
def person_called(username: str, *, email: str = "") -> tuple[User, bool]:
    """The account with this username, and whether it was made just now: without a password, so nobody signs in with it yet.

    Raises Invalid at `/username` or `/email`; Conflict for an account that waits for its owner, since whoever holds its link
    could come in their stead. An account's address is its owner's: none is taken for one that is there, nor compared with it.
    """
    found = _account_called(username)
    if found is not None:
        if waits_for_a_password(found):
            raise Conflict(_("The account %(name)s waits for its owner to choose a password.") % {"name": username})
        if email:
            raise Invalid.at("/email", _("This account has its owner’s address; leave `email` out."))
        return found, False
    user = User(username=username, email=email)
    user.set_unusable_password()
    try:
        user.clean_fields(exclude=["password", "id"])
    except ValidationError as problem:
        errors = [FieldError(f"/{name}", " ".join(said)) for name, said in problem.message_dict.items()]
        raise Invalid(errors[0].detail, errors=errors) from None
    return User.objects.get_or_create(username=username, defaults={"email": email, "password": user.password})


def _account_called(username: str) -> User | None:
    """Upper and lower case make no other username; where older accounts differ by it alone, the one as it is written."""
    alike = list(User.objects.filter(username__iexact=username))
    return next((user for user in alike if user.username == username), alike[0] if alike else None)


def waits_for_a_password(person: User) -> bool:
    """Whether the account was made for somebody who has not come to it yet."""
    return person.is_active and not person.has_usable_password() and person.last_login is None
