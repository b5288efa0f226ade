"""Claims: list, one, where they appear, where they may go, what happened to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from annotations.models import Annotation, Article
from annotations.webannotation.terms import JSON_LD, MEDIA_TYPE
from claims import lifecycle, queries
from claims.api import presenters, shown
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
    remove_appearance,
    spot_claim,
)
from claims.services.transitions import move_claim
from claims.webannotation import annotations_of
from factcheck.api.desks import EventList
from factcheck.api.etag import etag_of, is_unchanged
from factcheck.api.inputs import all_referred_to
from factcheck.api.presenters import Shown
from factcheck.api.rendering import json_bytes
from factcheck.api.showing import show_one
from factcheck.api.views import Action, AnyAccept, Endpoint, ResourceDetail, ResourceList
from factcheck.core.problems import FieldError, Invalid, Stale
from factcheck.desks.actors import Actor
from factcheck.desks.models import Event, User
from factcheck.desks.queries import colleagues
from factcheck.desks.scoping import DeskQuerySet

CLAIMANT = {f"/claimant_{part}": f"/claimant/{part}" for part in ("name", "role", "url", "affiliation")}


class ClaimList(ResourceList[Claim]):
    """Claims of the caller's desks, newest first."""

    tag = "claims"
    filters = ClaimFilters
    orderings = ("-id", "number", "created_at", "updated_at", "claimed_on", "due_on", "priority", "status")
    input, output = NewClaim, ClaimOut
    shape = shown.CLAIM
    pointers = CLAIMANT

    def rows(self) -> QuerySet[Claim]:
        return queries.claims_there(self.actor)

    def create(self, given: dict[str, Any]) -> Claim:
        """Note a claim, with the places where it is made."""
        desk = self.actor.choose_desk(given.pop("desk", None))
        places = _places(self.actor, {f"/appearances/{n}": one for n, one in enumerate(given.pop("appearances", ()))})
        return spot_claim(self.actor, desk, appearances=places, **_fields(self.actor, given))


class ClaimDetail(ResourceDetail[Claim]):
    """One claim. It stays editable until it is published."""

    tag = "claims"
    input, output = ClaimChanges, ClaimOut
    shape = shown.CLAIM
    pointers = CLAIMANT

    def rows(self) -> QuerySet[Claim]:
        return queries.claim_rows(self.actor)

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
        given["assignees"] = _people(actor, given["assignees"])
    return given


def _people(actor: Actor, names: list[str]) -> list[User]:
    known = colleagues(actor, names)
    errors = [
        FieldError(f"/assignees/{n}", _("You have no colleague %(name)s.") % {"name": repr(name)})
        for n, name in enumerate(names)
        if name not in known
    ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    return [known[name] for name in names]


def _places(actor: Actor, given: Mapping[str, dict[str, Any]]) -> list[Place]:
    """The places that a body gives, by their pointers in it."""
    marked = all_referred_to(Annotation.objects.visible_to(actor).live(), _named("annotation", given))
    rows = Article.objects.visible_to(actor).live().select_related("revision")
    articles = all_referred_to(rows, _named("article", given))
    return [
        marked[f"{at}/annotation"] if "annotation" in one else NewAppearance(articles[f"{at}/article"], one["selector"])
        for at, one in given.items()
    ]


def _named(member: str, given: Mapping[str, dict[str, Any]]) -> dict[str, UUID]:
    """The ids under this member, by their pointers."""
    return {f"{at}/{member}": one[member] for at, one in given.items() if member in one}


class ClaimAppearances(ResourceList[Appearance]):
    """Where a claim is made."""

    tag = "claims"
    orderings = ("id",)
    input, output = PlaceInput, AppearanceOut
    shape = shown.APPEARANCE

    def rows(self) -> QuerySet[Appearance]:
        claim = queries.claim(self.actor, self.kwargs["id"])
        return queries.appearance_rows(self.actor).filter(claim=claim)

    def create(self, given: dict[str, Any]) -> Appearance:
        """Add a place where the claim is made: words that are marked already, or to be marked."""
        claim = queries.claim(self.actor, self.kwargs["id"])
        [place] = _places(self.actor, {"": given})
        return add_appearance(self.actor, claim, place)


class ClaimAnnotations(Endpoint):
    """The evidence and the verdicts that the caller may see, as Web Annotations on the words of the claim (JSON-LD)."""

    tag = "claims"
    media_type = JSON_LD
    content_negotiation_class = AnyAccept
    http_method_names = ["get", "head", "options"]

    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  # the contract calls it id
        claim = queries.claim(self.actor, id)
        places = queries.places_of(self.actor, claim)
        evidence = queries.evidence_rows(self.actor).filter(claim=claim).order_by("id")
        verdicts = queries.verdict_rows(self.actor).filter(claim=claim).order_by("id")
        return self.answer_bytes(json_bytes(annotations_of(claim, places, evidence, verdicts, self.base)), MEDIA_TYPE)


class AppearanceDetail(ResourceDetail[Appearance]):
    """One place where a claim is made; taken away until the claim is published. The annotation stays."""

    tag = "claims"
    output = AppearanceOut
    shape = shown.APPEARANCE

    def rows(self) -> QuerySet[Appearance]:
        return shown.APPEARANCE.rows(self.actor)

    def remove(self, row: Appearance, version: int | None) -> None:
        remove_appearance(self.actor, row, version=version)


class ClaimTransitions(Action[Claim]):
    """What the caller may do with a claim now, and why not the rest."""

    tag = "claims"
    input, output = TransitionInput, TransitionsOut
    posted = ClaimOut
    shape = shown.CLAIM

    def rows(self) -> QuerySet[Claim]:
        return queries.claim_rows(self.actor)

    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  # the contract calls it id
        row = self.one(id)
        return self.answer(self._ways(row), version=row.version)

    def _ways(self, row: Claim) -> Shown:
        return {
            "status": row.status,
            "results": [presenters.option(option) for option in lifecycle.options(self.actor, row)],
        }

    def act(self, row: Claim, version: int | None, given: dict[str, Any]) -> Claim:
        """Move the claim to another status; what may not be is a 409 that says why.

        With the ETag of the claim or of this address in `If-Match`, only if that is still what there is to read.
        """
        if "rating" in given:
            given["rating"] = queries.rating_to_give(row.desk, given["rating"])
        if version is None:
            return move_claim(self.actor, row, **given)
        self._require_as_read(row)
        return move_claim(self.actor, row, version=version, source=row.status, **given)

    def _require_as_read(self, row: Claim) -> None:
        """A step does not make a new version, so the whole of what was read is compared."""
        told = show_one(shown.CLAIM, self.actor, row.pk, self.base).body
        tags = [etag_of(body, row.version) for body in (told, json_bytes(self._ways(row)))]
        if not any(is_unchanged(self.request.headers["If-Match"], tag) for tag in tags):
            raise Stale(
                f"Something changed since you read it; the claim is {row.status} now. Read it again and decide anew.",
                current_version=row.version, status_now=row.status,
            )  # fmt: skip


class ClaimEvents(EventList):
    """What happened to a claim and all that hangs on it, oldest first."""

    tag = "claims"

    def rows(self) -> DeskQuerySet[Event]:
        claim = queries.claim(self.actor, self.kwargs["id"])
        return super().rows().filter(claim_id=claim.pk)
