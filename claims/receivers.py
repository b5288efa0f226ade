"""What claims does when something below happens."""

from __future__ import annotations

from annotations.models import Revision
from annotations.signals import Carried
from claims.services.corrections import note_changed_words
from claims.services.rating_scales import add_default_scale
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk


def give_rating_scale(*, actor: Actor, desk: Desk, **_: object) -> None:
    """Every new desk starts with one scale."""
    add_default_scale(actor, desk)


def tell_claims(*, actor: Actor, revision: Revision, carried: list[Carried], **_: object) -> None:
    """A claim whose words the publisher changed is told."""
    note_changed_words(actor, revision, carried)
