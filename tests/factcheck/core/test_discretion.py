"""No log holds the link that lets somebody in."""

from __future__ import annotations

import logging

import pytest

from factcheck.core.discretion import Discreet, discreet

SECRET = "q3-Zx_7abcDEF"


@pytest.mark.parametrize(("said", "kept"), [
    (f"GET /join/{SECRET}/ HTTP/1.1", "GET /join/…/ HTTP/1.1"),
    (f"/login/?next=/join/{SECRET}/", "/login/?next=/join/…/"),
    (f"/login/?next=%2Fjoin%2F{SECRET}%2F", "/login/?next=%2Fjoin%2F…%2F"),
    ("GET /claims/ HTTP/1.1", "GET /claims/ HTTP/1.1"),
])  # fmt: skip
def test_a_link_loses_its_secret_and_other_words_stay(said: str, kept: str) -> None:
    record = logging.makeLogRecord({"msg": "%s", "args": (said,)})

    assert discreet(said) == kept
    assert Discreet().filter(record)
    assert record.getMessage() == kept
