"""The words of a text: one definition for what is kept and what is asked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.core.words import LONGEST_WORD, words_of

CASES = {
    "Zürich, Łódź; Ærø!": "zurich lodz aero",
    "STRASSE Straße": "strasse strasse",
    "Covid-19, covid19": "covid 19 covid 19",
    "don't l’article": "don t l article",
    "1,234.5 1.234,5 3.5 3,5": "1234.5 1234.5 3.5 3.5",
    "1,000,000 1.000.000 1'000 2,000": "1000000 1000000 1000 2000",
    "1.234": "1.234",
    "11.9.2001 9/11 2018-12-04": "11 9 2001 9 11 2018 12 04",
    "ﬁne ＡＢＣ １２ Ⅷ": "fine abc 12 viii",
    "٢٠١٨ العَرَبِيَّة": "2018 العربية",
    "हिन्दी में": "हिन्दी में",
    "Ελλάδα σίσυφος ΣΊΣΥΦΟΣ": "ελλαδα σισυφοσ σισυφοσ",
    "日本語 2018年": "日本 本語 語 2018 年",
    "東": "東",
    "한국어 조선": "한국어 조선",
    "cdc.gov/flu x_y": "cdc gov flu x y",
    "soft\u00adhyphen": "softhyphen",
    "\x00 👨‍👩‍👧 -- … % ₿": "",
}


@pytest.mark.parametrize("text", CASES)
def test_a_text_has_these_words(text: str) -> None:
    assert words_of(text) == CASES[text].split()


@given(st.text())
def test_words_are_letters_and_digits_alone(text: str) -> None:
    for word in words_of(text):
        assert 0 < len(word) <= LONGEST_WORD
        assert not set(word) & set(" \n\t\"'|=*-()\\\x00"), word


@given(st.text())
def test_composed_and_decomposed_texts_have_the_same_words(text: str) -> None:
    assert words_of(unicodedata.normalize("NFC", text)) == words_of(unicodedata.normalize("NFD", text))


@given(st.lists(st.sampled_from(list(CASES)), max_size=4))
def test_lines_have_no_words_in_common(texts: list[str]) -> None:
    assert words_of("\n".join(texts)) == [word for text in texts for word in words_of(text)]
