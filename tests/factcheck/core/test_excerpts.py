"""The part of a text that shows why it was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.core.excerpts import LENGTH, excerpt


def shown(text: str, *wanted: str) -> list[str]:
    found = excerpt(text, lambda word: word in wanted)
    return [found.text[start:end] for start, end in found.hits]


@pytest.mark.parametrize(
    ("text", "wanted", "hits"),
    [
        ("The Zürich bridge.", ["zurich"], ["Zürich"]),
        ("Zu\u0308rich, zürich!", ["zurich"], ["Zu\u0308rich", "zürich"]),
        ("It has 1,234.5 bridges", ["1234.5"], ["1,234.5"]),
        ("Covid-19", ["19"], ["19"]),
        ("Covid-19", ["covid", "19"], ["Covid", "19"]),
        ("日本語の主張", ["日本", "本語"], ["日本語"]),
        ("日本語の主張", ["主張"], ["主張"]),
        ("the ﬁnest", ["finest"], ["ﬁnest"]),
        ("soft\u00adhyphen", ["softhyphen"], ["soft\u00adhyphen"]),
        ("👨‍👩‍👧 “Taliban”", ["taliban"], ["Taliban"]),
        ("nothing here", ["taliban"], []),
    ],
)
def test_the_words_that_were_looked_for_are_marked(text: str, wanted: list[str], hits: list[str]) -> None:
    assert shown(text, *wanted) == hits


def test_a_long_text_is_shown_around_the_first_hit() -> None:
    found = excerpt("before " * 1000 + "Taliban " + "after " * 1000, lambda word: word == "taliban")

    assert len(found.text) <= LENGTH
    assert found.text.startswith("before ")
    assert found.text.endswith(" after")
    assert [found.text[start:end] for start, end in found.hits] == ["Taliban"]


@given(st.text(), st.sets(st.sampled_from(["a", "b", "1", "ss", "日"])))
def test_hits_lie_in_the_excerpt_one_behind_the_other(text: str, wanted: set[str]) -> None:
    found = excerpt(text, lambda word: word in wanted)

    edges = [edge for hit in found.hits for edge in hit]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(found.text) for start, end in found.hits)
