"""Krippendorff's alpha for any number of raters, with gaps (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").

alpha = 1 - Do/De, where Do is how far the ratings of one unit lie apart on average, and De how far any two ratings do.
With o_ck the coincidence matrix, n_c its sums and n their sum:

    alpha = 1 - (n - 1) * sum_ck o_ck d²(c,k) / sum_ck n_c n_k d²(c,k)

The numerator is summed unit by unit, so that the matrix need not be written down where values are many.
"""

from __future__ import annotations

import math
from enum import StrEnum
from functools import cached_property
from numbers import Real
from typing import Any

import numpy as np

from claims.agreement.figures import Floats, Ints, Why
from claims.agreement.ratings import Kinds, Ratings
from factcheck.core.problems import Invalid

MOST_RATIOS = 2_000
"""Different values at the ratio level, where each is held against every other."""


class Level(StrEnum):
    """What may be said of two ratings: that they differ; which is higher; by how much; how many times as much."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Alpha:
    """Krippendorff's alpha at one level. A Measure."""

    def __init__(self, ratings: Ratings, level: Level) -> None:
        self.level = level
        self._kinds: Kinds = ratings.kinds()
        self._raters = len(ratings.raters)
        self._place = _places(ratings.categories, level)

    @property
    def counts(self) -> Ints:
        return self._kinds.counts

    @property
    def cells(self) -> int:
        return len(self._kinds.code) + self._kinds.categories

    @cached_property
    def why_undefined(self) -> Why | None:
        if self._raters < 2:
            return Why.ONE_RATER
        if not len(self.counts):
            return Why.NO_OVERLAP
        return Why.ONE_CATEGORY if math.isnan(self.at(self.counts[np.newaxis])[0]) else None

    def at(self, draws: Ints) -> Floats:
        totals = self._totals(draws)
        apart = np.where(np.count_nonzero(totals, axis=1) > 1, self._apart_anywhere(totals), 0)
        n = totals.sum(axis=1)
        within = (draws * (self._apart_in_units(totals) / (self._kinds.size - 1))).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(apart > 0, 1 - (n - 1) * within / apart, np.nan)

    def _totals(self, draws: Ints) -> Floats:
        """How often each category was given, for each draw: the sums n_c of the coincidence matrix."""
        kinds = self._kinds
        return np.stack(
            [np.bincount(kinds.code, kinds.many * draw[kinds.kind], minlength=kinds.categories) for draw in draws]
        )

    def _apart_anywhere(self, totals: Floats) -> Floats:
        """Sum of n_c n_k d²(c,k)."""
        n: Floats = totals.sum(axis=1)
        apart: Floats
        if self.level == Level.NOMINAL:
            apart = n * n - (totals * totals).sum(axis=1)
        elif self.level == Level.RATIO:
            apart = ((totals @ self._ratios) * totals).sum(axis=1)
        else:
            place = _midranks(totals) if self.level == Level.ORDINAL else self._place
            mean = (totals * place).sum(axis=1) / n
            apart = 2 * n * (totals * (place - mean[:, np.newaxis]) ** 2).sum(axis=1)
        return apart

    def _apart_in_units(self, totals: Floats) -> Floats:
        """Sum of d² over the ordered pairs of ratings in a unit of each kind; a row for each draw, or one for all."""
        if self.level == Level.ORDINAL:
            return self._spread(_midranks(totals)[:, self._kinds.code])
        return self._always_apart

    @cached_property
    def _always_apart(self) -> Floats:
        kinds = self._kinds
        if self.level == Level.NOMINAL:
            same = np.bincount(kinds.kind, kinds.many**2, minlength=len(kinds.counts))
            return np.subtract(kinds.size**2, same, dtype=np.float64)[np.newaxis]
        if self.level == Level.INTERVAL:
            return self._spread(self._place[kinds.code][np.newaxis])
        return self._ratios_in_units()[np.newaxis]

    def _spread(self, place: Floats) -> Floats:
        """Sum of squared differences of the places in a unit of each kind: twice its size times those from its mean."""
        kinds = self._kinds
        first = np.flatnonzero(np.diff(kinds.kind, prepend=-1))
        mean = np.add.reduceat(place * kinds.many, first, axis=1) / kinds.size
        from_mean = kinds.many * (place - mean[:, kinds.kind]) ** 2
        spread: Floats = np.add.reduceat(from_mean, first, axis=1) * (2 * kinds.size)
        return spread

    @cached_property
    def _ratios(self) -> Floats:
        """((c - k) / (c + k))² for each two values; nought is as far from nought as any value from itself."""
        value = self._place
        total = value[:, np.newaxis] + value
        apart = value[:, np.newaxis] - value
        return np.divide(apart, total, out=np.zeros_like(total), where=total > 0) ** 2

    def _ratios_in_units(self) -> Floats:
        """The same summed over the pairs of entries of each kind, by how far they stand from each other."""
        kinds, found = self._kinds, np.zeros(len(self._kinds.counts))
        for distance in range(1, len(kinds.kind)):
            here, there = slice(None, -distance), slice(distance, None)
            together = kinds.kind[here] == kinds.kind[there]
            if not together.any():
                break
            a, b = kinds.code[here][together], kinds.code[there][together]
            many = kinds.many[here][together] * kinds.many[there][together]
            found += np.bincount(kinds.kind[here][together], 2 * many * self._ratios[a, b], minlength=len(found))
        return found


def _midranks(totals: Floats) -> Floats:
    """The middle of each category among all ratings in order: d² between two of them is Krippendorff's ordinal metric,
    the square of (n_c / 2 + those between + n_k / 2)."""
    return np.cumsum(totals, axis=1) - totals / 2


def _places(categories: tuple[Any, ...], level: Level) -> Floats:
    """The categories as numbers, where the level asks for them, between 0 and 1, so that no square overflows."""
    if level in (Level.NOMINAL, Level.ORDINAL):
        return np.arange(len(categories), dtype=float)
    odd = next((c for c in categories if not isinstance(c, Real)), None)
    if odd is not None:
        raise Invalid.at(
            "/ratings", f"{odd!r} is not a number; the level {level} needs numbers. For words in order use ordinal."
        )
    value = _as_floats(categories)
    if level == Level.RATIO and len(value) and value.min() < 0:
        raise Invalid.at("/ratings", "A ratio needs values from 0 up; for values below 0 use interval.")
    if level == Level.RATIO and len(value) > MOST_RATIOS:
        raise Invalid.at(
            "/ratings", f"Here are {len(value):,} different values; a ratio takes {MOST_RATIOS:,}. Round them."
        )
    largest = np.abs(value).max(initial=0)
    value = value / largest if largest else value
    return value if level == Level.RATIO else value - value.min(initial=1)


def _as_floats(numbers: tuple[Any, ...]) -> Floats:
    try:
        return np.array([float(n) for n in numbers], dtype=float)
    except OverflowError:
        raise Invalid.at("/ratings", "A rating is larger than a floating-point number can be (1.8e308).") from None
