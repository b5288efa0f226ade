"""Limits, where whoever runs the service set some: told in headers, and refused with the time to wait."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from factcheck.api import rates
from tests.conftest import Person
from tests.factcheck.api.endpoints import API, problem_of

NOON = 1_543_838_400.0


@pytest.fixture(autouse=True)
def _own_counts(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RATES_FILE = tmp_path / "rates.sqlite3"
    monkeypatch.setattr(time, "time", lambda: NOON + 15)


def test_without_a_limit_nothing_is_counted(reviewer_ravi: Person, settings: Any) -> None:
    answer = reviewer_ravi.api().get(f"{API}/me/")

    assert not [name for name in answer.headers if name.startswith("RateLimit")]
    assert not settings.RATES_FILE.exists()


def test_what_is_left_is_told_and_too_many_are_refused(
    reviewer_ravi: Person, reviewer_rosa: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_RATE = (3, 60)
    client = reviewer_ravi.api()

    left = [client.get(f"{API}/me/")["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    answer = reviewer_ravi.api().get(f"{API}/me/")  # with another token
    assert problem_of(answer, 429, "too-many-requests")["retry_after"] == 45
    told = {name: answer[name] for name in answer.headers if name.startswith(("RateLimit", "Retry"))}
    assert told == {
        "RateLimit-Policy": '"default";q=3;w=60', "RateLimit": '"default";r=0;t=45', "RateLimit-Limit": "3",
        "RateLimit-Remaining": "0", "RateLimit-Reset": "45", "Retry-After": "45",
    }  # fmt: skip
    assert reviewer_rosa.api().get(f"{API}/me/").status_code == 200, "another person has their own"

    monkeypatch.setattr(time, "time", lambda: NOON + 60)
    assert client.get(f"{API}/me/")["RateLimit-Remaining"] == "2"


def test_nobody_is_counted_by_address_and_so_is_a_token_that_does_not_hold(reader: Person, settings: Any) -> None:
    settings.API_RATE_ANONYMOUS = (2, 3600)

    assert reader.api().get(f"{API}/reviews/").status_code == 200
    guessed = Client(headers={"authorization": "Bearer fcd_guessed"})
    assert guessed.get(f"{API}/me/").status_code == 401
    problem_of(guessed.get(f"{API}/me/"), 429, "too-many-requests")
    assert reader.api().get(f"{API}/reviews/", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_addresses_of_one_ipv6_network_are_one_caller(settings: Any) -> None:
    settings.API_RATE_ANONYMOUS = (9, 60)

    sent = [rates.count_address(a) for a in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "192.0.2.7", "nonsense")]

    assert [one and one.sent for one in sent] == [1, 2, 1, 1, 1]


def test_no_request_is_missed_when_many_come_at_once(settings: Any) -> None:
    settings.API_RATE = (10_000, 60)

    with ThreadPoolExecutor(8) as pool:
        sent = [one.sent for one in pool.map(lambda _n: rates.count_person("ravi"), range(400)) if one]

    assert sorted(sent) == list(range(1, 401))


def test_counts_that_are_over_are_cleared_away(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_RATE = (9, 60)
    for number in range(50):
        rates.count_person(number)
    monkeypatch.setattr(time, "time", lambda: NOON + 600)
    rates.count_person("another")

    [(left,)] = rates._counts(settings.RATES_FILE).execute("SELECT count(*) FROM counts").fetchall()
    assert left == 1
