"""Taking back what `bulk.py` did, from the events that tell of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from claims import lifecycle, permissions
from claims.models import Claim, ClaimStatus
from claims.services.bulk import MOST, Done, Line, chosen, in_one_row
from claims.services.claims import refuse_strangers, verb_of_edit
from factcheck.core.problems import NotFound, Problem
from factcheck.desks.actors import Actor
from factcheck.desks.editing import change
from factcheck.desks.models import Desk, Event, User
from factcheck.desks.permissions import require

DROPPED = "claim.dropped"
TAKEN_BACK = ("claim.assigned", "claim.edited", DROPPED)
"""The events that tell of such changes."""
SPAN = 3 * MOST
"""A claim that is dropped has up to three events: its own, and those of what is set aside with it."""


@transaction.atomic
def undo(actor: Actor, desk: Desk, *, first: int, last: int) -> Done:
    """Give the claims that the actor changed in these events of the desk what they had, where nobody changed them since.

    A claim that was dropped is taken up again, as an editor may; it is spotted then, as the life of a claim has it. Raises
    NotFound where there are no such events of theirs.
    """
    mine = Event.objects.visible_to(actor).filter(desk=desk, actor=actor.signed_in_user, verb__in=TAKEN_BACK)
    events = {event.subject_id: event for event in mine.filter(sequence__range=(first, min(last, first + SPAN)))}
    if not events:
        raise NotFound(_("There is nothing of yours to undo there."))
    claims = chosen(actor, list(events)[:MOST], locked=True)
    later = Event.objects.visible_to(actor).filter(desk=desk, sequence__gt=last, subject_id__in=events)
    moved = set(later.filter(changes__has_key="status").values_list("subject_id", flat=True))
    people = _people_in(list(events.values()))
    lines = [Line(claim, _why_not(actor, claim, events[claim.pk], people, claim.pk in moved)) for claim in claims]
    told = Done(desk, lines, is_drop=any(event.verb == DROPPED for event in events.values()))
    return in_one_row(told, lambda claim: _restore(actor, claim, events[claim.pk], people))


def _people_in(events: list[Event]) -> dict[str, User]:
    """The people whom the events name as assigned before, by their ids."""
    ids = {name for event in events for name in event.changes.get("assignees", [[]])[0] or []}
    return {str(person.pk): person for person in User.objects.filter(pk__in=ids)}


def _why_not(actor: Actor, claim: Claim, event: Event, people: dict[str, User], has_moved: bool) -> str:  # noqa: FBT001
    """Why the claim stays as it is; empty where it can have its values back."""
    told = claim.told()
    after = {name: value for name, (_before, value) in event.changes.items() if name in claim.history_fields}
    if any(told[name] != value for name, value in after.items()) or (event.verb == DROPPED and has_moved):
        return _("Somebody changed it since.")
    try:
        _require_may(actor, claim, event, people)
    except Problem as problem:
        return problem.detail
    return ""


def _require_may(actor: Actor, claim: Claim, event: Event, people: dict[str, User]) -> None:
    if event.verb == DROPPED:
        require(lifecycle.may_take(actor, claim, ClaimStatus.SPOTTED))
        return
    require(permissions.may_edit_claim(actor, claim))
    if "assignees" in event.changes:
        before, now = {people[key] for key in event.changes["assignees"][0]}, set(claim.assignees.all())
        if before - now:
            refuse_strangers(claim.desk, before - now)


def _restore(actor: Actor, claim: Claim, event: Event, people: dict[str, User]) -> None:
    if event.verb == DROPPED:
        lifecycle.take(actor, claim, ClaimStatus.SPOTTED, reason=_("Undone."))
        return
    fields = {
        name: _value(name, before, people)
        for name, (before, _after) in event.changes.items()
        if name in claim.history_fields
    }
    change(actor, verb_of_edit(claim, fields), claim, fields, reason=_("Undone."))


def _value(name: str, told: Any, people: dict[str, User]) -> Any:
    """A value that history tells, as the field has it."""
    if name == "assignees":
        return [people[key] for key in told]
    return date.fromisoformat(told) if name in ("due_on", "claimed_on") and told else told
