"""Correction requests: of a claim, and one of them."""

from __future__ import annotations

from typing import Any

from claims import queries
from claims.api import presenters
from claims.api.inputs import CorrectionRequestChanges, NewCorrectionRequest
from claims.api.outputs import CorrectionRequestOut
from claims.models import Appearance, CorrectionRequest
from claims.services.corrections import (
    archive_correction_request,
    edit_correction_request,
    request_correction,
)
from factcheck.api.inputs import referred_to
from factcheck.api.presenters import Shown
from factcheck.api.views import ResourceDetail, ResourceList
from factcheck.desks.scoping import DeskQuerySet


class ClaimCorrectionRequests(ResourceList[CorrectionRequest]):
    """What publishers were asked to correct of a claim, and what came of it."""

    tag = "correction-requests"
    orderings = ("id", "sent_at")
    input, output = NewCorrectionRequest, CorrectionRequestOut

    def rows(self) -> DeskQuerySet[CorrectionRequest]:
        claim = queries.claim(self.actor, self.kwargs["id"])
        return queries.correction_request_rows(self.actor).filter(claim=claim)

    def present(self, row: CorrectionRequest) -> Shown:
        return presenters.correction_request(row, self.base)

    def create(self, given: dict[str, Any]) -> CorrectionRequest:
        """Note that a publisher was asked. While the outcome is `pending`, the article is looked at again and again."""
        claim = queries.claim(self.actor, self.kwargs["id"])
        places = Appearance.objects.visible_to(self.actor).live().filter(claim=claim)
        appearance = referred_to(places, given.pop("appearance"), "/appearance")
        return request_correction(self.actor, claim, appearance=appearance, **given)


class CorrectionRequestDetail(ResourceDetail[CorrectionRequest]):
    """One correction request; `outcome_revision` and `days` are derived from the article's revisions."""

    tag = "correction-requests"
    input, output = CorrectionRequestChanges, CorrectionRequestOut

    def rows(self) -> DeskQuerySet[CorrectionRequest]:
        return queries.correction_request_rows(self.actor)

    def present(self, row: CorrectionRequest) -> Shown:
        return presenters.correction_request(row, self.base)

    def change(self, row: CorrectionRequest, version: int | None, changes: dict[str, Any]) -> CorrectionRequest:
        return edit_correction_request(self.actor, row, version=version, **changes)

    def remove(self, row: CorrectionRequest, version: int | None) -> None:
        archive_correction_request(self.actor, row, version=version)
