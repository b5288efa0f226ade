"""One change of many claims at once: first told what it would do, then done in one transaction, then perhaps undone.

What was done is known by its events: the transaction holds the head of the desk's chain, so they stand in one row there, and
the first and the last number name them all. `undoing.py` reads the values before from those events; nothing else is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims import lifecycle, permissions
from claims.models import Claim, ClaimStatus
from claims.services.claims import refuse_strangers, verb_of_edit
from factcheck.core.problems import Invalid, NotFound, Problem
from factcheck.desks.actors import Actor
from factcheck.desks.editing import change, check
from factcheck.desks.models import ChainHead, Desk, User
from factcheck.desks.permissions import require

MOST = 500
"""Claims that are changed at once."""


class Change(Protocol):
    """What is to be done with each of the claims."""

    def require_at(self, desk: Desk) -> None:
        """Raises Invalid where it can be done with none of the desk's claims."""

    def require(self, actor: Actor, claim: Claim) -> None:
        """Raises the Problem that says why it cannot be done with this one."""

    def is_done(self, claim: Claim) -> bool:
        """Whether the claim is that way already."""

    def apply(self, actor: Actor, claim: Claim) -> None:
        """Do it, with one event; the claim is locked."""


class _Edit:
    """A change of fields of the claim."""

    def fields(self, claim: Claim) -> dict[str, Any]:
        """The fields as they are to be."""
        raise NotImplementedError

    def require_at(self, desk: Desk) -> None:
        """Everything that fits a claim fits every desk."""

    def require(self, actor: Actor, claim: Claim) -> None:
        require(permissions.may_edit_claim(actor, claim))
        tried = copy(claim)
        for name, value in self.fields(claim).items():
            setattr(tried, name, value)
        check(tried)

    def is_done(self, claim: Claim) -> bool:
        return all(getattr(claim, name) == value for name, value in self.fields(claim).items())

    def apply(self, actor: Actor, claim: Claim) -> None:
        fields = self.fields(claim)
        change(actor, verb_of_edit(claim, fields), claim, fields)


@dataclass(frozen=True)
class Assign(_Edit):
    """One more person on each claim."""

    person: User

    def fields(self, claim: Claim) -> dict[str, Any]:
        before = list(claim.assignees.all())
        return {"assignees": before if self.person in before else [*before, self.person]}

    def require_at(self, desk: Desk) -> None:
        refuse_strangers(desk, [self.person])

    def require(self, actor: Actor, claim: Claim) -> None:
        require(permissions.may_edit_claim(actor, claim))

    def is_done(self, claim: Claim) -> bool:
        return self.person in claim.assignees.all()


@dataclass(frozen=True)
class SetDueDate(_Edit):
    """The day each is due on; None takes it away."""

    due_on: date | None

    def fields(self, claim: Claim) -> dict[str, Any]:
        return {"due_on": self.due_on}


@dataclass(frozen=True)
class SetPriority(_Edit):
    """How much each presses, 0 to 9."""

    priority: int

    def fields(self, claim: Claim) -> dict[str, Any]:
        return {"priority": self.priority}


@dataclass(frozen=True)
class AddTopic(_Edit):
    """One more topic."""

    topic: str

    def fields(self, claim: Claim) -> dict[str, Any]:
        return {"topics": claim.topics if self.topic in claim.topics else [*claim.topics, self.topic]}


@dataclass(frozen=True)
class Drop:
    """Each is dropped, for this reason."""

    reason: str

    def require_at(self, desk: Desk) -> None:
        if not self.reason.strip():
            raise Invalid.at("/reason", _("Say why they are dropped; it is kept in the history of each."))

    def require(self, actor: Actor, claim: Claim) -> None:
        require(lifecycle.may_take(actor, claim, ClaimStatus.DROPPED))

    def is_done(self, claim: Claim) -> bool:
        return claim.status == ClaimStatus.DROPPED

    def apply(self, actor: Actor, claim: Claim) -> None:
        lifecycle.take(actor, claim, ClaimStatus.DROPPED, reason=self.reason)


@dataclass(frozen=True)
class Line:
    """One of the claims, and why it stays as it is; it is changed when `why_not` is empty."""

    claim: Claim
    why_not: str = ""


@dataclass(frozen=True)
class Done:
    """What became of the claims, and the numbers of the first and the last event of their desk that tell of it.

    Without such numbers nothing was changed.
    """

    desk: Desk
    lines: list[Line]
    first: int | None = None
    last: int | None = None
    is_drop: bool = False
    """Claims are dropped by it, or were, where it is undone: then an editor takes them up again, to begin anew."""

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if not line.why_not]

    @property
    def left(self) -> list[Line]:
        return [line for line in self.lines if line.why_not]


@dataclass(frozen=True)
class Seen:
    """A claim as it was when it was picked; a claim that moves on keeps its version."""

    version: int
    status: str


Picked = Mapping[UUID, Seen]
"""Claims by id, each as it was seen."""


def preview(actor: Actor, picked: Picked, wanted: Change) -> Done:
    """What `change_many` would do now; nothing is written. As many queries for one claim as for 500."""
    return _told(actor, chosen(actor, picked), picked, wanted)


@transaction.atomic
def change_many(actor: Actor, picked: Picked, wanted: Change) -> Done:
    """Change the claims that can be, each with its event, all or none; those that moved on since they were seen are left.

    Raises Invalid when they are none, more than 500 or of several desks, and NotFound when the actor may see none of them.
    """
    told = _told(actor, chosen(actor, picked, locked=True), picked, wanted)
    return in_one_row(told, lambda claim: wanted.apply(actor, claim))


def chosen(actor: Actor, picked: Collection[UUID], *, locked: bool = False) -> list[Claim]:
    """The claims in the order of their ids, in which they are locked too, so that two such changes never wait in a ring."""
    if not picked:
        raise Invalid.at("/claims", _("Choose at least one claim."))
    if len(picked) > MOST:
        raise Invalid.at("/claims", _("At most %(most)d claims are changed at once.") % {"most": MOST})
    rows = Claim.objects.visible_to(actor).live().filter(pk__in=list(picked))
    if locked:
        rows = rows.select_for_update(no_key=True, of=("self",))
    claims = list(rows.select_related("desk", "desk__policy").prefetch_related("assignees").order_by("pk"))
    if not claims:
        raise NotFound(_("None of these claims is there any more."))
    if len({claim.desk_id for claim in claims}) > 1:
        raise Invalid.at("/claims", _("Choose claims of one desk; these are of several."))
    return claims


def _told(actor: Actor, claims: list[Claim], picked: Picked, wanted: Change) -> Done:
    wanted.require_at(claims[0].desk)
    lines = [Line(claim, _why_not(actor, claim, picked[claim.pk], wanted)) for claim in claims]
    return Done(claims[0].desk, lines, is_drop=isinstance(wanted, Drop))


def _why_not(actor: Actor, claim: Claim, seen: Seen, wanted: Change) -> str:
    if seen != Seen(claim.version, claim.status):
        return _("Somebody changed it since you chose it.")
    if wanted.is_done(claim):
        return _("It is so already.")
    try:
        wanted.require(actor, claim)
    except Problem as problem:
        return problem.detail
    return ""


def in_one_row(told: Done, act: Callable[[Claim], None]) -> Done:
    """Do it with each claim that can be, with the head of the chain held, so that nobody's events come in between."""
    before = ChainHead.objects.select_for_update(no_key=True).get(desk=told.desk).sequence
    for line in told.changed:
        act(line.claim)
    after = ChainHead.objects.get(desk=told.desk).sequence
    return replace(told, first=before + 1, last=after) if after > before else told
