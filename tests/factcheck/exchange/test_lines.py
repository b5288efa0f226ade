"""What is exported is read again as it was, by programs; and a spreadsheet runs none of it."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from factcheck.exchange.formats.csv import lines as csv_lines
from factcheck.exchange.formats.csv import unshielded
from factcheck.exchange.formats.json import write as json_array

WORDS = [
    "plain", "", " padded ", "a, b", 'she said "2011"', "two\nlines", "two\r\nlines", "tab\tinside", "'quoted'", "ends with,",
    "العربية עברית हिन्दी 漢字 👨‍👩‍👧 \u2028 \ufeff", "\U0010fffd", "null", "007", "1e5", "{}", "[1]", "a;b|c", "\\n", '"',
]  # fmt: skip
FORMULAS = [
    "=1+1", '=HYPERLINK("https://evil.example","x")', "+1", "-1+2", "-A1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=", "-",
    "\uff1d1+1", "\uff0b1", "'=1+1", "''+1", "--5", "-5-5",
]  # fmt: skip
BELOW_NOUGHT = ["-5", "-5.25", "-1,5"]


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


@pytest.mark.parametrize("words", BELOW_NOUGHT)
def test_words_that_are_a_number_below_nought_are_no_formula(words: str) -> None:
    assert rows_of(csv_lines([{"text": words}], ("text",)))[1] == [words]


@pytest.mark.parametrize("words", [*WORDS, *FORMULAS, *BELOW_NOUGHT, "'", "''", "'='"])
def test_what_was_kept_from_being_a_formula_is_had_again(words: str) -> None:
    _head, row = rows_of(csv_lines([{"text": words, "after": ""}], ("text", "after")))

    assert unshielded(row[0]) == words


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


@pytest.mark.parametrize("rows", [[], [{"a": 1}], [{"a": words} for words in [*WORDS, *FORMULAS]]])
def test_an_array_of_json_is_one_value(rows: list[Any]) -> None:
    lines = [json.dumps(row).encode() + b"\n" for row in rows]

    assert json.loads(b"".join(json_array(lines))) == rows


def test_nothing_is_a_header_alone() -> None:
    assert rows_of(csv_lines([], ("id", "text"))) == [["id", "text"]]
