"""What holds for every pair of texts and every highlight, however odd."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring import Placement, Span, carry, diff
from annotations.anchoring.spans import ORPHAN
from tests.annotations.anchoring.pairs_of_texts import TEXTS, pairs_of_texts

SECONDS = 10
"""Far above what each case takes; a search that grows with the square of the text would take minutes."""
PARAGRAPH = "The harbour will cost 60 million euros. Fishermen fear that the deep channel will wash the beds away.\n\n"
MARKS = "\u0301\u0302"


def spans_in(text: str) -> st.SearchStrategy[Span]:
    edges = st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True).map(sorted)
    return edges.map(lambda edge: Span(*edge))


@given(pairs_of_texts(), st.data())
def test_a_placement_says_what_is_there(texts: tuple[str, str], data: st.DataObject) -> None:
    old, new = texts
    spans = data.draw(st.lists(spans_in(old), max_size=4)) if old else []
    placements = carry(old, new, spans)
    assert len(placements) == len(spans)
    for span, placement in zip(spans, placements, strict=True):
        if placement.start is None or placement.end is None:
            assert placement == ORPHAN
            continue
        assert 0 <= placement.start < placement.end <= len(new)
        same = old[span.start : span.end] == new[placement.start : placement.end]
        there = Span(placement.start, placement.end) == span
        assert placement.status == ("exact" if same and there else "moved" if same else "changed")
        assert placement.score == 1 if same else 0 <= placement.score < 1


@given(TEXTS.filter(bool), st.data())
def test_an_equal_text_keeps_all(text: str, data: st.DataObject) -> None:
    span = data.draw(spans_in(text))
    assert carry(text, text, [span]) == [Placement(span.start, span.end, "exact", 1.0)]


LETTERS = st.text("abcdefghijklm ", min_size=1).filter(str.strip)


@given(LETTERS, st.text("nopqrstuvwxyz "), st.data())
def test_nothing_is_found_where_no_letter_is_the_same(old: str, new: str, data: st.DataObject) -> None:
    assert carry(old, new, [data.draw(spans_in(old))]) == [ORPHAN]


DISTINCT_WORDS = st.lists(st.text("abcdefghij", min_size=4, max_size=9), min_size=12, max_size=60, unique=True)


@given(DISTINCT_WORDS, st.lists(st.text("klmnopqrst", min_size=4, max_size=9), min_size=1), st.data())
def test_a_paragraph_put_in_shifts_what_follows_and_nothing_else(
    words: list[str], others: list[str], data: st.DataObject
) -> None:
    half = len(words) // 2
    before, after = f"{' '.join(words[:half])}.", f"{' '.join(words[half:])}."
    inserted = f"{' '.join(others)}."
    old, new = f"{before}\n\n{after}", f"{before}\n\n{inserted}\n\n{after}"
    first = data.draw(st.integers(0, len(words) - 1))
    word = words[first]
    start = old.index(f" {word}" if first else word) + bool(first) if f" {word}" in old else old.index(word)
    shift = len(inserted) + 2 if start >= len(before) else 0
    expected = Placement(start + shift, start + len(word) + shift, "moved" if shift else "exact", 1.0)
    assert carry(old, new, [(start, start + len(word))]) == [expected]


ADVERSARIES: dict[str, Callable[[], tuple[str, str]]] = {
    "one letter": lambda: ("a" * 200_000, "a" * 100_000 + "b" + "a" * 99_000),
    "one word": lambda: ("na " * 70_000, "na " * 30_000 + "no " + "na " * 39_000 + "no na"),
    "one ideograph": lambda: ("人" * 200_000, "人" * 99_000 + "大" + "人" * 100_000),
    "one paragraph 5,000 times": lambda: (PARAGRAPH * 5_000, PARAGRAPH * 2_000 + "Not so. " + PARAGRAPH * 2_990),
    "full stops": lambda: ("." * 200_000, "." * 99_000 + "!" + "." * 100_000),
    "line ends": lambda: ("\n" * 200_000 + "a", "\n" * 99_000 + "b" + "\n" * 100_000),
    "marks without letters": lambda: ("\u0301" * 200_000, MARKS * 99_000),
    "lone surrogates": lambda: ("\ud800" * 100_000, "\ud800" * 40_000 + "\udc00" + "\ud800" * 59_000),
    "two letters in disorder": lambda: (_disorder("ab ", 1), _disorder("ab ", 2)),
    "words in disorder": lambda: (" ".join(_numbers(1)), " ".join(_numbers(2))),
}


def _disorder(alphabet: str, seed: int) -> str:
    return "".join(alphabet[(n * n * 7 + n // 3 * seed) % 11 % len(alphabet)] for n in range(150_000))


def _numbers(seed: int) -> list[str]:
    return [f"w{(n * 7919 * seed) % 30_011}" for n in range(30_000)]


@pytest.mark.parametrize("name", ADVERSARIES)
def test_no_text_makes_it_slow(name: str) -> None:
    old, new = ADVERSARIES[name]()
    everything = [Span(0, len(old))] * 300
    began = time.process_time()
    assert len(carry(old, new, everything)) == 300
    assert diff(old, new)
    assert time.process_time() - began < SECONDS
