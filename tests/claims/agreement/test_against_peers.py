"""Whatever the ratings, the figures are those of the packages that statisticians use."""

from __future__ import annotations

import warnings
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats import inter_rater

from claims.agreement import compute

CLOSE = 1e-9


@st.composite
def matrices(draw: st.DrawFn, *, least: int = 0, gaps: bool = True) -> list[list[int | None]]:
    """Up to five raters, up to twelve units, ratings from `least` to 6."""
    raters, units = draw(st.integers(2, 5)), draw(st.integers(1, 12))
    rating: st.SearchStrategy[int | None] = st.integers(least, 6)
    one = st.one_of(st.none(), rating) if gaps else rating
    return draw(st.lists(st.lists(one, min_size=units, max_size=units), min_size=raters, max_size=raters))


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@given(ratings=matrices())
def test_alpha_is_that_of_the_krippendorff_package(level: Any, ratings: list[list[Any]]) -> None:
    found = compute("krippendorff_alpha", ratings, level=level)
    pairable = [[r for r in unit if r is not None] for unit in zip(*ratings, strict=True)]
    values = {value for unit in pairable if len(unit) > 1 for value in unit}
    if len(values) < 2:
        assert found is None
        return

    theirs = krippendorff.alpha(
        reliability_data=np.array([[np.nan if r is None else r for r in row] for row in ratings], dtype=float),
        level_of_measurement=level,
    )
    assert found == pytest.approx(theirs, abs=CLOSE)


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
@given(ratings=matrices(gaps=False))
def test_kappa_of_two_is_that_of_scikit_learn(weights: str | None, ratings: list[list[Any]]) -> None:
    a, b = ratings[:2]

    found = compute("cohen_kappa", [a, b], order=range(7), weights=weights)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it divides by nought where we say None
        theirs = cohen_kappa_score(a, b, labels=list(range(7)), weights=weights)
    if len({*a, *b}) == 1:
        assert found is None
    else:
        assert found == pytest.approx(theirs, abs=CLOSE)


@given(ratings=matrices(gaps=False))
def test_kappa_of_many_is_that_of_statsmodels(ratings: list[list[Any]]) -> None:
    assume(len({value for row in ratings for value in row}) > 1)

    table, _categories = inter_rater.aggregate_raters(np.array(ratings).T)

    assert compute("fleiss_kappa", ratings) == pytest.approx(inter_rater.fleiss_kappa(table), abs=CLOSE)
