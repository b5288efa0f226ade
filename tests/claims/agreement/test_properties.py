"""What holds for all ratings: who is named first, and what a category is called, makes no difference."""

from __future__ import annotations

import random
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.agreement import (
    METRICS,
    AlphaU,
    MarkedText,
    Ratings,
    SpanF1,
    compute,
    confusion_of,
    explain,
    pairs_of,
    value_of,
)
from claims.agreement.figures import RESAMPLES
from factcheck.core.problems import Invalid, Problem
from tests.claims.agreement.test_against_peers import matrices

ROOT = Path(__file__).resolve().parents[3]
WORDS = ["false", "misleading", "mixed", "mostly-true", "true", "satire", "not-checkable"]
"""In an order that is not theirs by letter."""
SECONDS = 2
SPANS = st.lists(st.tuples(st.integers(0, 39), st.integers(1, 8)).map(lambda at: (at[0], min(40, sum(at)))), max_size=6)
TEXTS = st.lists(st.dictionaries(st.sampled_from("abcd"), SPANS).map(lambda spans: MarkedText(40, spans)), max_size=5)


@pytest.mark.parametrize("metric", METRICS)
@given(ratings=matrices(), chance=st.randoms(use_true_random=False))
def test_raters_units_and_names_may_change_places(metric: str, ratings: list[list[Any]], chance: random.Random) -> None:
    ratings = ratings[:2] if metric == "cohen_kappa" else ratings
    raters, units = list(range(len(ratings))), list(range(len(ratings[0])))
    chance.shuffle(raters)
    chance.shuffle(units)
    named = [[None if ratings[r][u] is None else WORDS[ratings[r][u]] for u in units] for r in raters]

    assert compute(metric, named) == pytest.approx(compute(metric, ratings), abs=1e-12)


@given(ratings=matrices())
def test_ordinal_goes_by_the_order_given_and_not_by_letters(ratings: list[list[Any]]) -> None:
    named = [[None if r is None else WORDS[r] for r in row] for row in ratings]

    found = compute("krippendorff_alpha", named, level="ordinal", order=WORDS)

    assert found == pytest.approx(compute("krippendorff_alpha", ratings, level="ordinal"), abs=1e-12)
    assert found == pytest.approx(compute("krippendorff_alpha", named, level="ordinal", order=WORDS[::-1]), abs=1e-12)


@given(ratings=matrices(), scale=st.floats(1e-300, 1e300), shift=st.integers(-1000, 1000))
def test_interval_and_ratio_have_no_unit_of_measurement(ratings: list[list[Any]], scale: float, shift: int) -> None:
    def measured(by: Any) -> list[list[Any]]:
        return [[None if r is None else by(r) for r in row] for row in ratings]

    interval = compute("krippendorff_alpha", ratings, level="interval")
    assert compute("krippendorff_alpha", measured(lambda r: r + shift), level="interval") == pytest.approx(
        interval, abs=1e-9
    )
    for level in ("interval", "ratio"):
        assert compute("krippendorff_alpha", measured(lambda r: r * scale), level=level) == pytest.approx(
            compute("krippendorff_alpha", ratings, level=level), abs=1e-9
        )


@pytest.mark.parametrize("metric", METRICS)
@given(row=st.lists(st.sampled_from(WORDS), min_size=2, max_size=20).filter(lambda row: len(set(row)) > 1))
def test_those_who_agree_on_everything_agree_wholly(metric: str, row: list[str]) -> None:
    figure = explain(metric, [row, row])

    assert figure.value == 1
    assert figure.interval is None, "no resample shows a disagreement, so none tells how rare they are"


@pytest.mark.parametrize("metric", METRICS)
@given(ratings=matrices())
def test_a_figure_is_undefined_just_where_there_is_a_reason(metric: str, ratings: list[list[Any]]) -> None:
    ratings = ratings[:2] if metric == "cohen_kappa" else ratings

    figure = explain(metric, ratings)

    assert (figure.value is None) == (figure.why_undefined is not None)
    assert figure.value is None or -1 - 1e-9 <= figure.value <= 1 + 1e-9 or metric == "krippendorff_alpha"


@pytest.mark.parametrize(
    ("ratings", "words"),
    [
        ([], "one person alone"),
        ([["true", "false"]], "one person alone"),
        ([["true", None], [None, "false"]], "nothing to compare"),
        ([[None, None], [None, None]], "nothing to compare"),
        ([["true", "true"], ["true", "true"]], "same rating everywhere"),
        ([["true", "true", "false"], ["true", "true", None]], "same rating everywhere"),
    ],
)
@pytest.mark.parametrize("metric", METRICS)
def test_an_undefined_figure_says_why(metric: str, ratings: list[list[Any]], words: str) -> None:
    assert compute(metric, ratings) is None
    assert words in str(explain(metric, ratings).why_undefined)


