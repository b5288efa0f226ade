"""Making a desk and running it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from factcheck.core.problems import FieldError, Invalid, Stale
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.editing import lock_desk
from factcheck.desks.models import ChainHead, Desk, Membership, Policy, User
from factcheck.desks.models.desk import POLICY_FIELDS
from factcheck.desks.permissions import may_run_desk, require
from factcheck.desks.roles import Role
from factcheck.desks.signals import desk_opened


@transaction.atomic
def open_desk(actor: Actor, *, slug: str, name: str) -> Desk:
    """A new desk with its policy and the start of its history. Its first members are added next."""
    desk = Desk.objects.create(slug=slug, name=name)
    desk.policy = Policy.objects.create(desk=desk)
    ChainHead.objects.create(desk=desk)
    history.record(actor, "desk.opened", desk)
    desk_opened.send(sender=Desk, actor=actor, desk=desk)
    return desk


@transaction.atomic
def add_member(actor: Actor, desk: Desk, user: User, role: Role, *, ends_on: date | None = None) -> Membership:
    """Give a person a role at a desk, until the end of that day (None: without an end).

    Who has a role there already has this one from now on, with this end; so who left is back.
    """
    lock_desk(desk.pk)
    membership = Membership.objects.filter(desk=desk, user=user).first()
    if membership is not None:
        return change_membership(actor, membership, role=role, ends_on=ends_on)
    membership = Membership.objects.create(desk=desk, user=user, role=role, ends_on=ends_on)
    history.record(actor, "member.added", membership)
    return membership


@transaction.atomic
def change_membership(actor: Actor, membership: Membership, **changes: Any) -> Membership:
    """Change `role`, or `ends_on`: the last day they work there, None for no end. Their work stays. One event tells it all.

    After the last day their tokens and their session are worth nothing at this desk.
    """
    lock_desk(membership.desk_id)
    membership = Membership.objects.get(pk=membership.pk)
    before, ended = membership.told(), membership.ends_on
    for name, value in changes.items():
        setattr(membership, name, value)
    if membership.told() == before:
        return membership
    membership.save()
    ends = membership.ends_on
    stays = ends is None or (ended is not None and ends > ended)
    verb = "member.changed" if membership.role != before["role"] else "member.stays" if stays else "member.leaves"
    history.record(actor, verb, membership, before=before)
    return membership


@transaction.atomic
def edit_desk(actor: Actor, desk: Desk, *, version: int | None = None, **changes: Any) -> Desk:
    """Change `name`, `profile` or `policy` (a dict of policy fields). For admins."""
    desk = lock_desk(desk.pk)
    require(may_run_desk(actor, desk))
    if version is not None and version != desk.version:
        raise Stale(f"You read version {version}; it is at version {desk.version} now.", current_version=desk.version)
    before = desk.told()
    for name in ("name", "profile"):
        if name in changes:
            setattr(desk, name, changes[name])
    _change_policy(desk.policy, changes.get("policy", {}))
    if desk.told() != before:
        desk.version += 1
        desk.save()
        desk.policy.save()
        history.record(actor, "desk.changed", desk, before=before)
    return desk


def _change_policy(policy: Policy, wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        if name not in POLICY_FIELDS:
            raise Invalid.at(f"/policy/{name}", f"A policy has no {name!r}; it has {', '.join(POLICY_FIELDS)}.")
        setattr(policy, name, value)
    errors = [
        FieldError(f"/policy/{name}", f"This is a number from {low} to 20.")
        for name, low in (("verdicts_needed", 1), ("evidence_needed", 0))
        if not low <= getattr(policy, name) <= 20
    ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
