"""Inviting people by a link: made once, good for one person and for a week; its secret is stored nowhere."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from factcheck.core import clock
from factcheck.core.hashing import sha256_text
from factcheck.core.problems import Conflict, FieldError, Gone, Invalid, NotAllowed, NotFound
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.editing import lock_desk
from factcheck.desks.models import Desk, Invitation, Membership, User
from factcheck.desks.permissions import YES, Answer, Denied, may_say_who_works_there, require
from factcheck.desks.roles import Role
from factcheck.desks.services.members import add_member, admit, person_called, waits_for_a_password
from factcheck.desks.services.personal_links import keep_invitation, take_back_links_of

GOOD_FOR = timedelta(days=7)


@transaction.atomic
def invite(
    actor: Actor, desk: Desk, role: Role, *, ends_on: date | None = None, person: User | None = None
) -> tuple[Invitation, str]:
    """A new invitation and the secret of its link, which cannot be shown again.

    `ends_on` is the last day of the membership it leads to. With `person`, a member without a password, the link lets them
    choose one; anybody else's account is not to be had that way.
    """
    require(may_say_who_works_there(actor, desk.pk))
    _refuse_bad_end(role, ends_on)
    if person is not None and not waits_for_a_password(person):
        raise Conflict(_("%(name)s has a password already; only they may change it.") % {"name": person.username})
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        desk=desk, role=role, ends_on=ends_on, person=person, created_by=actor.user, digest=sha256_text(secret),
        expires_at=clock.now() + GOOD_FOR,
    )  # fmt: skip
    history.record(actor, "invitation.made", invitation)
    return invitation, secret


@transaction.atomic
def bring_in(
    actor: Actor, desk: Desk, *, username: str, role: Role, email: str = "", ends_on: date | None = None
) -> tuple[Membership, str | None]:
    """Make somebody a member by their username. Where there is no such account, it is made, without a password.

    The secret, then, is that of a link by which they choose one; None where the account was there.
    """
    require(may_say_who_works_there(actor, desk.pk))
    user, is_new = person_called(username, email=email)
    membership = add_member(actor, desk, user, role, ends_on=ends_on)
    return membership, invite(actor, desk, role, ends_on=ends_on, person=user)[1] if is_new else None


@transaction.atomic
def renew_link(actor: Actor, membership: Membership) -> tuple[Invitation, str]:
    """Another link for a member whose account this desk made and who has chosen no password yet; the earlier ones are over.

    Raises Conflict for anybody else: their password is theirs to change.
    """
    lock_desk(membership.desk_id)
    membership = Membership.objects.select_related("desk", "user").get(pk=membership.pk)
    require(may_renew_link(actor, membership))
    take_back_links_of(actor, membership.user, membership.desk_id)
    return invite(
        actor, membership.desk, Role(membership.role), ends_on=membership.ends_on, person=membership.user
    )  # fmt: skip


def may_renew_link(actor: Actor, membership: Membership) -> Answer:
    """Make another link by which a member chooses their password."""
    admin = may_say_who_works_there(actor, membership.desk_id)
    name = membership.user.username
    if not admin:
        return admin
    if not membership.is_current:
        return Denied(_("%(name)s has left this desk. Let them come back first.") % {"name": name}, Conflict)
    if not waits_for_a_password(membership.user):
        return Denied(_("%(name)s has a password already; only they may change it.") % {"name": name}, Conflict)
    if not Invitation.objects.filter(desk=membership.desk_id, person=membership.user_id).exists():
        return Denied(_("The account %(name)s was not made by this desk.") % {"name": name}, Conflict)
    return YES


@transaction.atomic
def revoke_invitation(actor: Actor, invitation: Invitation) -> Invitation:
    """Make a link useless. Raises Conflict when somebody came by it already; one that is over stays as it is."""
    invitation = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    require(may_say_who_works_there(actor, invitation.desk_id))
    if invitation.accepted_at is not None:
        raise Conflict(_("Somebody has come by this link already; end their membership instead."))
    if invitation.revoked_at is None:
        keep_invitation(actor, "invitation.revoked", invitation, revoked_at=clock.now())
    return invitation


def find_invitation(secret: str) -> Invitation:
    """The invitation of a link, while it is open. Raises NotFound for an unknown link, Gone for one that is over."""
    rows = Invitation.objects.select_related("desk", "person", "created_by")
    invitation = rows.filter(digest=sha256_text(secret)).first()
    if invitation is None:
        raise NotFound(_("This link is not known. Copy all of it, or ask for another."))
    _refuse_over(invitation)
    return invitation


def find_invitation_again(key: str) -> Invitation:
    """The invitation with this key, for somebody who showed its secret before. As `find_invitation`."""
    invitation = Invitation.objects.select_related("desk", "person", "created_by").filter(pk=key).first()
    if invitation is None:
        raise NotFound(_("This invitation is not there any more. Ask for another."))
    _refuse_over(invitation)
    return invitation


@transaction.atomic
def accept_invitation(actor: Actor, invitation: Invitation) -> Membership:
    """Join with the account one is signed in with. Raises Conflict for who is a member already; the link stays good then."""
    user = actor.signed_in_user
    invitation = _take(invitation)
    if invitation.person_id not in (None, user.pk):
        raise NotAllowed(_("This link is for %(name)s.") % {"name": invitation.person})
    return _join(invitation, user)


@transaction.atomic
def accept_as_new(invitation: Invitation, *, username: str, name: str, password: str) -> User:
    """Make an account and join with it; or, where the link is for an account without a password, give it one.

    Raises Invalid with an error for each wrong field.
    """
    invitation = _take(invitation)
    if invitation.person is not None:
        user = User.objects.select_for_update(no_key=True).get(pk=invitation.person.pk)
        if not waits_for_a_password(user):
            raise Gone(_("This account has a password already; sign in with it."))
        user.name = name
    else:
        user = User(username=username.strip(), name=name)
    _refuse_bad_account(user, password)
    user.set_password(password)
    _save_alone(user)
    _join(invitation, user)
    return user


def _take(invitation: Invitation) -> Invitation:
    """The invitation as it is now, locked: of two who come by one link at once, the second waits and finds it used.

    The desk is locked before it: nobody loses a role or a membership that the link rests on meanwhile.
    """
    lock_desk(invitation.desk_id)
    locked = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    _refuse_over(locked)
    return locked


def _refuse_over(invitation: Invitation) -> None:
    said = {
        "accepted": _("Somebody has joined by this link already; it was good once. Ask for another."),
        "revoked": _("This link was taken back. Ask for another."),
        "expired": _("This link was good until %(when)s. Ask for another.")
        % {"when": clock.iso(invitation.expires_at)},
    }.get(invitation.state)
    if said is None and invitation.ends_on is not None and invitation.ends_on < clock.now().date():
        said = _("The membership this link led to would be over by now. Ask for another.")
    if said is None and not _rests_on_somebody(invitation):
        said = _("Whoever made this link does not run the desk any more. Ask for another.")
    if said is None and invitation.person_id is not None and _membership_of(invitation) is None:
        said = _("The membership this link was for is over. Ask for another.")
    if said is not None:
        raise Gone(said)


def _rests_on_somebody(invitation: Invitation) -> bool:
    """Whether who made it may still invite; what nobody by name made, who runs the service did."""
    maker = invitation.created_by
    if maker is None:
        return True
    return maker.is_active and bool(may_say_who_works_there(Actor.of_user(maker), invitation.desk_id))


def _membership_of(invitation: Invitation) -> Membership | None:
    """The membership, if it holds now, of the one person whom the invitation is for."""
    return Membership.objects.current().filter(desk=invitation.desk_id, user=invitation.person_id).first()


def _refuse_bad_end(role: Role, ends_on: date | None) -> None:
    if role == Role.ASSESSOR and ends_on is None:
        raise Invalid.at("/ends_on", _("An assessor is there for a while: give the last day."))
    if ends_on is not None and ends_on < clock.now().date():
        raise Invalid.at("/ends_on", _("The last day of a membership is today or later."))


def _refuse_bad_account(user: User, password: str) -> None:
    errors = []
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as problem:
        errors += [FieldError(f"/{field}", " ".join(said)) for field, said in problem.message_dict.items()]
    try:
        validate_password(password, user)
    except ValidationError as problem:
        errors.append(FieldError("/password", " ".join(problem.messages)))
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def _save_alone(user: User) -> None:
    """Save the account, unless another has its username: that cannot be kept from whoever wants the name."""
    taken = Invalid.at("/username", _("This username is taken. If it is yours, sign in first; else choose another."))
    if User.objects.filter(username__iexact=user.username).exclude(pk=user.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise taken from None


def _join(invitation: Invitation, user: User) -> Membership:
    member = Actor(user=user)
    membership = _membership_of(invitation) or admit(
        member, invitation.desk, user, Role(invitation.role), ends_on=invitation.ends_on
    )
    keep_invitation(member, "invitation.accepted", invitation, accepted_at=clock.now(), accepted_by=user)
    return membership
