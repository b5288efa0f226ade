"""One door to the figures of rating, by the names of their metrics."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from enum import StrEnum
from numbers import Real
from typing import Any, TypeVar

from claims.agreement.alpha import Alpha, Level
from claims.agreement.figures import Figure, Measure, figure_of, value_of
from claims.agreement.kappas import CohenKappa, FleissKappa, Weights
from claims.agreement.ratings import Ratings
from factcheck.core.problems import Invalid

METRICS = ("krippendorff_alpha", "cohen_kappa", "fleiss_kappa")
E = TypeVar("E", bound=StrEnum)


def compute(
    metric: str, ratings: Sequence[Sequence[Any]], level: str | None = None, order: Sequence[Hashable] | None = None,
    weights: str | None = None,
) -> float | None:  # fmt: skip
    """The figure, or None where it is undefined.

    `ratings`: one list for each rater, with None where a unit was not rated. `level`, of alpha alone: nominal (also when
    left out), ordinal, interval or ratio. `weights`, of Cohen's kappa alone: None, linear or quadratic. `order`: the
    categories in order, which ordinal alpha and weighted kappa need where they are not numbers; no other rating may occur.

    Raises Invalid for unequal lengths, an unknown metric, level or weight, one that does not go with the metric, and a
    rating that is NaN, not in the order, or no number where the level needs one.
    """
    return value_of(_measure(metric, ratings, level, order, weights))


def explain(
    metric: str, ratings: Sequence[Sequence[Any]], level: str | None = None, order: Sequence[Hashable] | None = None,
    weights: str | None = None,
) -> Figure:  # fmt: skip
    """The same with the number of units compared, the interval, and why it is undefined."""
    return figure_of(_measure(metric, ratings, level, order, weights))


def _measure(
    metric: str, ratings: Sequence[Sequence[Any]], level: str | None, order: Sequence[Hashable] | None, weights: str | None
) -> Measure:  # fmt: skip
    if metric not in METRICS:
        raise Invalid.at("/metric", f"There is no metric {metric!r}; there is {', '.join(METRICS)}.")
    if level is not None and metric != "krippendorff_alpha":
        raise Invalid.at("/level", f"A level belongs to krippendorff_alpha; {metric} takes none.")
    if weights is not None and metric != "cohen_kappa":
        raise Invalid.at("/weights", f"Weights belong to cohen_kappa; {metric} takes none.")
    read = Ratings.of_lists(ratings, order)
    if metric == "krippendorff_alpha":
        return _alpha(read, _one_of(Level, "level", level or Level.NOMINAL), is_ordered=order is not None)
    if metric == "fleiss_kappa":
        return FleissKappa(read)
    return _cohen(
        read, _one_of(Weights, "weights", weights) if weights is not None else None, is_ordered=order is not None
    )


def _alpha(ratings: Ratings, level: Level, *, is_ordered: bool) -> Alpha:
    if level == Level.ORDINAL and not is_ordered:
        _require_numbers(ratings)
    return Alpha(ratings, level)


def _cohen(ratings: Ratings, weights: Weights | None, *, is_ordered: bool) -> CohenKappa:
    if len(ratings.raters) > 2:
        raise Invalid.at(
            "/ratings",
            f"Here are {len(ratings.raters)} raters; cohen_kappa compares two. Give two at a time, or use fleiss_kappa "
            "or krippendorff_alpha.",
        )
    if weights is not None and not is_ordered:
        _require_numbers(ratings)
    return CohenKappa.of(ratings, weights)


def _require_numbers(ratings: Ratings) -> None:
    word = next((c for c in ratings.categories if not isinstance(c, Real)), None)
    if word is not None:
        raise Invalid.at("/order", f"{word!r} is not a number; say in `order` in which order the categories are.")


def _one_of(kind: type[E], name: str, value: str) -> E:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(kind)
        raise Invalid.at(f"/{name}", f"There is no {name} {value!r}; there is {known}.") from None
