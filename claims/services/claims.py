"""Spotting a claim, keeping its wording right, and saying where it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from annotations.models import Annotation, Article
from annotations.services.annotations import annotate
from claims import permissions
from claims.models import BEFORE_PUBLISHING, Appearance, Claim
from factcheck.core.problems import Conflict, FieldError, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock
from factcheck.desks.models import Desk, Membership, User
from factcheck.desks.permissions import require


@dataclass(frozen=True)
class NewAppearance:
    """Words of an article that are yet to be marked; `selector` as for an annotation."""

    article: Article
    selector: object
    comment: str = ""


Place = Annotation | NewAppearance


@transaction.atomic
def spot_claim(
    actor: Actor, desk: Desk, *, text: str, appearances: Sequence[Place] = (), assignees: Sequence[User] = (),
    **fields: Any,
) -> Claim:  # fmt: skip
    """A new claim with the desk's next number, and the places where it is made.

    `fields` are fields of Claim: `claimant_name`, `claimed_on`, `topics`, `selection_reason` and so on.
    """
    require(permissions.may_write(actor, desk))
    _refuse_strangers(desk, assignees)
    Desk.objects.filter(pk=desk.pk).update(last_claim_number=F("last_claim_number") + 1)
    number = Desk.objects.values_list("last_claim_number", flat=True).get(pk=desk.pk)
    claim = create(
        actor, "claim.spotted", Claim(desk=desk, number=number, text=text.strip(), **_lists(fields)),
        links={"assignees": list(assignees)},
    )  # fmt: skip
    for index, place in enumerate(appearances):
        try:
            _appear(actor, claim, place)
        except Invalid as problem:
            raise _under(f"/appearances/{index}", problem) from None
    return claim


def _lists(fields: dict[str, Any]) -> dict[str, Any]:
    """Tuples as the lists that JSON columns keep."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def _under(pointer: str, problem: Invalid) -> Invalid:
    return Invalid(
        problem.detail, errors=[FieldError(pointer + e.pointer, e.detail) for e in problem.errors], **problem.facts
    )


def _refuse_strangers(desk: Desk, people: Sequence[User]) -> None:
    members = set(Membership.objects.filter(desk=desk, user__in=people).values_list("user_id", flat=True))
    strangers = [p.username for p in people if p.id not in members]
    if strangers:
        raise Invalid.at("/assignees", f"Not a member of {desk.slug}: {', '.join(strangers)}.")


def _appear(actor: Actor, claim: Claim, place: Place) -> Appearance:
    if isinstance(place, NewAppearance):
        place = annotate(actor, place.article, selector=place.selector, comment=place.comment, motivation="identifying")
    if place.desk_id != claim.desk_id:
        raise Invalid.at("/annotation", "The annotation belongs to another desk than the claim.")
    if Appearance.objects.live().filter(claim=claim, annotation=place).exists():
        raise Conflict("The claim has this appearance already.")
    return create(
        actor, "appearance.added", Appearance(desk_id=claim.desk_id, claim=claim, annotation=place)
    )  # fmt: skip


@transaction.atomic
def add_appearance(actor: Actor, claim: Claim, place: Place) -> Appearance:
    """One more place where the claim is made."""
    require(permissions.may_edit_claim(actor, claim))
    return _appear(actor, lock(claim), place)


@transaction.atomic
def edit_claim(actor: Actor, claim: Claim, *, version: int | None = None, **changes: Any) -> Claim:
    """Change the claim's wording or particulars, until it is published."""
    require(permissions.may_edit_claim(actor, claim))
    claim = lock(claim, version)
    _refuse_published(claim)
    _refuse_strangers(claim.desk, changes.get("assignees", ()))
    if "text" in changes:
        changes["text"] = changes["text"].strip()
    return change(actor, "claim.edited", claim, _lists(changes))


@transaction.atomic
def archive_claim(actor: Actor, claim: Claim, *, version: int | None = None) -> Claim:
    """Take a claim out of sight, until it is published; its number is not given again."""
    require(permissions.may_drop(actor, claim))
    claim = lock(claim, version)
    _refuse_published(claim)
    return archive(actor, "claim.archived", claim)


def _refuse_published(claim: Claim) -> None:
    if claim.status not in BEFORE_PUBLISHING:
        raise Conflict(
            f"The claim is {claim.get_status_display().lower()}; what was published is changed by correcting its review."
        )
