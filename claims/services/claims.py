"""Spotting a claim, keeping its wording right, and saying where it was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from annotations.models import Annotation, Article, Revision
from annotations.services.annotations import annotate
from claims import permissions
from claims.models import Appearance, Claim, Review
from claims.services.corrections import watch_while_pending
from claims.services.holds import keep_hold
from factcheck.core.problems import AmbiguousQuote, Conflict, FieldError, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock, lock_named
from factcheck.desks.models import Desk, User
from factcheck.desks.permissions import require
from factcheck.desks.preparing import prepared_first
from factcheck.desks.queries import members_at_least
from factcheck.desks.roles import Role


@dataclass(frozen=True)
class NewAppearance:
    """Words of an article that are yet to be marked; `selector` as for an annotation."""

    article: Article
    selector: object
    comment: str = ""
    revision: Revision | None = None
    """The one that was read; the article's current one if it is not said."""


Place = Annotation | NewAppearance


@prepared_first
def spot_claim(
    actor: Actor, desk: Desk, *, text: str, appearances: Sequence[Place] = (), assignees: Sequence[User] = (),
    **fields: Any,
) -> Claim:  # fmt: skip
    """A new claim with the desk's next number, and the places where it is made.

    `fields` are fields of Claim: `claimant_name`, `claimed_on`, `topics`, `selection_reason` and so on.
    """
    require(permissions.may_write(actor, desk))
    refuse_strangers(desk, assignees)
    Desk.objects.filter(pk=desk.pk).update(last_claim_number=F("last_claim_number") + 1)
    number = Desk.objects.values_list("last_claim_number", flat=True).get(pk=desk.pk)
    _lock_in_one_order(appearances)
    claim = create(
        actor, "claim.spotted", Claim(desk=desk, number=number, text=text.strip(), **_lists(fields)),
        links={"assignees": list(assignees)},
    )  # fmt: skip
    for index, place in enumerate(appearances):
        try:
            _appear(actor, claim, place)
        except Invalid as problem:
            raise problem.under(f"/appearances/{index}") from None
        except AmbiguousQuote as problem:
            raise _ambiguous_at(f"/appearances/{index}/selector", problem) from None
    return claim


def _lists(fields: dict[str, Any]) -> dict[str, Any]:
    """Tuples as the lists that JSON columns keep."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def _ambiguous_at(pointer: str, problem: AmbiguousQuote) -> AmbiguousQuote:
    """The same with the appearance it is about; `detail` tells programs what to send, the error tells people."""
    said = _("These words stand in several places; give more of them, or choose one place.")
    return AmbiguousQuote(problem.detail, errors=[FieldError(pointer, said)], **problem.facts)


def refuse_strangers(desk: Desk, people: Iterable[User]) -> None:
    """Raises Invalid naming those who cannot be assigned: they are no members today, or give no verdicts."""
    wanted = set(people)
    strangers = wanted - set(members_at_least(Role.REVIEWER, desk.pk).filter(pk__in=[p.pk for p in wanted]))
    if strangers:
        said = _("Only current members of %(desk)s who give verdicts can be assigned, which these do not: %(names)s.")
        names = ", ".join(sorted(p.username for p in strangers))
        raise Invalid.at("/assignees", said % {"desk": desk.slug, "names": names})


def _lock_in_one_order(places: Sequence[Place]) -> None:
    """Ahead of the first event, and for everybody in the same order, so that two never wait for each other."""
    marked = {place.pk for place in places if isinstance(place, Annotation)}
    list(Annotation.objects.select_for_update(no_key=True).filter(pk__in=marked).order_by("pk"))


def _appear(actor: Actor, claim: Claim, place: Place) -> Appearance:
    if isinstance(place, NewAppearance):
        place = annotate(
            actor, place.article, selector=place.selector, comment=place.comment, motivation="identifying",
            revision=place.revision,
        )  # fmt: skip
    if place.desk_id != claim.desk_id:
        raise Invalid.at("/annotation", "The annotation belongs to another desk than the claim.")
    place = lock_named(place, "/annotation")
    if Appearance.objects.live().filter(claim=claim, annotation=place).exists():
        raise Conflict("The claim has this appearance already.")
    return create(
        actor, "appearance.added", Appearance(desk_id=claim.desk_id, claim=claim, annotation=place)
    )  # fmt: skip


@prepared_first
def add_appearance(actor: Actor, claim: Claim, place: Place) -> Appearance:
    """One more place where the claim is made, until it is published: a review names the places that it is about."""
    claim = lock(claim)
    require(permissions.may_edit_claim(actor, claim))
    return _appear(actor, claim, place)


@transaction.atomic
def remove_appearance(actor: Actor, appearance: Appearance, *, version: int | None = None) -> Appearance:
    """Take a place from the claim, until it is published; the annotation that marks the words stays."""
    lock(appearance.claim)
    appearance = lock(appearance, version)
    require(permissions.may_remove_appearance(actor, appearance))
    appearance = archive(actor, "appearance.removed", appearance)
    watch_while_pending(appearance.annotation.article)
    return appearance


def verb_of_edit(claim: Claim, changes: Mapping[str, Any]) -> str:
    """What history calls these changes of the claim as it is: `claim.assigned` where other people are to work on it.

    Whoever changes what the claim says, besides, has changed the claim.
    """
    others = "assignees" in changes and set(changes["assignees"]) != set(claim.assignees.all())
    rest = changes.keys() - {"assignees", "due_on", "priority"}
    says_the_same = all(getattr(claim, name) == changes[name] for name in rest)
    return "claim.assigned" if others and says_the_same else "claim.edited"


@transaction.atomic
def edit_claim(actor: Actor, claim: Claim, *, version: int | None = None, **changes: Any) -> Claim:
    """Change the claim's wording or particulars, until it is published."""
    claim = lock(claim, version)
    require(permissions.may_edit_claim(actor, claim))
    if "assignees" in changes:
        refuse_strangers(claim.desk, set(changes["assignees"]) - set(claim.assignees.all()))
    if "text" in changes:
        changes["text"] = changes["text"].strip()
    keep_hold(actor, claim)
    return change(actor, verb_of_edit(claim, changes), claim, _lists(changes))


@transaction.atomic
def assign_claim(
    actor: Actor, claim: Claim, *, assignees: Sequence[User], due_on: date | None, priority: int,
    version: int | None = None,
) -> Claim:  # fmt: skip
    """Say who works on a claim, by when, and how much it presses, until it is published."""
    claim = lock(claim, version)
    require(permissions.may_edit_claim(actor, claim))
    refuse_strangers(claim.desk, set(assignees) - set(claim.assignees.all()))
    wanted = {"assignees": list(assignees), "due_on": due_on, "priority": priority}
    return change(actor, verb_of_edit(claim, wanted), claim, wanted)


@transaction.atomic
def archive_claim(actor: Actor, claim: Claim, *, version: int | None = None) -> Claim:
    """Take a claim that is only spotted, or dropped, out of sight, with the draft of its review.

    Its number is not given again. What others have judged is dropped with a reason instead.
    """
    claim = lock(claim, version)
    require(permissions.may_archive_claim(actor, claim))
    for draft in Review.objects.live().filter(claim=claim):
        archive(actor, "review.archived", lock(draft))
    claim = archive(actor, "claim.archived", claim)
    for article in Article.objects.filter(annotations__appearances__correction_requests__claim=claim).distinct():
        watch_while_pending(article)
    return claim
