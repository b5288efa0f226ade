"""Verdicts: on a claim, one of them, and its versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from claims import queries
from claims.api import presenters, shown
from claims.api.inputs import VerdictChanges
from claims.api.outputs import VerdictOut, VersionsOut
from claims.filters import VerdictFilters
from claims.models import Claim, Evidence, Rating, Verdict
from claims.services.verdicts import edit_verdict, look_again, submit_verdict, withdraw_verdict
from factcheck.api.inputs import all_referred_to
from factcheck.api.views import Endpoint, ResourceDetail, ResourceList
from factcheck.desks import history
from factcheck.desks.actors import Actor


class ClaimVerdicts(ResourceList[Verdict]):
    """The verdicts on a claim that the caller may see; on a blind desk none but their own before they gave it."""

    tag = "verdicts"
    filters = VerdictFilters
    orderings = ("id", "submitted_at", "updated_at")
    input, output = VerdictChanges, VerdictOut
    shape = shown.VERDICT

    def rows(self) -> QuerySet[Verdict]:
        return queries.verdict_rows(self.actor).filter(claim=queries.claim(self.actor, self.kwargs["id"]))

    def create(self, given: dict[str, Any]) -> Verdict:
        """Give a verdict, one for each reviewer and claim; a `second_look` is one from the evidence alone, and counts for
        no decision."""
        claim = queries.claim(self.actor, self.kwargs["id"])
        give = look_again if given.pop("second_look", False) else submit_verdict
        return give(self.actor, claim, **_fields(self.actor, claim, given))


class VerdictDetail(ResourceDetail[Verdict]):
    """One verdict. A change makes a new version; without one it is confirmed after a reopening; DELETE withdraws it."""

    tag = "verdicts"
    input, output = VerdictChanges, VerdictOut
    shape = shown.VERDICT

    def rows(self) -> QuerySet[Verdict]:
        return queries.verdict_rows(self.actor)

    def change(self, row: Verdict, version: int | None, changes: dict[str, Any]) -> Verdict:
        return edit_verdict(self.actor, row, version=version, **_fields(self.actor, row.claim, changes, row.rating))

    def remove(self, row: Verdict, version: int | None) -> None:
        withdraw_verdict(self.actor, row, version=version)


def _fields(actor: Actor, claim: Claim, given: dict[str, Any], rating: Rating | None = None) -> dict[str, Any]:
    """A body's members as fields of Verdict; `rating` is the one given before."""
    if "rating" in given:
        given["rating"] = queries.rating_to_give(claim.desk, given["rating"], given=rating)
    if "evidence" in given:
        rows = Evidence.objects.visible_to(actor).live()
        named = {f"/evidence/{n}": one for n, one in enumerate(given["evidence"])}
        given["evidence"] = list(all_referred_to(rows, named).values())
    return given


class VerdictVersions(Endpoint):
    """Every version of a verdict, oldest first."""

    tag = "verdicts"
    output = VersionsOut
    http_method_names = ["get", "head", "options"]

    def get(self, request: Request, id: UUID) -> HttpResponse:  # noqa: A002  # the contract calls it id
        verdict = queries.verdict_rows(self.actor).fetch(id)
        versions = history.versions(verdict)
        if not verdict.is_named:  # type: ignore[attr-defined]  # annotated there
            versions = [replace(v, by=None, fields={**v.fields, "reviewer": None}) for v in versions]
        return self.answer({"results": [presenters.version(v) for v in versions]})
