"""What claims are to each other."""

from __future__ import annotations

from typing import Any

from claims import queries
from claims.api import presenters
from claims.api.inputs import NewRelation
from claims.api.outputs import RelationOut
from claims.models import Claim, Relation
from claims.services.relations import archive_relation, relate_claims
from factcheck.api.inputs import referred_to
from factcheck.api.presenters import Shown
from factcheck.api.views import ResourceDetail, ResourceList
from factcheck.desks.scoping import DeskQuerySet


class ClaimRelations(ResourceList[Relation]):
    """What a claim is to others, and others to it."""

    tag = "relations"
    orderings = ("id", "kind")
    input, output = NewRelation, RelationOut

    def rows(self) -> DeskQuerySet[Relation]:
        return queries.relations_of(self.actor, queries.claim(self.actor, self.kwargs["id"]))

    def present(self, row: Relation) -> Shown:
        return presenters.relation(row, self.base, seen_from=self.kwargs["id"])

    def create(self, given: dict[str, Any]) -> Relation:
        """Note what this claim is to another of its desk: a variant, a negation, part of it, or a repetition."""
        claim = queries.claim(self.actor, self.kwargs["id"])
        other = referred_to(Claim.objects.visible_to(self.actor).live(), given["claim"], "/claim")
        return relate_claims(self.actor, claim, other=other, kind=given["kind"])


class RelationDetail(ResourceDetail[Relation]):
    """One relation of two claims, as it was noted."""

    tag = "relations"
    output = RelationOut

    def rows(self) -> DeskQuerySet[Relation]:
        return queries.relation_rows(self.actor)

    def present(self, row: Relation) -> Shown:
        return presenters.relation(row, self.base)

    def remove(self, row: Relation, version: int | None) -> None:
        archive_relation(self.actor, row, version=version)
