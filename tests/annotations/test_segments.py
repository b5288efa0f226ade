"""Overlapping spans become flat runs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring import Span, segments

WITHIN = Span(10, 60)
spans = st.lists(st.tuples(st.integers(0, 70), st.integers(1, 30)).map(lambda x: Span(x[0], x[0] + x[1])), max_size=12)


@given(spans)
def test_every_place_is_covered_by_just_the_spans_that_cover_it(some):
    covered = {at: seg.covering for seg in segments(WITHIN, some) for at in range(seg.start, seg.end)}

    assert sorted(covered) == list(range(WITHIN.start, WITHIN.end))
    for at, indices in covered.items():
        assert sorted(indices) == [i for i, s in enumerate(some) if s.start <= at < s.end]


@given(spans)
def test_runs_are_in_order_and_each_span_ends_once(some):
    runs = list(segments(WITHIN, some))

    assert all(a.end == b.start for a, b in pairwise(runs))
    ended = [i for run in runs for i in run.ending]
    assert sorted(ended) == [
        i for i, s in enumerate(some) if WITHIN.start < s.end <= WITHIN.end and s.start < WITHIN.end
    ]


def test_a_text_without_marks_is_one_run():
    [run] = segments(Span(3, 9), [])

    assert (run.start, run.end, run.covering) == (3, 9, ())
