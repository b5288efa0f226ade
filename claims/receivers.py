"""What claims does when something below happens."""

from __future__ import annotations

from uuid import UUID

from annotations.models import Annotation, Revision
from annotations.signals import Carried
from claims import queries
from claims.services.corrections import note_changed_words, note_place
from claims.services.notices import notify
from claims.services.rating_scales import add_default_scale, put_in_force
from factcheck.core.problems import Invalid, NotFound
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event


def give_rating_scale(*, actor: Actor, desk: Desk, **_: object) -> None:
    """Every new desk starts with one scale."""
    add_default_scale(actor, desk)


def choose_scale(actor: Actor, desk: Desk, scale_id: UUID) -> bool:
    """Put one of the desk's scales in force; False where it was."""
    try:
        scale = queries.rating_scale_rows(actor).filter(desk=desk).fetch(scale_id)
    except NotFound as problem:
        raise Invalid.at("/rating_scale", problem.detail) from None
    former = queries.scale_in_force(desk)
    return put_in_force(actor, scale) != former


def tell_people(*, event: Event, **_: object) -> None:
    """Those whom an event concerns get a notice of it."""
    notify(event)


def tell_claims(*, actor: Actor, revision: Revision, carried: list[Carried], by_desk: bool, **_: object) -> None:
    """A claim is told whose words the publisher changed, or that stands in another text now."""
    note_changed_words(actor, revision, carried, by_desk=by_desk)


def tell_of_place(
    *, actor: Actor, annotation: Annotation, revision: Revision, words_before: str | None, words_after: str | None,
    **_: object,
) -> None:  # fmt: skip
    """A claim whose highlight was put somewhere by hand is told."""
    note_place(actor, annotation, revision, [words_before, words_after])
