"""What is exported is read again as it was, by programs; and a spreadsheet runs none of it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from factcheck.exchange.formats import csv_lines, jsonl

WORDS = [
    "plain", "", " padded ", "a, b", 'she said "2011"', "two\nlines", "two\r\nlines", "tab\tinside", "'quoted'", "ends with,",
    "العربية עברית हिन्दी 漢字 👨‍👩‍👧 \u2028 \ufeff", "\U0010fffd", "null", "007", "1e5", "{}", "[1]", "a;b|c", "\\n", '"',
]  # fmt: skip
FORMULAS = ["=1+1", '=HYPERLINK("https://evil.example","x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=", "-"]


def rows_of(lines: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(lines).decode(), newline="")))


@pytest.mark.parametrize("words", WORDS)
def test_words_come_back_from_csv(words: str) -> None:
    head, row = rows_of(csv_lines([{"id": "1", "text": words, "after": "x"}], ("id", "text", "after")))

    assert head == ["id", "text", "after"]
    assert row == ["1", words, "x"]


@pytest.mark.parametrize("words", FORMULAS)
def test_a_spreadsheet_is_given_words_where_it_would_see_a_formula(words: str) -> None:
    _head, [cell] = rows_of(csv_lines([{"text": words}], ("text",)))

    assert cell == f"'{words}"


def test_a_formula_inside_a_list_or_a_number_below_nought_is_none() -> None:
    _head, row = rows_of(csv_lines([{"topics": ["=1+1", "a"], "value": -1}], ("topics", "value")))

    assert row == ['["=1+1","a"]', "-1"]


def test_a_column_is_a_path_and_what_is_not_there_is_empty() -> None:
    row: dict[str, Any] = {
        "claimant": {"name": "Imran Khan"},
        "decision": None,
        "protected": True,
        "topics": [],
        "counts": {"evidence": 0},
    }
    columns = (
        "claimant.name", "claimant.role", "decision.rating.slug", "protected", "topics", "counts.evidence", "claimant",
    )  # fmt: skip

    _head, cells = rows_of(csv_lines([row], columns))

    assert cells == ["Imran Khan", "", "", "true", "[]", "0", '{"name":"Imran Khan"}']


@pytest.mark.parametrize("words", [*WORDS, *FORMULAS])
def test_a_line_of_json_is_one_object(words: str) -> None:
    row = {"text": words, "nested": {"list": [words, None, True, 1, 0.5]}}

    lines = b"".join(jsonl([row, {"second": words}]))

    assert lines.count(b"\n") == 2, "a line feed in the words does not end the line"
    assert [json.loads(line) for line in lines.splitlines() if line] == [row, {"second": words}]


def test_nothing_is_a_header_alone() -> None:
    assert rows_of(csv_lines([], ("id", "text"))) == [["id", "text"]]
    assert list(jsonl([])) == []
