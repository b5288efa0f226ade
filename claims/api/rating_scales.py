"""Rating scales."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from claims import queries
from claims.api import presenters
from claims.api.inputs import NewRatingScale, RatingScaleChanges
from claims.api.outputs import RatingScaleOut
from claims.filters import RatingScaleFilters
from claims.models import RatingScale
from claims.services.rating_scales import NewRating, add_rating_scale, edit_rating_scale
from factcheck.api.presenters import Shown
from factcheck.api.views import ResourceDetail, ResourceList


class RatingScaleList(ResourceList[RatingScale]):
    """The rating scales of the caller's desks; a desk's `rating_scale` says which is in force."""

    tag = "rating-scales"
    filters = RatingScaleFilters
    orderings = ("-id", "name")
    input, output = NewRatingScale, RatingScaleOut

    def rows(self) -> QuerySet[RatingScale]:
        return queries.rating_scale_rows(self.actor)

    def present(self, row: RatingScale) -> Shown:
        return presenters.rating_scale(row, self.base)

    def create(self, given: dict[str, Any]) -> RatingScale:
        """Give the desk a new scale, which is then the one in force."""
        desk = self.actor.choose_desk(given.pop("desk", None))
        return add_rating_scale(self.actor, desk, **_fields(given))


class RatingScaleDetail(ResourceDetail[RatingScale]):
    """One scale. The ratings that are sent take the place of those there were; one that is left out retires."""

    tag = "rating-scales"
    input, output = RatingScaleChanges, RatingScaleOut
    needs_if_match = False

    def rows(self) -> QuerySet[RatingScale]:
        return queries.rating_scale_rows(self.actor)

    def present(self, row: RatingScale) -> Shown:
        return presenters.rating_scale(row, self.base)

    def change(self, row: RatingScale, version: int | None, changes: dict[str, Any]) -> RatingScale:
        return edit_rating_scale(self.actor, row, version=version, **_fields(changes))


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    if "ratings" in given:
        given["ratings"] = [NewRating(**one) for one in given["ratings"]]
    return given
