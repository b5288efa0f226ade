"""Shaped reads, shared by every face."""

from __future__ import annotations

from claims.models import Rating, RatingScale
from factcheck.core.problems import Invalid
from factcheck.desks.models import Desk


def scale_in_force(desk: Desk) -> RatingScale:
    """The desk's newest scale; every desk has one from its first day."""
    return RatingScale.objects.live().filter(desk=desk).latest("id")


def ratings_to_give(desk: Desk) -> list[Rating]:
    """The ratings a reviewer may choose from, in order."""
    return list(Rating.objects.live().filter(scale=scale_in_force(desk)).order_by("position"))


def rating_to_give(desk: Desk, slug: str) -> Rating:
    """The rating with this slug, or Invalid naming those there are."""
    ratings = ratings_to_give(desk)
    found = next((r for r in ratings if r.slug == slug), None)
    if found is None:
        known = ", ".join(r.slug for r in ratings)
        raise Invalid.at("/rating", f"There is no rating {slug!r}; there is {known}.")
    return found
