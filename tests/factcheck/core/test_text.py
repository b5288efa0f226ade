"""Words around a place, cut where words end."""

from __future__ import annotations

import pytest

from factcheck.core.text import from_a_word, to_a_word


@pytest.mark.parametrize(
    ("before", "whole"),
    [
        ("stan is in its eighteenth year. ", "is in its eighteenth year. "),
        (" Pakistani was involved ", "Pakistani was involved "),
        ("lone ", "lone "),
        ("", ""),
        ("一万四千名美国士兵当时在", "一万四千名美国士兵当时在"),
        ("\u00e9" * 25 + " far away", "\u00e9" * 25 + " far away"),
    ],
)
def test_words_before_a_place_begin_with_a_whole_one(before: str, whole: str) -> None:
    assert from_a_word(before) == whole


@pytest.mark.parametrize(
    ("after", "whole"),
    [
        (" and recalled that “no Pakista", " and recalled that “no"),
        (". After it ", ". After it"),
        (" lone", " lone"),
        (".\n", "."),
        ("", ""),
        ("士兵当时在该国", "士兵当时在该国"),
    ],
)
def test_words_after_a_place_end_with_a_whole_one(after: str, whole: str) -> None:
    assert to_a_word(after) == whole
