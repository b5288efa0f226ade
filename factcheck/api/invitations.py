"""The links that invite people to desks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from factcheck.api.fields import StrictChoice, StrictDate, StrictString
from factcheck.api.inputs import Input
from factcheck.api.members import LEAVES
from factcheck.api.outputs import InvitationOut
from factcheck.api.presenters import Shown, day, moment, person
from factcheck.api.views import ResourceDetail, ResourceList
from factcheck.desks import queries
from factcheck.desks.filters import DeskSlug, Filters
from factcheck.desks.links import joining_url
from factcheck.desks.models import Invitation
from factcheck.desks.roles import Role
from factcheck.desks.services.invitations import invite, revoke_invitation


class NewInvitation(Input):
    together = LEAVES
    desk = StrictString(required=False, max_length=80, allow_blank=False)
    role = StrictChoice(choices=Role.choices)
    ends_on = StrictDate(required=False, allow_null=True, help_text="The last day of the membership it leads to.")


class InvitationFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")


def present_invitation(row: Invitation, base: str) -> Shown:
    return {
        "id": str(row.pk),
        "url": f"{base}/api/v1/invitations/{row.pk}/",
        "desk": row.desk.slug,
        "role": row.role,
        "ends_on": day(row.ends_on),
        "person": person(row.person),
        "state": row.state,
        "created_by": person(row.created_by),
        "created_at": moment(row.created_at),
        "expires_at": moment(row.expires_at),
        "accepted_by": person(row.accepted_by),
        "accepted_at": moment(row.accepted_at),
        "revoked_at": moment(row.revoked_at),
    }


class InvitationList(ResourceList[Invitation]):
    """The links that invite to the caller's desks; the link itself, `joining_url`, is in the answer to its making alone."""

    tag = "invitations"
    filters = InvitationFilters
    input, output = NewInvitation, InvitationOut
    tells_once = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.joining_urls: dict[UUID, str] = {}

    def rows(self) -> QuerySet[Invitation]:
        return queries.invitations_at(self.actor)

    def present(self, row: Invitation) -> Shown:
        shown = present_invitation(row, self.base)
        return {**shown, "joining_url": self.joining_urls[row.pk]} if row.pk in self.joining_urls else shown

    def create(self, given: dict[str, Any]) -> Invitation:
        """Make a link for one person: good once, and for a week. The answer has it, and nothing else ever does."""
        desk = self.actor.choose_desk(given.get("desk"))
        invitation, secret = invite(self.actor, desk, Role(given["role"]), ends_on=given.get("ends_on"))
        self.joining_urls[invitation.pk] = joining_url(self.base, secret)
        return invitation


class InvitationDetail(ResourceDetail[Invitation]):
    """One invitation. `DELETE` takes its link back; the row stays and says so."""

    tag = "invitations"
    output = InvitationOut
    needs_if_match = False

    def rows(self) -> QuerySet[Invitation]:
        return queries.invitations_at(self.actor)

    def present(self, row: Invitation) -> Shown:
        return present_invitation(row, self.base)

    def version_to_change(self, row: Invitation) -> None:
        """It has no versions: there is nothing in it to overwrite."""

    def remove(self, row: Invitation, version: int | None) -> None:
        revoke_invitation(self.actor, row)
