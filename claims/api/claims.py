"""Claims: list, one, where they appear, where they may go, what happened to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from annotations.models import Annotation, Article
from claims import lifecycle, queries
from claims.api import presenters
from claims.api.inputs import ClaimChanges, NewClaim, PlaceInput, TransitionInput
from claims.api.outputs import AppearanceOut, ClaimOut, TransitionsOut
from claims.filters import ClaimFilters
from claims.models import Appearance, Claim
from claims.services.claims import (
    NewAppearance,
    Place,
    add_appearance,
    archive_claim,
    edit_claim,
    spot_claim,
)
from claims.services.transitions import move_claim
from factcheck.api.desks import EventList
from factcheck.api.inputs import referred_to
from factcheck.api.presenters import Shown
from factcheck.api.views import Endpoint, ResourceDetail, ResourceList
from factcheck.core.problems import Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.models import Event, User
from factcheck.desks.queries import colleague
from factcheck.desks.scoping import DeskQuerySet

CLAIMANT = {f"/claimant_{part}": f"/claimant/{part}" for part in ("name", "role", "url", "affiliation")}


class ClaimList(ResourceList[Claim]):
    """Claims of the caller's desks, newest first."""

    tag = "claims"
    filters = ClaimFilters
    orderings = ("-id", "number", "created_at", "updated_at", "claimed_on", "due_on", "priority", "status")
    input, output = NewClaim, ClaimOut
    pointers = CLAIMANT

    def rows(self) -> QuerySet[Claim]:
        return queries.claim_rows(self.actor)

    def present(self, row: Claim) -> Shown:
        return presenters.claim(row, self.base)

    def create(self, given: dict[str, Any]) -> Claim:
        """Note a claim, with the places where it is made."""
        desk = self.actor.choose_desk(given.pop("desk", None))
        places = [_place(self.actor, one, f"/appearances/{n}") for n, one in enumerate(given.pop("appearances", ()))]
        return spot_claim(self.actor, desk, appearances=places, **_fields(self.actor, given))


class ClaimDetail(ResourceDetail[Claim]):
    """One claim. It stays editable until it is published."""

    tag = "claims"
    input, output = ClaimChanges, ClaimOut
    pointers = CLAIMANT

    def rows(self) -> QuerySet[Claim]:
        return queries.claim_rows(self.actor)

    def present(self, row: Claim) -> Shown:
        return presenters.claim(row, self.base)

    def change(self, row: Claim, version: int | None, changes: dict[str, Any]) -> Claim:
        return edit_claim(self.actor, row, version=version, **_fields(self.actor, changes))

    def remove(self, row: Claim, version: int | None) -> None:
        archive_claim(self.actor, row, version=version)


def _fields(actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    """A body's members as fields of Claim."""
    if "claimant" in given:
        claimant = given.pop("claimant") or {}
        given |= {f"claimant_{part}": claimant.get(part, "") for part in ("name", "role", "url", "affiliation")}
    if "assignees" in given:
        given["assignees"] = [_person(actor, name, n) for n, name in enumerate(given["assignees"])]
    return given


def _person(actor: Actor, name: str, index: int) -> User:
    found = colleague(actor, name)
    if found is None:
        raise Invalid.at(f"/assignees/{index}", f"You have no colleague {name!r}.")
    return found


def _place(actor: Actor, given: dict[str, Any], pointer: str) -> Place:
    if "annotation" in given:
        rows = Annotation.objects.visible_to(actor).live()
        return referred_to(rows, given["annotation"], f"{pointer}/annotation")
    article = referred_to(Article.objects.visible_to(actor).live(), given["article"], f"{pointer}/article")
    return NewAppearance(article, given["selector"])


class ClaimAppearances(ResourceList[Appearance]):
    """Where a claim is made."""

    tag = "claims"
    orderings = ("id",)
    input, output = PlaceInput, AppearanceOut

    def rows(self) -> QuerySet[Appearance]:
        claim = queries.claim(self.actor, self.kwargs["id"])
        return queries.appearance_rows(self.actor).filter(claim=claim)

    def present(self, row: Appearance) -> Shown:
        return presenters.appearance(row)

    def create(self, given: dict[str, Any]) -> Appearance:
        """Add a place where the claim is made: words that are marked already, or to be marked."""
        claim = queries.claim(self.actor, self.kwargs["id"])
        return add_appearance(self.actor, claim, _place(self.actor, given, ""))


class ClaimTransitions(Endpoint):
    """What the caller may do with a claim now, and why not the rest."""

    tag = "claims"
    input, output = TransitionInput, TransitionsOut
    posted = ClaimOut
    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  # the contract calls it id
        claim = queries.claim(self.actor, id)
        options = [presenters.option(o) for o in lifecycle.options(self.actor, claim)]
        return self.answer({"status": claim.status, "results": options})

    def post(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002
        """Move the claim to another status; what may not be is a 409 that says why."""
        claim = queries.claim(self.actor, id)
        given = self.read()
        if "rating" in given:
            given["rating"] = queries.rating_to_give(claim.desk, given["rating"])
        moved = move_claim(self.actor, claim, **given)
        row = queries.claim_rows(self.actor).fetch(moved.pk)
        return self.answer(presenters.claim(row, self.base), version=row.version)


class ClaimEvents(EventList):
    """What happened to a claim and all that hangs on it, oldest first."""

    tag = "claims"

    def rows(self) -> DeskQuerySet[Event]:
        claim = queries.claim(self.actor, self.kwargs["id"])
        return super().rows().filter(claim_id=claim.pk)
