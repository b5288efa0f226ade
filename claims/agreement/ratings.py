"""Ratings as columns of numbers, and the kinds of unit among them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from claims.agreement.figures import Ints
from factcheck.core.problems import Invalid

FEW_CATEGORIES = 64
"""With more, hardly any two units are rated alike, and telling them apart once more is not worth it."""


@dataclass(frozen=True)
class Kinds:
    """Units with two or more ratings, told once for each kind: which ratings they have and how many of each.

    Of a kind: `counts` units and `size` ratings in each. Of an entry, in the order of kinds: its `kind`, the `code` of a
    rating, and how `many` raters gave it.
    """

    counts: Ints
    size: Ints
    kind: Ints
    code: Ints
    many: Ints
    categories: int

    @property
    def used(self) -> int:
        """How many different ratings were given."""
        return len(np.unique(self.code))


@dataclass(frozen=True)
class Ratings:
    """Who rated what how: three columns of equal length, sorted by unit. `code` is a place in `categories`."""

    unit: Ints
    rater: Ints
    code: Ints
    raters: tuple[Any, ...]
    categories: tuple[Any, ...]

    @classmethod
    def of_lists(cls, ratings: Sequence[Sequence[Any]], order: Sequence[Hashable] | None = None) -> Ratings:
        """One list for each rater, all of one length, with None where a unit was not rated.

        Raises Invalid for lists of unequal length, for values that are no category (NaN, lists) or not in `order`.
        """
        lists = [_as_list(at, row) for at, row in enumerate(_as_list(None, ratings))]
        lengths = {len(row) for row in lists}
        if len(lengths) > 1:
            raise Invalid.at(
                "/ratings",
                f"The raters' lists have {', '.join(map(str, sorted(lengths)))} entries; each needs one for every unit, "
                "None where it was not rated.",
            )
        rows = [(u, r, v) for r, row in enumerate(lists) for u, v in enumerate(row) if v is not None]
        return cls._of(rows, range(len(lists)), order)

    @classmethod
    def of_rows(
        cls, rows: Iterable[tuple[Hashable, Hashable, Hashable]], order: Sequence[Hashable] | None = None
    ) -> Ratings:
        """(unit, rater, rating), once for each unit and rater."""
        given = list(rows)
        units = {name: at for at, name in enumerate(dict.fromkeys(unit for unit, _rater, _value in given))}
        raters = {name: at for at, name in enumerate(dict.fromkeys(rater for _unit, rater, _value in given))}
        return cls._of([(units[u], raters[r], v) for u, r, v in given], list(raters), order)

    @classmethod
    def of_columns(
        cls, unit: Ints, rater: Ints, code: Ints, *, raters: Sequence[Any], categories: Sequence[Any]
    ) -> Ratings:
        """Columns that are at hand: `rater` and `code` are places in `raters` and `categories`. Raters without a rating
        are left out."""
        there, place = np.unique(rater, return_inverse=True)
        by_unit = np.lexsort((place, unit))
        return cls(
            unit[by_unit], place[by_unit], code[by_unit], tuple(raters[at] for at in there.tolist()), tuple(categories)
        )

    @classmethod
    def _of(
        cls, rows: list[tuple[int, int, Any]], raters: Iterable[Hashable], order: Sequence[Hashable] | None
    ) -> Ratings:
        values = [value for _unit, _rater, value in rows]
        categories = _in_order(order) if order is not None else _sorted(values)
        codes = _coded(values, categories)
        unit = np.fromiter((u for u, _rater, _value in rows), np.int64, len(rows))
        rater = np.fromiter((r for _unit, r, _value in rows), np.int64, len(rows))
        by_unit = np.lexsort((rater, unit))
        return cls(unit[by_unit], rater[by_unit], codes[by_unit], tuple(raters), categories)

    def kinds(self) -> Kinds:
        """The kinds of unit with two or more ratings; the others have nothing to agree with."""
        width = max(1, len(self.categories))
        entries, many = np.unique(self.unit * width + self.code, return_counts=True)
        units, kind = np.unique(entries // width, return_inverse=True)
        size = np.bincount(kind, weights=many, minlength=len(units)).astype(np.int64)
        compared = size[kind] >= 2
        units, kind = np.unique(entries[compared] // width, return_inverse=True)
        code, many = entries[compared] % width, many[compared].astype(np.int64)
        counts = np.ones(len(units), np.int64)
        if width <= FEW_CATEGORIES and len(units):
            table = np.zeros((len(units), width), np.int64)
            table[kind, code] = many
            table, counts = _rows_told_once(table)
            kind, code = np.nonzero(table)
            many = table[kind, code]
        size = np.bincount(kind, weights=many, minlength=len(counts)).astype(np.int64)
        return Kinds(counts, size, kind.astype(np.int64), code, many, width)


def _rows_told_once(table: Ints) -> tuple[Ints, Ints]:
    """The different rows of a table, and how often each stands there."""
    rows = np.ascontiguousarray(table.astype(">u4"))
    as_bytes = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    _rows, first, counts = np.unique(as_bytes, return_index=True, return_counts=True)
    return table[first], counts.astype(np.int64)


def _as_list(rater: int | None, given: Any) -> list[Any]:
    where, wanted = ("/ratings", "one list for each rater") if rater is None else (f"/ratings/{rater}", "a list")
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise Invalid.at(where, f"Here is {type(given).__name__}; {wanted} is wanted.")
    return list(given)


def _in_order(order: Sequence[Hashable]) -> tuple[Hashable, ...]:
    categories = tuple(_as_list(None, order))
    _refuse_what_is_no_category(categories)
    if len(set(categories)) < len(categories):
        raise Invalid.at("/order", "A category stands twice in the order; each has one place.")
    return categories


def _sorted(values: list[Any]) -> tuple[Hashable, ...]:
    """The different values: numbers by size, then others by their words, so that the order of raters is nothing to it."""
    try:
        different = list(set(values))
    except TypeError:
        _refuse_what_is_no_category(values)
        raise
    _refuse_what_is_no_category(different)
    numbers = sorted(value for value in different if isinstance(value, Real))
    others = [value for value in different if not isinstance(value, Real)]
    return (*numbers, *sorted(others, key=lambda value: (type(value).__name__, str(value))))


def _refuse_what_is_no_category(values: Iterable[Any]) -> None:
    for value in values:
        if not isinstance(value, Hashable):
            raise Invalid.at("/ratings", f"{value!r} is no rating; a rating is a number or a string.")
        if isinstance(value, float | np.floating) and not math.isfinite(value):
            raise Invalid.at("/ratings", f"{value!r} is no rating; use None where a unit was not rated.")


def _coded(values: list[Any], categories: tuple[Hashable, ...]) -> Ints:
    places = {category: at for at, category in enumerate(categories)}
    try:
        return np.fromiter((places[value] for value in values), np.int64, len(values))
    except (KeyError, TypeError):
        odd = next(v for v in values if not isinstance(v, Hashable) or v not in places)
        raise Invalid.at("/ratings", f"{odd!r} is not in the order {list(categories)!r}.") from None
