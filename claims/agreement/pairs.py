"""Each two raters beside each other, and which ratings stood against which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from claims.agreement.figures import Figure, Ints, figure_of
from claims.agreement.kappas import CohenKappa
from claims.agreement.ratings import Ratings


@dataclass(frozen=True)
class Pair:
    """Two raters who rated some of the same units, and Cohen's kappa over those."""

    a: Any
    b: Any
    kappa: Figure


@dataclass(frozen=True)
class Stood:
    """How often the ratings `a` and `b` were given to one unit by two raters; `a` comes first in the order of categories."""

    a: Any
    b: Any
    n: int


def pairs_of(ratings: Ratings) -> list[Pair]:
    """Every two raters with a unit in common, in the order of `ratings.raters`."""
    rater_a, rater_b, code_a, code_b = _side_by_side(ratings)
    swap = rater_a > rater_b
    rater_a, rater_b = np.where(swap, rater_b, rater_a), np.where(swap, rater_a, rater_b)
    code_a, code_b = np.where(swap, code_b, code_a), np.where(swap, code_a, code_b)
    people, width = max(1, len(ratings.raters)), max(1, len(ratings.categories))
    cell = ((rater_a * people + rater_b) * width + code_a) * width + code_b
    cells, counts = np.unique(cell, return_counts=True)
    pair, first = np.unique(cells // width**2, return_index=True)
    return [
        Pair(
            ratings.raters[key // people], ratings.raters[key % people],
            figure_of(CohenKappa(part // width % width, part % width, many.astype(np.int64), categories=width)),
        )
        for key, part, many in zip(
            pair.tolist(), np.split(cells, first[1:]), np.split(counts, first[1:]), strict=True
        )
    ] if len(pair) else []  # fmt: skip


def confusion_of(ratings: Ratings) -> list[Stood]:
    """Each two ratings that met on a unit, and how often, over all pairs of raters: the coincidences, not yet weighted."""
    _rater_a, _rater_b, code_a, code_b = _side_by_side(ratings)
    width = max(1, len(ratings.categories))
    cells, counts = np.unique(np.minimum(code_a, code_b) * width + np.maximum(code_a, code_b), return_counts=True)
    return [
        Stood(ratings.categories[cell // width], ratings.categories[cell % width], n)
        for cell, n in zip(cells.tolist(), counts.tolist(), strict=True)
    ]


def _side_by_side(ratings: Ratings) -> tuple[Ints, Ints, Ints, Ints]:
    """Each two ratings of one unit: both raters, both codes."""
    found = list(_pairs_at_each_distance(ratings.unit))
    if not found:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing, nothing
    a, b = np.concatenate([a for a, _b in found]), np.concatenate([b for _a, b in found])
    return ratings.rater[a], ratings.rater[b], ratings.code[a], ratings.code[b]


def _pairs_at_each_distance(unit: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Rows of one unit, which stand together, by how far they stand from each other."""
    for distance in range(1, len(unit)):
        a = np.flatnonzero(unit[distance:] == unit[:-distance])
        if not len(a):
            return
        yield a, a + distance