@pytest.mark.parametrize(
    ("metric", "ratings", "given", "pointer"),
    [
        ("gwet", [[1], [1]], {}, "/metric"),
        ("krippendorff_alpha", [[1], [1]], {"level": "cardinal"}, "/level"),
        ("fleiss_kappa", [[1], [1]], {"level": "nominal"}, "/level"),
        ("cohen_kappa", [[1], [1]], {"weights": "cubic"}, "/weights"),
        ("krippendorff_alpha", [[1], [1]], {"weights": "linear"}, "/weights"),
        ("cohen_kappa", [[1], [1], [1]], {}, "/ratings"),
        ("cohen_kappa", [["a"], ["b"]], {"weights": "linear"}, "/order"),
        ("krippendorff_alpha", [["a"], ["b"]], {"level": "ordinal"}, "/order"),
        ("krippendorff_alpha", [["a"], ["b"]], {"level": "interval"}, "/ratings"),
        ("krippendorff_alpha", [["a"], ["b"]], {"order": ["a"]}, "/ratings"),
        ("krippendorff_alpha", [["a"], ["b"]], {"order": ["a", "b", "a"]}, "/order"),
        ("krippendorff_alpha", [[1, 2], [1]], {}, "/ratings"),
        ("krippendorff_alpha", [[1, float("nan")], [1, 2]], {}, "/ratings"),
        ("krippendorff_alpha", [[1, float("inf")], [1, 2]], {"level": "interval"}, "/ratings"),
        ("krippendorff_alpha", [[-1, 2], [1, 2]], {"level": "ratio"}, "/ratings"),
        ("krippendorff_alpha", [[10**400, 2], [1, 2]], {"level": "interval"}, "/ratings"),
        ("krippendorff_alpha", [[[1], 2], [1, 2]], {}, "/ratings"),
        ("krippendorff_alpha", [[[1], 2], [1, 2]], {"order": [1, 2]}, "/ratings"),
        ("krippendorff_alpha", ["ab", "ab"], {}, "/ratings/0"),
        ("krippendorff_alpha", "ab", {}, "/ratings"),
        ("krippendorff_alpha", 5, {}, "/ratings"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(metric: str, ratings: Any, given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as problem:
        compute(metric, ratings, **given)

    assert [error.pointer for error in problem.value.errors] == [pointer]


def test_the_largest_numbers_break_nothing() -> None:
    huge = [[1.7e308, -1.7e308, 0.0], [1.7e308, -1.7e308, 1.0]]

    assert compute("krippendorff_alpha", huge, level="interval") == pytest.approx(1)


def test_an_interval_holds_the_figure_and_is_the_same_again() -> None:
    chance = random.Random(7)
    truth = [chance.choice(WORDS) for _unit in range(60)]
    ratings = [[value if chance.random() < 0.8 else chance.choice(WORDS) for value in truth] for _rater in range(3)]

    for metric in ("krippendorff_alpha", "fleiss_kappa"):
        first: Any = explain(metric, ratings)
        assert first == explain(metric, ratings)
        assert first.interval.low < first.value < first.interval.high
        assert first.interval.high - first.interval.low < 0.4


def test_a_few_units_have_no_interval() -> None:
    assert explain("krippendorff_alpha", [[1, 2, 1, 2], [1, 2, 2, 2]]).interval is None


def test_an_interval_is_about_as_wide_as_it_should_be() -> None:
    """Of 100 desks with a known agreement, the interval misses it for few, and not for none."""
    chance = random.Random(11)
    missed = 0
    rows: list[list[int]]
    for _desk in range(100):
        rows = [[], []]
        for _unit in range(80):
            value = chance.randrange(2)
            rows[0].append(value)
            rows[1].append(value if chance.random() < 0.6 else chance.randrange(2))
        figure = explain("cohen_kappa", rows)
        missed += not figure.interval.low <= 0.6 <= figure.interval.high

    assert 1 <= missed <= 12


@given(ratings=matrices())
def test_each_pair_is_what_the_two_would_have_alone(ratings: list[list[Any]]) -> None:
    rows = [(u, f"rater {r}", v) for r, row in enumerate(ratings) for u, v in enumerate(row) if v is not None]

    pairs = pairs_of(Ratings.of_rows(rows))

    met = {(a, b) for a, one in enumerate(ratings) for b, two in enumerate(ratings)
           if a < b and any(x is not None and y is not None for x, y in zip(one, two, strict=True))}  # fmt: skip
    assert len(pairs) == len(met)
    for pair in pairs:
        two = [ratings[int(name.split()[1])] for name in (pair.a, pair.b)]
        assert pair.kappa.value == pytest.approx(compute("cohen_kappa", two), abs=1e-12)


@given(ratings=matrices())
def test_the_confusion_table_counts_every_two_ratings_of_a_unit(ratings: list[list[Any]]) -> None:
    rows = [(u, r, v) for r, row in enumerate(ratings) for u, v in enumerate(row) if v is not None]

    table = {(met.a, met.b): met.n for met in confusion_of(Ratings.of_rows(rows))}

    counted: dict[tuple[int, int], int] = {}
    for unit in zip(*ratings, strict=True):
        given = [value for value in unit if value is not None]
        for at, one in enumerate(given):
            for two in given[at + 1 :]:
                counted[min(one, two), max(one, two)] = counted.get((min(one, two), max(one, two)), 0) + 1
    assert table == counted


@given(texts=TEXTS)
def test_spans_have_the_same_figures_whoever_is_named_first(texts: list[MarkedText]) -> None:
    turned = [MarkedText(t.length, {"dcba"["abcd".index(r)]: s[::-1] for r, s in t.spans.items()}) for t in texts][::-1]

    for measure in (SpanF1, AlphaU):
        found = value_of(measure(texts))
        assert value_of(measure(turned)) == pytest.approx(found, abs=1e-12)
        assert found is None or found <= 1 + 1e-12


@given(texts=TEXTS, at=st.integers(0, 3))
def test_f1_is_the_overlap_counted_one_by_one(texts: list[MarkedText], at: int) -> None:
    shares = []
    for a, b in [(a, b) for a in "abcd" for b in "abcd" if a < b]:
        both = either = 0
        for text in texts:
            if a in text.spans and b in text.spans:
                one, two = ({c for s, e in text.spans[rater] for c in range(s, e)} for rater in (a, b))
                both, either = both + 2 * len(one & two), either + len(one) + len(two)
        shares += [both / either] if either else []

    assert value_of(SpanF1(texts)) == pytest.approx(sum(shares) / len(shares) if shares else None)


def test_many_people_who_seldom_meet_need_little_memory() -> None:
    chance = random.Random(3)
    texts = [MarkedText(500, {who: [(0, 10)] for who in chance.sample(range(100), 2)}) for _text in range(4_000)]
    tracemalloc.start()

    found = value_of(SpanF1(texts))

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == 1
    assert most < 30_000_000, "a table of all texts and all pairs would take 300 million bytes"


def test_the_same_spans_agree_wholly_and_others_do_not() -> None:
    same = MarkedText(100, {"a": [(0, 10), (50, 60)], "b": [(0, 10), (50, 60)]})
    other = MarkedText(100, {"a": [(0, 10)], "b": [(50, 60)]})

    assert [value_of(SpanF1([same])), value_of(AlphaU([same]))] == [1, 1]
    assert value_of(SpanF1([other])) == 0
    assert value_of(AlphaU([other])) == pytest.approx(-0.248, abs=5e-4)


def test_spans_that_overlap_are_one_and_those_outside_the_text_are_refused() -> None:
    joined = MarkedText(100, {"a": [(0, 10), (5, 20)], "b": [(0, 20)]})

    assert value_of(SpanF1([joined])) == 1
    for span in [(5, 5), (-1, 3), (90, 101)]:
        with pytest.raises(Problem):
            MarkedText(100, {"a": [span]})


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_a_hundred_thousand_verdicts_take_no_time(level: str) -> None:
    chance = random.Random(3)
    ratings = [[chance.randrange(1, 8) for _unit in range(10_000)] for _rater in range(10)]

    began = time.process_time()
    compute("krippendorff_alpha", ratings, level=level)

    assert time.process_time() - began < SECONDS


def test_resampling_many_different_values_holds_few_at_once() -> None:
    chance = random.Random(5)
    ratings = [[chance.random() for _unit in range(2_000)] for _rater in range(2)]

    figure = explain("krippendorff_alpha", ratings, level="interval")

    assert RESAMPLES == 1000
    assert figure.interval.low < 0 < figure.interval.high


def test_it_is_imported_without_django() -> None:
    program = "import claims.agreement, sys; print([m for m in sys.modules if m.split('.')[0] == 'django'])"

    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
