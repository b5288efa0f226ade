"""Texts folded for comparison, and the way back."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring import folding, forms
from annotations.anchoring.folding import fold

TEXTS = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            " \n\t\u00a0\u200b\u00ad\u200d\ufeff\u202e“”‘’«»–—…ﬁ'`-\u0301\u0323e\u0308éКй가ᄀ\u1161\u11a8ｶﾞ"
        ),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("“Wir bleiben” — so ‚sie‘", "\"Wir bleiben\" - so 'sie'"),
        ("two\u00a0words,\r\n\r\n\tthree", "two words, three"),
        ("ﬁnd the oﬃce…", "find the office..."),
        ("Cafe\u0301", "Café"),
        ("２０１１", "2011"),
        ("٢٠١١", "2011"),
        ("zero\u200bwidth, so\u00adft, \ufeffmarks\u200e", "zerowidth, soft, marks"),
        ("it -- ``so to speak'' -- is", 'it - "so to speak" - is'),
        ("exam-\nple", "example"),
        ("Jean-\nPaul", "Jean- Paul"),
        ("ｶﾞラス", "ガラス"),
        ("👩\u200d⚕️ and a\u200db", "👩\u200d⚕ and ab"),
    ],
)
def test_what_only_looks_different_folds_to_the_same(written, compared):
    assert fold(written).text == compared


def test_case_is_a_second_level_at_the_same_offsets():
    folded = fold("İSTANBUL, ΟΔΟΣ, Straße")

    assert folded.text == "İSTANBUL, ΟΔΟΣ, Straße"
    assert folded.caseless == "istanbul, οδοσ, straße"
    assert len(folded.caseless) == len(folded.text)


def test_what_was_folded_as_one_is_never_cut():
    written = "xﬃy e\u0301z"

    assert fold(written).original_span(2, 3) == (1, 2)
    assert fold(written).original_span(6, 7) == (4, 6)
    assert fold(written).folded_span(5, 6) == (6, 7)


def test_invisible_characters_at_the_edges_stay_outside():
    assert fold("a\u200bword\u200b b").original_span(1, 5) == (2, 6)


def test_plain_text_folds_to_itself_without_a_single_change_to_remember():
    text = "The quick brown fox. " * 50

    folded = fold(text)

    assert (folded.text, len(folded.starts)) == (text, 0)


def test_marks_without_end_are_normalised_in_clusters_of_bounded_size(monkeypatch):
    longest: list[int] = []
    normalise = forms.form_of

    def measured(cluster: str) -> str:
        longest.append(len(cluster))
        return normalise(cluster)

    monkeypatch.setattr(forms, "form_of", measured)

    fold("\u0323\u0301" * 2000)

    assert 1 < max(longest) <= 1 + folding.LONGEST_CLUSTER


@given(TEXTS)
def test_every_folded_character_stands_for_some_of_the_original_in_order(text):
    folded = fold(text)

    spans = [folded.original_span(at, at + 1) for at in range(len(folded.text))]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(TEXTS)
def test_every_original_character_has_its_place_in_the_folded_text(text):
    folded = fold(text)

    for at in range(len(text)):
        start, end = folded.folded_span(at, at + 1)
        assert 0 <= start <= end <= len(folded.text)
        if start < end:
            first, last = folded.original_span(start, end)
            assert first <= at < last or not text[first:last]


@given(TEXTS)
def test_composed_and_decomposed_texts_fold_alike(text):
    plain = re.sub(f"[{forms.INVISIBLE}]", "", text)

    assert fold(unicodedata.normalize("NFD", plain)).text == fold(unicodedata.normalize("NFC", plain)).text
