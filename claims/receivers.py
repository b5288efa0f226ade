"""What claims does when something below happens."""

from __future__ import annotations

from claims.services.rating_scales import add_default_scale
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk


def give_rating_scale(*, actor: Actor, desk: Desk, **_: object) -> None:
    """Every new desk starts with one scale."""
    add_default_scale(actor, desk)
