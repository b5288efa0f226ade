"""Evidence: of a claim, and one piece of it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from claims import queries
from claims.api import shown
from claims.api.inputs import EvidenceChanges, NewEvidence
from claims.api.outputs import EvidenceOut
from claims.filters import EvidenceFilters
from claims.models import Evidence, Source
from claims.services.evidence import add_evidence, archive_evidence, edit_evidence
from claims.services.sources import NewSource
from factcheck.api.inputs import referred_to
from factcheck.api.views import ResourceDetail, ResourceList
from factcheck.desks.actors import Actor


class ClaimEvidence(ResourceList[Evidence]):
    """The evidence of a claim, oldest first."""

    tag = "evidence"
    filters = EvidenceFilters
    orderings = ("id", "created_at", "updated_at")
    input, output = NewEvidence, EvidenceOut
    shape = shown.EVIDENCE

    def rows(self) -> QuerySet[Evidence]:
        return queries.evidence_rows(self.actor).filter(claim=queries.claim(self.actor, self.kwargs["id"]))

    def create(self, given: dict[str, Any]) -> Evidence:
        """Add evidence from a source; a quote has to stand in the archived copy, where there is one."""
        claim = queries.claim(self.actor, self.kwargs["id"])
        return add_evidence(self.actor, claim, **_fields(self.actor, given))


class EvidenceDetail(ResourceDetail[Evidence]):
    """One piece of evidence; changed until the claim is decided."""

    tag = "evidence"
    input, output = EvidenceChanges, EvidenceOut
    shape = shown.EVIDENCE

    def rows(self) -> QuerySet[Evidence]:
        return queries.evidence_rows(self.actor)

    def change(self, row: Evidence, version: int | None, changes: dict[str, Any]) -> Evidence:
        return edit_evidence(self.actor, row, version=version, **_fields(self.actor, changes))

    def remove(self, row: Evidence, version: int | None) -> None:
        archive_evidence(self.actor, row, version=version)


def _fields(actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    source = given.get("source")
    if isinstance(source, dict):
        given["source"] = NewSource(**source)
    elif source is not None:
        given["source"] = referred_to(Source.objects.visible_to(actor).live(), source, "/source")
    return given
