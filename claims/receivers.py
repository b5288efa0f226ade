"""What claims does when something below happens."""

from __future__ import annotations

from annotations.models import Annotation, Revision
from annotations.signals import Carried
from claims.services.corrections import note_changed_words, note_place
from claims.services.rating_scales import add_default_scale
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk


def give_rating_scale(*, actor: Actor, desk: Desk, **_: object) -> None:
    """Every new desk starts with one scale."""
    add_default_scale(actor, desk)


def tell_claims(*, actor: Actor, revision: Revision, carried: list[Carried], by_desk: bool, **_: object) -> None:
    """A claim is told whose words the publisher changed, or that stands in another text now."""
    note_changed_words(actor, revision, carried, by_desk=by_desk)


def tell_of_place(
    *, actor: Actor, annotation: Annotation, revision: Revision, words_before: str | None, words_after: str | None,
    **_: object,
) -> None:  # fmt: skip
    """A claim whose highlight was put somewhere by hand is told."""
    note_place(actor, annotation, revision, [words_before, words_after])
