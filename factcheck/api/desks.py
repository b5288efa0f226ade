"""The desks' own endpoints: who am I, my desks, their history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from factcheck.api import presenters
from factcheck.api.fields import Reference, StoredObject, StrictBoolean, StrictChoice, StrictInteger, StrictString
from factcheck.api.inputs import Input
from factcheck.api.outputs import DeskOut, EventOut, KeptHeadOut, MeOut
from factcheck.api.presenters import Shown
from factcheck.api.views import Endpoint, ResourceDetail, ResourceList
from factcheck.core.ids import read_id
from factcheck.core.problems import Invalid
from factcheck.desks import history
from factcheck.desks.filters import DeskSlug, Filters, Id, Words, are_too_many, moment_in
from factcheck.desks.models import Desk, Event, KeptHead
from factcheck.desks.models.desk import ADJUDICATORS
from factcheck.desks.queries import desks_of
from factcheck.desks.scoping import DeskQuerySet
from factcheck.desks.services.desks import edit_desk


class Me(Endpoint):
    """The caller: who they are, and their role at each desk."""

    tag = "me"
    output = MeOut

    def get(self, request: Request) -> HttpResponse:
        return self.answer(presenters.me(self.actor, list(desks_of(self.actor)), self.base))


class PolicyInput(Input):
    verdicts_needed = StrictInteger(min_value=1, max_value=20, required=False)
    blind = StrictBoolean(required=False)
    evidence_needed = StrictInteger(min_value=0, max_value=20, required=False)
    primary_source_needed = StrictBoolean(
        required=False, help_text="A verdict has to name evidence from a source of the kind `primary` or `data`."
    )
    two_sided = StrictBoolean(
        required=False,
        help_text="A verdict has to name evidence for and against, or say in `searched` what was sought.",
    )
    own_verdict_may_adjudicate = StrictBoolean(required=False)
    hide_names = StrictBoolean(
        required=False, help_text="Others' verdicts name no reviewer until the claim is decided."
    )
    adjudicators = StrictChoice(
        choices=ADJUDICATORS, required=False, help_text="The least role that decides where verdicts differ."
    )


class DeskChanges(Input):
    name = StrictString(max_length=120, allow_blank=False, required=False)
    profile = StoredObject(required=False)
    policy = PolicyInput(required=False)
    rating_scale = Reference(
        required=False, help_text="The scale to put in force; what was given before keeps its rating."
    )


class DeskList(ResourceList[Desk]):
    """The desks the caller is a member of."""

    tag = "desks"
    output = DeskOut
    orderings = ("slug", "name", "created_at")
    by_desk = False

    def rows(self) -> QuerySet[Desk]:
        return desks_of(self.actor)

    def present_all(self, rows: list[Desk]) -> list[Shown]:
        return presenters.desks(rows, self.base)


class DeskDetail(ResourceDetail[Desk]):
    """One desk, by its slug."""

    tag = "desks"
    input, output = DeskChanges, DeskOut
    key = "slug"
    needs_if_match = False

    def one(self, id: UUID | str) -> Desk:  # noqa: A002  # the contract calls it id
        return self.actor.desk(self.kwargs["slug"])

    def present(self, row: Desk) -> Shown:
        return presenters.desks([row], self.base)[0]

    def change(self, row: Desk, version: int | None, changes: dict[str, Any]) -> Desk:
        return edit_desk(self.actor, row, version=version, **changes)


class After(Words):
    """Events after the one with this sequence or id, or after this time."""

    def filter(self, rows: QuerySet[Event], value: str) -> QuerySet[Event]:
        if not value:
            return rows
        if value.isascii() and value.isdigit() and len(value) < 19:
            return rows.filter(sequence__gt=int(value))
        try:
            return rows.filter(id__gt=read_id(value))
        except ValueError:
            return self._later_than(rows, self._moment(value))

    def _later_than(self, rows: QuerySet[Event], moment: object) -> QuerySet[Event]:
        """In the order of the chain the latest stand last: they are gathered by their time, where they are not too many."""
        keys = Event.objects.visible_to(self.parent.actor).filter(at__gt=moment).order_by().values_list("pk")
        return rows.filter(at__gt=moment) if are_too_many(keys) else rows.filter(pk__gathered=keys)

    def _moment(self, value: str) -> object:
        moment = moment_in(value)
        if moment is None:
            raise Invalid.at("/after", f"{value!r} is neither a sequence, nor an event's id, nor a time.")
        return moment


class EventFilters(Filters):
    desk = DeskSlug(help_text="The slug of one of your desks.")
    subject = Id("subject_id", help_text="The id of the record that events are about.")
    after = After(help_text="A sequence, an event's id, or a time: only later events.")


class EventList(ResourceList[Event]):
    """What happened at the caller's desks: the hash chain, oldest first."""

    tag = "events"
    output = EventOut
    filters = EventFilters
    orderings = ("sequence", "at")

    def rows(self) -> DeskQuerySet[Event]:
        return history.events_visible_to(self.actor)

    def present(self, row: Event) -> Shown:
        return presenters.event(row)


class HeadFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")


class HeadList(ResourceList[KeptHead]):
    """Where each desk's chain ended, day by day: to be kept elsewhere, so that no chain is written anew unnoticed."""

    tag = "events"
    output = KeptHeadOut
    filters = HeadFilters
    orderings = ("-id", "sequence")

    def rows(self) -> QuerySet[KeptHead]:
        return history.kept_heads(self.actor)

    def present(self, row: KeptHead) -> Shown:
        return presenters.kept_head(row)
