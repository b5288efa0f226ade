"""Members of desks: who works there, who did, and who comes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers

from factcheck.api.fields import StrictChoice, StrictDate, StrictString
from factcheck.api.inputs import Input, Nothing
from factcheck.api.outputs import MemberOut
from factcheck.api.presenters import Shown, day, moment, person
from factcheck.api.views import Action, ResourceDetail, ResourceList
from factcheck.desks import queries
from factcheck.desks.filters import DeskSlug, Filters, OneOf, YesNo
from factcheck.desks.links import joining_url
from factcheck.desks.models import Membership
from factcheck.desks.roles import Role
from factcheck.desks.services.invitations import bring_in, renew_link
from factcheck.desks.services.members import edit_member, end_membership


class MemberChanges(Input):
    role = StrictChoice(choices=Role.choices, required=False)
    ends_on = StrictDate(required=False, allow_null=True, help_text="The last day; an assessor has to have one.")


LEAVES = {
    "if": {"required": ["role"], "properties": {"role": {"const": Role.ASSESSOR.value}}},
    "then": {"required": ["ends_on"], "properties": {"ends_on": {"type": "string"}}},
}
"""An assessor is there for a while."""


class NewMember(MemberChanges):
    together = LEAVES
    desk = StrictString(required=False, max_length=80, allow_blank=False)
    username = StrictString(max_length=150, allow_blank=False)
    email = serializers.EmailField(required=False, max_length=254)
    role = StrictChoice(choices=Role.choices)


class MemberFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")
    role = OneOf(Role, field_name="role", help_text="What somebody may do there.")
    current = YesNo(method="only_current", help_text="`true`: those who are there today; `false`: those who left.")

    def only_current(self, rows: QuerySet[Membership], _name: str, wanted: bool) -> QuerySet[Membership]:  # noqa: FBT001  # django-filter's own signature
        there = Membership.objects.visible_to(self.actor).current()
        return rows.filter(pk__in=there) if wanted else rows.exclude(pk__in=there)


def present_member(row: Membership, base: str) -> Shown:
    """A membership, as `queries.memberships_at` has it."""
    return {
        "id": str(row.pk),
        "url": f"{base}/api/v1/members/{row.pk}/",
        "desk": row.desk.slug,
        "user": person(row.user),
        "username": row.user.username,
        "email": row.address,  # type: ignore[attr-defined]  # annotated by the query
        "role": row.role,
        "ends_on": day(row.ends_on),
        "ended_at": moment(row.ended_at),
        "is_current": row.is_current,
        "version": row.version,
        "created_at": moment(row.created_at),
    }


class MemberList(ResourceList[Membership]):
    """Who works at the caller's desks, and who did."""

    tag = "members"
    filters = MemberFilters
    orderings = ("-id", "role", "ends_on")
    input, output = NewMember, MemberOut
    tells_once = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.joining_urls: dict[UUID, str] = {}

    def rows(self) -> QuerySet[Membership]:
        return queries.memberships_at(self.actor)

    def present(self, row: Membership) -> Shown:
        shown = present_member(row, self.base)
        return {**shown, "joining_url": self.joining_urls[row.pk]} if row.pk in self.joining_urls else shown

    def create(self, given: dict[str, Any]) -> Membership:
        """Add somebody by their username. Where there is no such account one is made, without a password: the answer then
        has a `joining_url`, once, at which they choose it."""
        desk = self.actor.choose_desk(given.pop("desk", None))
        given["role"] = Role(given["role"])
        membership, secret = bring_in(self.actor, desk, **given)
        if secret:
            self.joining_urls[membership.pk] = joining_url(self.base, secret)
        return membership


class MemberDetail(ResourceDetail[Membership]):
    """One membership. `DELETE` ends it at once; the work stays, and so does the row."""

    tag = "members"
    input, output = MemberChanges, MemberOut
    needs_if_match = False

    def rows(self) -> QuerySet[Membership]:
        return queries.memberships_at(self.actor)

    def present(self, row: Membership) -> Shown:
        return present_member(row, self.base)

    def change(self, row: Membership, version: int | None, changes: dict[str, Any]) -> Membership:
        return edit_member(self.actor, row, version=version, **changes)

    def remove(self, row: Membership, version: int | None) -> None:
        end_membership(self.actor, row, version=version)


class MemberLink(Action[Membership]):
    """Make another link for a member who has no password yet, in the answer once as `joining_url`; earlier ones are over."""

    tag = "members"
    input, output = Nothing, MemberOut
    tells_once = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.joining_urls: dict[UUID, str] = {}

    def rows(self) -> QuerySet[Membership]:
        return queries.memberships_at(self.actor)

    def present(self, row: Membership) -> Shown:
        return {**present_member(row, self.base), "joining_url": self.joining_urls[row.pk]}

    def act(self, row: Membership, version: int | None, given: dict[str, Any]) -> Membership:
        _made, secret = renew_link(self.actor, row)
        self.joining_urls[row.pk] = joining_url(self.base, secret)
        return row
