"""The figures are those that their sources print for their own examples."""

from __future__ import annotations

from typing import Any

import pytest

from claims.agreement import AlphaU, MarkedText, SpanF1, compute, explain, value_of
from claims.agreement.unitizing import expected_disagreement, observed_disagreement

N = None
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]
"""Krippendorff 2011, example C: four observers, twelve units, with gaps."""
FLEISS = [
    (0, 0, 0, 6, 0), (0, 3, 0, 0, 3), (0, 1, 4, 0, 1), (0, 0, 0, 0, 6), (0, 3, 0, 3, 0), (2, 0, 4, 0, 0), (0, 0, 4, 0, 2),
    (2, 0, 3, 1, 0), (2, 0, 0, 4, 0), (0, 0, 0, 0, 6), (1, 0, 0, 5, 0), (1, 1, 0, 4, 0), (0, 3, 3, 0, 0), (1, 0, 0, 5, 0),
    (0, 2, 0, 3, 1), (0, 0, 5, 0, 1), (3, 0, 0, 1, 2), (5, 1, 0, 0, 0), (0, 2, 0, 4, 0), (1, 0, 2, 0, 3), (0, 0, 0, 0, 6),
    (0, 1, 0, 5, 0), (0, 2, 0, 1, 3), (2, 0, 0, 4, 0), (1, 0, 0, 4, 1), (0, 5, 0, 1, 0), (4, 0, 0, 0, 2), (0, 2, 0, 4, 0),
    (1, 0, 5, 0, 0), (0, 0, 0, 0, 6),
]  # fmt: skip
"""Fleiss 1971, table 1: thirty patients, six psychiatrists each; depression, personality, schizophrenia, neurosis, other."""
COHEN = {
    ("personality", "personality"): 88, ("personality", "neurosis"): 14, ("personality", "psychosis"): 18,
    ("neurosis", "personality"): 10, ("neurosis", "neurosis"): 40, ("neurosis", "psychosis"): 10,
    ("psychosis", "personality"): 2, ("psychosis", "neurosis"): 6, ("psychosis", "psychosis"): 12,
}  # fmt: skip
"""Cohen 1960 (and 1968), tables 1: 200 cases, diagnosed by two judges."""


def told(table: dict[tuple[str, str], int]) -> list[list[str]]:
    """A table of two raters as one list for each."""
    pairs = [pair for pair, times in table.items() for _time in range(times)]
    return [[a for a, _b in pairs], [b for _a, b in pairs]]


@pytest.mark.parametrize(
    ("level", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorff_2011(level: str, printed: float) -> None:
    assert compute("krippendorff_alpha", KRIPPENDORFF, level=level) == pytest.approx(printed, abs=5e-4)


def test_krippendorff_2011_leaves_out_the_unit_that_one_observer_rated() -> None:
    assert explain("krippendorff_alpha", KRIPPENDORFF).units == 11


def test_krippendorff_2011_nominal_data_of_two_observers() -> None:
    """Example B: 0.692, and example A, binary: 0.095."""
    ben = list("aabbdcccedda")
    gerry = list("babbbcccedddd"[:12])
    meg, owen = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]

    assert compute("krippendorff_alpha", [ben, gerry]) == pytest.approx(0.692, abs=5e-4)
    assert compute("krippendorff_alpha", [meg, owen]) == pytest.approx(0.095, abs=5e-4)


def test_fleiss_1971() -> None:
    raters: list[list[Any]] = [[], [], [], [], [], []]
    for patient in FLEISS:
        given = [category for category, times in enumerate(patient) for _time in range(times)]
        for rater, category in zip(raters, given, strict=True):
            rater.append(category)

    assert compute("fleiss_kappa", raters) == pytest.approx(0.430, abs=5e-4)


def test_cohen_1960() -> None:
    assert compute("cohen_kappa", told(COHEN)) == pytest.approx(0.492, abs=5e-4)


def test_krippendorff_2004_unitizing() -> None:
    """Content Analysis, p. 254: a continuum of 300 from 150 on; category c: 0.0144 observed, 0.0532 expected, 0.7286."""
    c = MarkedText(300, {"i": [(75, 145), (220, 250)], "j": [(70, 150), (205, 225), (250, 270)]})
    k = MarkedText(300, {"i": [(30, 90), (150, 200)], "j": [(30, 90), (150, 200)]})

    assert observed_disagreement(c) == pytest.approx(0.0144, abs=5e-5)
    assert expected_disagreement(c) == pytest.approx(0.0532, abs=5e-5)
    assert value_of(AlphaU([c])) == pytest.approx(0.7286, abs=5e-5)
    assert (observed_disagreement(k), value_of(AlphaU([k]))) == (0, 1)
    assert expected_disagreement(k) == pytest.approx(0.0490, abs=5e-5)


def test_krippendorff_2004_over_both_categories() -> None:
    """The book's alpha of the whole is that of both disagreements summed, as two texts of one length are here: 0.8591."""
    c = MarkedText(300, {"i": [(75, 145), (220, 250)], "j": [(70, 150), (205, 225), (250, 270)]})
    k = MarkedText(300, {"i": [(30, 90), (150, 200)], "j": [(30, 90), (150, 200)]})

    assert value_of(AlphaU([c, k])) == pytest.approx(0.8591, abs=5e-4)


def test_f1_by_hand() -> None:
    """20 of 30 and of 40 code points are common: 40 / 70."""
    assert value_of(SpanF1([MarkedText(100, {"a": [(10, 40)], "b": [(20, 60)]})])) == pytest.approx(40 / 70)
