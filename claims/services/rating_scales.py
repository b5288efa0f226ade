"""A desk's rating scale: made, renamed, extended; a rating is retired, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from claims import queries
from claims.models import Rating, RatingFamily, RatingScale
from claims.permissions import may_run_scales
from factcheck.core import clock
from factcheck.core.problems import Conflict, FieldError, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.editing import change, create, lock, lock_desk, move
from factcheck.desks.models import Desk
from factcheck.desks.permissions import require

F = RatingFamily


@dataclass(frozen=True)
class NewRating:
    """One step of a scale as it is given."""

    slug: str
    name: str
    family: str
    value: int | None = None
    description: str = ""


DEFAULT_SCALE = (
    NewRating("true", "True", F.TRUE, 5, "The evidence shows that it is right, with nothing important left out."),
    NewRating("mostly-true", "Mostly true", F.MOSTLY_TRUE, 4, "Right in the main; a detail is off or missing."),
    NewRating("mixed", "Half true", F.MIXED, 3, "Right in part and wrong in part."),
    NewRating("misleading", "Misleading", F.MOSTLY_FALSE, 2, "Has a true core, but leaves a false impression."),
    NewRating("false", "False", F.FALSE, 1, "The evidence shows that it is wrong."),
    NewRating(
        "not-enough-evidence", "Not enough evidence", F.NOT_ENOUGH_EVIDENCE, None,
        "What could be found neither shows it right nor wrong.",
    ),
    NewRating("not-checkable", "Not checkable", F.OTHER, None, "An opinion, a prediction, or too vague to check."),
)  # fmt: skip


def add_default_scale(actor: Actor, desk: Desk) -> RatingScale:
    """The scale a new desk starts with: seven ratings."""
    return _add(actor, desk, "Standard scale", DEFAULT_SCALE)


@transaction.atomic
def add_rating_scale(actor: Actor, desk: Desk, *, name: str, ratings: Sequence[NewRating]) -> RatingScale:
    """A new scale, in force from now on; verdicts given on the old one keep their ratings."""
    require(may_run_scales(actor, desk))
    return _add(actor, desk, name, ratings)


def _add(actor: Actor, desk: Desk, name: str, ratings: Sequence[NewRating]) -> RatingScale:
    _refuse_twins(ratings)
    lock_desk(desk.pk)
    scale = create(actor, "rating_scale.added", RatingScale(desk=desk, name=name, turn=_next_turn(desk.pk)))
    for position, rating in enumerate(ratings):
        create(
            actor, "rating.added", Rating(desk=desk, scale=scale, position=position, **asdict(rating))
        )  # fmt: skip
    return scale


@transaction.atomic
def put_in_force(actor: Actor, scale: RatingScale) -> RatingScale:
    """Let reviewers of the desk choose from this scale from now on; in force already, it stays so, without an event.

    What was given stays as it was given: verdicts and decisions keep their ratings. Of a claim under judgement the verdicts
    on the former scale go on counting; with the same slug and family they are the same finding, else they differ.
    """
    require(may_run_scales(actor, scale.desk))
    lock_desk(scale.desk_id)
    scale = lock(scale)
    if not Rating.objects.live().filter(scale=scale).exists():
        raise Conflict(_("Every rating of this scale is retired; nobody could give one."))
    if scale.pk == queries.scale_in_force(scale.desk).pk:
        return scale
    return move(actor, "rating_scale.put_in_force", scale, {"turn": _next_turn(scale.desk_id)})


def _next_turn(desk_id: UUID) -> int:
    """Asked under the lock of the desk, so that no two scales get the same."""
    return (RatingScale.objects.filter(desk_id=desk_id).aggregate(last=Max("turn"))["last"] or 0) + 1


def _refuse_twins(ratings: Sequence[NewRating]) -> None:
    slugs = [r.slug for r in ratings]
    if len(slugs) < 2:
        raise Invalid.at("/ratings", "A scale has at least two ratings.")
    if len(slugs) > 20:
        raise Invalid.at("/ratings", "A scale has at most 20 ratings.")
    for index, slug in enumerate(slugs):
        if slug in slugs[:index]:
            raise Invalid.at(f"/ratings/{index}/slug", f"The slug {slug!r} is taken by a rating before it.")


@transaction.atomic
def edit_rating_scale(
    actor: Actor, scale: RatingScale, *, version: int | None = None, name: str | None = None,
    ratings: Sequence[NewRating] | None = None,
) -> RatingScale:  # fmt: skip
    """Rename the scale, and make its ratings those given: known slugs change, new ones are added, absent ones retire.

    What a rating that was given means stays: its family and value do not change, or verdicts and reviews would with it.
    """
    require(may_run_scales(actor, scale.desk))
    scale = lock(scale, version)
    reason = ""
    if ratings is not None:
        _refuse_twins(ratings)
        _replace_ratings(actor, scale, ratings)
        reason = "ratings replaced"
    told: dict[str, Any] = {} if name is None else {"name": name}
    return change(actor, "rating_scale.edited", scale, told, reason=reason)


def _new_meaning(old: Rating, new: NewRating) -> list[str]:
    """The fields by which the rating would mean something else."""
    return [name for name in ("family", "value") if getattr(old, name) != getattr(new, name)]


def _refuse_new_meaning(old: Rating, new: NewRating, position: int) -> None:
    changed = _new_meaning(old, new)
    if changed and (old.verdicts.exists() or old.decisions.exists() or old.reviews.exists()):
        why = f"{old.name!r} was given in verdicts; it may be renamed or retired, but means what it meant. Add a new rating."
        raise Invalid(why, errors=[FieldError(f"/ratings/{position}/{name}", why) for name in changed])


def _locked(scale: RatingScale, ratings: Sequence[NewRating]) -> dict[str, Rating]:
    """The ratings there are, by slug, locked; the scale is locked already.

    Where one is to mean something else, so fast that nobody can give them meanwhile: a verdict, as it is written, holds
    the key of its rating. All are locked ahead of the first event, since that verdict then waits for the head of the chain.
    """
    rows, wanted = Rating.objects.filter(scale=scale).order_by("pk"), {new.slug: new for new in ratings}
    others = any(r.slug in wanted and _new_meaning(r, wanted[r.slug]) for r in rows)
    return {r.slug: r for r in rows.select_for_update(no_key=not others)}


def _replace_ratings(actor: Actor, scale: RatingScale, ratings: Sequence[NewRating]) -> None:
    known = _locked(scale, ratings)
    for position, new in enumerate(ratings):
        if new.slug in known:
            _refuse_new_meaning(known[new.slug], new, position)
    for position, new in enumerate(ratings):
        old = known.pop(new.slug, None)
        told = {**asdict(new), "position": position, "archived_at": None}
        if old is None:
            create(actor, "rating.added", Rating(desk_id=scale.desk_id, scale=scale, **told))
        else:
            change(actor, "rating.edited", old, told)
    for gone in known.values():
        if gone.archived_at is None:
            change(actor, "rating.retired", gone, {"archived_at": clock.now()})
