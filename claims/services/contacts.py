"""Asking those whom a claim is about, or why they were not asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from claims import permissions
from claims.models import Claim, Contact
from factcheck.core import clock
from factcheck.core.problems import FieldError, Invalid
from factcheck.core.text import is_blank
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock
from factcheck.desks.permissions import require


@transaction.atomic
def note_contact(
    actor: Actor, claim: Claim, *, party: str, channel: str = "", asked_at: datetime | None = None,
    deadline: datetime | None = None, answered_at: datetime | None = None, answer: str = "", not_asked_because: str = "",
) -> Contact:  # fmt: skip
    """Note that somebody was asked about a claim, and what they said; or, in `not_asked_because`, why nobody asked them."""
    require(permissions.may_note_contact(actor, claim))
    contact = Contact(
        desk_id=claim.desk_id, claim=lock(claim), party=party, channel=channel.strip(), asked_at=asked_at,
        deadline=deadline, answered_at=answered_at, answer=answer, not_asked_because=not_asked_because.strip(),
    )  # fmt: skip
    _require_sense(contact)
    return create(actor, "contact.noted", contact)


@transaction.atomic
def edit_contact(actor: Actor, contact: Contact, *, version: int | None = None, **changes: Any) -> Contact:
    """Note the answer, or put the rest right."""
    require(permissions.may_note_contact(actor, contact.claim))
    contact = lock(contact, version)
    for name in ("channel", "not_asked_because"):
        if name in changes:
            changes[name] = changes[name].strip()
    told = {name: getattr(contact, name) for name in Contact.history_fields if name != "archived_at"}
    _require_sense(Contact(desk_id=contact.desk_id, **{**told, "claim": contact.claim, **changes}))
    return change(actor, "contact.edited", contact, changes)


@transaction.atomic
def archive_contact(actor: Actor, contact: Contact, *, version: int | None = None) -> Contact:
    """Take out of sight what was noted by mistake."""
    require(permissions.may_note_contact(actor, contact.claim))
    return archive(actor, "contact.archived", lock(contact, version))


def _require_sense(contact: Contact) -> None:
    """Raises Invalid where what is noted cannot have been so."""
    errors = [FieldError(f"/{name}", said) for name, said in _nonsense(contact)]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)


def _nonsense(contact: Contact) -> list[tuple[str, str]]:
    now, asked, answered = clock.now(), contact.asked_at, contact.answered_at
    if asked is None:
        beside = [name for name in ("deadline", "answered_at") if getattr(contact, name) is not None]
        found = [(name, _("Nobody was asked, so there is none.")) for name in beside]
        if not is_blank(contact.answer):
            found.append(("answer", _("Nobody was asked, so there is none.")))
        if not contact.not_asked_because:
            found.append(("asked_at", _("Say when they were asked, or in not_asked_because why they were not.")))
        return found
    wrong = {
        "asked_at": (asked > now, _("A question that is yet to be asked cannot be noted as asked.")),
        "not_asked_because": (bool(contact.not_asked_because), _("They were asked; give one or the other.")),
        "deadline": (
            contact.deadline is not None and contact.deadline < asked, _("The deadline lies before the question."),
        ),
        "answered_at": _wrong_answer_time(asked, answered, contact.answer, now),
    }  # fmt: skip
    return [(name, said) for name, (is_wrong, said) in wrong.items() if is_wrong]


def _wrong_answer_time(asked: datetime, answered: datetime | None, answer: str, now: datetime) -> tuple[bool, str]:
    if answered is None:
        return not is_blank(answer), _("Say when they answered.")
    if answered > now:
        return True, _("An answer that is yet to come cannot be noted.")
    return answered < asked, _("The answer came before the question.")
