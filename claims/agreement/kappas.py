"""Cohen's kappa of two raters, also weighted, and Fleiss' kappa of any number.

Cohen 1960, "A coefficient of agreement for nominal scales"; Cohen 1968, "Weighted kappa"; Fleiss 1971, "Measuring nominal
scale agreement among many raters", where units have different numbers of ratings as in Gwet 2014, "Handbook of Inter-Rater
Reliability", chapter 2.
"""

from __future__ import annotations

import math
from enum import StrEnum
from functools import cached_property

import numpy as np

from claims.agreement.figures import Floats, Ints, Why
from claims.agreement.ratings import Kinds, Ratings


class Weights(StrEnum):
    """How disagreement grows with the distance of two places in the order."""

    LINEAR = "linear"
    QUADRATIC = "quadratic"


class CohenKappa:
    """1 - observed / expected disagreement of two raters. A Measure; a kind of unit is a cell of their table.

    `cells_a`, `cells_b`: the codes that the first and the second gave in each cell; `counts`: units in it. A disagreement
    weighs 1, or with `weights` its distance in the order of categories, or that squared.
    """

    def __init__(
        self, cells_a: Ints, cells_b: Ints, counts: Ints, *, categories: int, weights: Weights | None = None
    ) -> None:
        self._a, self._b, self._counts = cells_a, cells_b, counts
        place = np.arange(max(1, categories))
        distance = np.abs(place[:, np.newaxis] - place)
        power = {None: 0, Weights.LINEAR: 1, Weights.QUADRATIC: 2}[weights]
        self._disagreement = np.where(distance > 0, distance.astype(float) ** power, 0)
        self._raters = 2

    @classmethod
    def of(cls, ratings: Ratings, weights: Weights | None = None) -> CohenKappa:
        """Of ratings by at most two raters, over the units that both rated."""
        both = np.flatnonzero(np.diff(ratings.unit) == 0)
        width = max(1, len(ratings.categories))
        cells, counts = np.unique(ratings.code[both] * width + ratings.code[both + 1], return_counts=True)
        found = cls(cells // width, cells % width, counts.astype(np.int64), categories=width, weights=weights)
        found._raters = len(ratings.raters)
        return found

    @property
    def counts(self) -> Ints:
        return self._counts

    @property
    def cells(self) -> int:
        return len(self._counts) + 2 * len(self._disagreement)

    @cached_property
    def why_undefined(self) -> Why | None:
        if self._raters < 2:
            return Why.ONE_RATER
        if not len(self._counts):
            return Why.NO_OVERLAP
        return Why.ONE_CATEGORY if math.isnan(self.at(self._counts[np.newaxis])[0]) else None

    def at(self, draws: Ints) -> Floats:
        each = np.eye(len(self._disagreement))
        n = draws.sum(axis=1)
        observed = draws @ self._disagreement[self._a, self._b]
        expected = ((draws @ each[self._a] @ self._disagreement) * (draws @ each[self._b])).sum(axis=1) / n
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected > 0, 1 - observed / expected, np.nan)


class FleissKappa:
    """(P - Pe) / (1 - Pe): P is the share of pairs of ratings that agree, on average over the units; Pe the same by chance.

    A Measure, over the units with two or more ratings. Where all have the same number it is Fleiss' own formula.
    """

    def __init__(self, ratings: Ratings) -> None:
        self._kinds: Kinds = ratings.kinds()
        self._raters = len(ratings.raters)

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
        return Why.ONE_CATEGORY if self._kinds.used < 2 else None

    def at(self, draws: Ints) -> Floats:
        kinds = self._kinds
        n = draws.sum(axis=1)
        squares = np.bincount(kinds.kind, kinds.many**2, minlength=len(kinds.counts))
        agreement = draws @ ((squares - kinds.size) / (kinds.size * (kinds.size - 1))) / n
        in_unit = kinds.many / kinds.size[kinds.kind]
        shares = np.stack(
            [np.bincount(kinds.code, in_unit * draw[kinds.kind], minlength=kinds.categories) for draw in draws]
        )
        by_chance = ((shares / n[:, np.newaxis]) ** 2).sum(axis=1)
        varied = np.count_nonzero(shares, axis=1) > 1
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(varied, (agreement - by_chance) / (1 - by_chance), np.nan)
