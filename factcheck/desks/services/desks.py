"""Making a desk and running it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from factcheck.core.problems import FieldError, Invalid, Stale
from factcheck.core.text import is_blank
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.editing import lock_desk
from factcheck.desks.models import ChainHead, Desk, Policy
from factcheck.desks.models.desk import ADJUDICATORS, POLICY_FIELDS
from factcheck.desks.permissions import may_run_desk, require
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


KeepPart = Callable[[Actor, Desk, Any], bool]
_kept_above: dict[str, KeepPart] = {}


def keep_part(name: str, keep: KeepPart) -> None:
    """Let an app above keep a part of a desk, such as its rating scale; `keep` checks and writes what is wanted, and says
    whether it changed anything."""
    _kept_above[name] = keep


@transaction.atomic
def edit_desk(actor: Actor, desk: Desk, *, version: int | None = None, **changes: Any) -> Desk:
    """Change `name`, `profile` or `policy` (a dict of policy fields), and what apps above keep. For admins.

    Nothing that was judged, decided or published changes with it: a policy holds for the next step of each claim.
    """
    desk = lock_desk(desk.pk)
    require(may_run_desk(actor, desk))
    if version is not None and version != desk.version:
        raise Stale(f"You read version {version}; it is at version {desk.version} now.", current_version=desk.version)
    if "name" in changes and is_blank(changes["name"]):
        raise Invalid.at("/name", "A desk needs a name that can be seen.")
    changed_above = [keep(actor, desk, changes[name]) for name, keep in _kept_above.items() if name in changes]
    before = desk.told()
    for name in ("name", "profile"):
        if name in changes:
            setattr(desk, name, changes[name])
    _change_policy(desk.policy, changes.get("policy", {}))
    if desk.told() != before or any(changed_above):
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
    if policy.adjudicators not in dict(ADJUDICATORS):
        raise Invalid.at("/policy/adjudicators", f"This is one of {', '.join(dict(ADJUDICATORS))}.")
    errors = [
        FieldError(f"/policy/{name}", f"This is a number from {low} to 20.")
        for name, low in (("verdicts_needed", 1), ("evidence_needed", 0))
        if not low <= getattr(policy, name) <= 20
    ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
