"""Who was asked about a claim, and what they said."""

from __future__ import annotations

from typing import Any

from claims import queries
from claims.api import presenters
from claims.api.inputs import ContactChanges
from claims.api.outputs import ContactOut
from claims.models import Contact
from claims.services.contacts import archive_contact, edit_contact, note_contact
from factcheck.api.presenters import Shown
from factcheck.api.views import ResourceDetail, ResourceList
from factcheck.desks.scoping import DeskQuerySet


class ClaimContacts(ResourceList[Contact]):
    """The claimant, the publisher and others who were asked about a claim, or why they were not."""

    tag = "contacts"
    orderings = ("id", "asked_at")
    input, output = ContactChanges, ContactOut

    def rows(self) -> DeskQuerySet[Contact]:
        return queries.contact_rows(self.actor).filter(claim=queries.claim(self.actor, self.kwargs["id"]))

    def present(self, row: Contact) -> Shown:
        return presenters.contact(row, self.base)

    def create(self, given: dict[str, Any]) -> Contact:
        """Note who was asked, how and when; or, in `not_asked_because`, why they were not."""
        return note_contact(self.actor, queries.claim(self.actor, self.kwargs["id"]), **given)


class ContactDetail(ResourceDetail[Contact]):
    """One who was asked, or was not."""

    tag = "contacts"
    input, output = ContactChanges, ContactOut

    def rows(self) -> DeskQuerySet[Contact]:
        return queries.contact_rows(self.actor)

    def present(self, row: Contact) -> Shown:
        return presenters.contact(row, self.base)

    def change(self, row: Contact, version: int | None, changes: dict[str, Any]) -> Contact:
        """Note the answer, or put the rest right."""
        return edit_contact(self.actor, row, version=version, **changes)

    def remove(self, row: Contact, version: int | None) -> None:
        archive_contact(self.actor, row, version=version)
