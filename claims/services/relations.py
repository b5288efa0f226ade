"""What claims are to each other."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from claims import permissions
from claims.models import Claim, Relation
from claims.models.relation import MUTUAL
from factcheck.core.problems import Conflict, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, create, lock, lock_named
from factcheck.desks.permissions import require


@transaction.atomic
def relate_claims(actor: Actor, claim: Claim, *, other: Claim, kind: str) -> Relation:
    """Note what a claim is to another of its desk: `claim` repeats `other`. Each pair has each kind once."""
    require(permissions.may_relate(actor, claim))
    if other.pk == claim.pk:
        raise Invalid.at("/claim", _("A claim is not related to itself; name another one."))
    if other.desk_id != claim.desk_id:
        raise Invalid.at("/claim", _("The other claim belongs to another desk."))
    claim, other = _lock_both(claim, other)
    pair = Q(claim=claim, other=other) | Q(claim=other, other=claim, kind__in=MUTUAL)
    if Relation.objects.live().filter(pair, kind=kind).exists():
        raise Conflict(_("This is noted of the two claims already."))
    relation = Relation(desk_id=claim.desk_id, claim=claim, other=other, kind=kind)
    return create(actor, "relation.noted", relation)


def _lock_both(claim: Claim, other: Claim) -> tuple[Claim, Claim]:
    """Always in the same order, so that two who relate the same two do not wait for each other."""
    if claim.pk < other.pk:
        first = lock(claim)
        return first, lock_named(other, "/claim")
    second = lock_named(other, "/claim")
    return lock(claim), second


@transaction.atomic
def archive_relation(actor: Actor, relation: Relation, *, version: int | None = None) -> Relation:
    """Take a relation out of sight."""
    require(permissions.may_archive_relation(actor, relation))
    return archive(actor, "relation.archived", lock(relation, version))
