"""Making a desk and running it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from factcheck.core.problems import FieldError, Invalid, Stale
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.models import ChainHead, Desk, Membership, Policy, User
from factcheck.desks.permissions import may_run_desk, require
from factcheck.desks.roles import Role
from factcheck.desks.signals import desk_opened

POLICY_FIELDS = ("verdicts_needed", "blind", "evidence_needed", "own_verdict_may_adjudicate")


@transaction.atomic
def open_desk(actor: Actor, *, slug: str, name: str) -> Desk:
    """A new desk with its policy and the start of its history. Its first members are added next."""
    desk = Desk.objects.create(slug=slug, name=name)
    Policy.objects.create(desk=desk)
    ChainHead.objects.create(desk=desk)
    history.append(
        actor, desk.id, "desk.opened", subject_type="desk", subject_id=desk.id, version=1,
        changes={"slug": [None, slug], "name": [None, name]},
    )  # fmt: skip
    desk_opened.send(sender=Desk, actor=actor, desk=desk)
    return desk


@transaction.atomic
def add_member(actor: Actor, desk: Desk, user: User, role: Role) -> Membership:
    """Give a person a role at a desk, or another role if they have one."""
    membership = Membership.objects.filter(desk=desk, user=user).first()
    before = membership.role if membership else None
    if membership is None:
        membership = Membership(desk=desk, user=user)
    if before != role:
        membership.role = role
        membership.save()
        history.append(
            actor, desk.id, "member.added" if before is None else "member.changed", subject_type="member",
            subject_id=membership.id, changes={"user": [None, user.username], "role": [before, role]},
        )  # fmt: skip
    return membership


@transaction.atomic
def edit_desk(actor: Actor, desk: Desk, *, version: int | None = None, **changes: Any) -> Desk:
    """Change `name`, `profile` or `policy` (a dict of policy fields). For admins."""
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    require(may_run_desk(actor, desk))
    if version is not None and version != desk.version:
        raise Stale(f"You read version {version}; it is at version {desk.version} now.", current_version=desk.version)
    told: dict[str, list[Any]] = {}
    for name in ("name", "profile"):
        if name in changes and getattr(desk, name) != changes[name]:
            told[name] = [getattr(desk, name), changes[name]]
            setattr(desk, name, changes[name])
    told |= _change_policy(desk.policy, changes.get("policy", {}))
    if told:
        desk.version += 1
        desk.save()
        history.append(
            actor, desk.id, "desk.changed", subject_type="desk", subject_id=desk.id, version=desk.version, changes=told
        )
    return desk


def _change_policy(policy: Policy, wanted: dict[str, Any]) -> dict[str, list[Any]]:
    told: dict[str, list[Any]] = {}
    for name, value in wanted.items():
        if name not in POLICY_FIELDS:
            raise Invalid.at(f"/policy/{name}", f"A policy has no {name!r}; it has {', '.join(POLICY_FIELDS)}.")
        if getattr(policy, name) != value:
            told[f"policy.{name}"] = [getattr(policy, name), value]
            setattr(policy, name, value)
    errors = [
        FieldError(f"/policy/{name}", f"This is a number from {low} to 20.")
        for name, low in (("verdicts_needed", 1), ("evidence_needed", 0))
        if not low <= getattr(policy, name) <= 20
    ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    if told:
        policy.save()
    return told
