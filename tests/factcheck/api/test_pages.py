"""Lists by pages: every row once, in order, forward and back, while rows come and go."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim
from claims.services.claims import archive_claim, spot_claim
from factcheck.desks.models import Desk
from tests.conftest import Person, json_of
from tests.factcheck.api.endpoints import API, pointers_of

CLAIMS = f"{API}/claims/"
ORDERINGS = ["id", "number", "created_at", "updated_at", "claimed_on", "due_on", "priority", "status"]
both_ways = pytest.mark.parametrize("ordering", [*ORDERINGS, *(f"-{name}" for name in ORDERINGS)])


def spot(person: Person, desk: Desk, number: int) -> Claim:
    """Every other claim has a date; several have the same, so that ties are broken too."""
    day = date(2018, 11, 1 + number % 3) if number % 2 else None
    return spot_claim(person.actor, desk, text=f"Number {number}.", claimed_on=day, due_on=day, priority=number % 4)


@pytest.fixture
def eleven(reviewer_ravi: Person, demo_desk: Desk) -> list[Claim]:
    return [spot(reviewer_ravi, demo_desk, number) for number in range(11)]


@pytest.fixture
def client(reviewer_ravi: Person) -> Client:
    return reviewer_ravi.api()


def get(client: Client, address: str, **parameters: str) -> Any:
    return json_of(client.get(address, parameters))


def walk(client: Client, address: str, way: str = "next") -> tuple[list[str], str]:
    """The texts on the page at an address and on all that follow, and the address of the last page."""
    found: list[str] = []
    while True:
        page = get(client, address)
        texts = [row["text"] for row in page["results"]]
        found = found + texts if way == "next" else texts + found
        if page[way] is None:
            return found, address
        address = page[way]


@both_ways
def test_each_row_is_there_once_forward_and_back(ordering: str, eleven: list[Claim], client: Client) -> None:
    whole = [row["text"] for row in get(client, CLAIMS, ordering=ordering)["results"]]
    assert len(set(whole)) == 11

    forward, last = walk(client, f"{CLAIMS}?ordering={ordering}&page_size=3")
    back, _first = walk(client, last, "previous")

    assert forward == back == whole


@both_ways
def test_an_ordering_orders_with_what_is_unknown_last(ordering: str, eleven: list[Claim], client: Client) -> None:
    name = ordering.removeprefix("-")
    values = [row[name] for row in get(client, CLAIMS, ordering=ordering)["results"]]
    known = [value for value in values if value is not None]

    assert values == sorted(known, reverse=ordering.startswith("-")) + [None] * (len(values) - len(known))


def test_rows_that_come_meanwhile_shift_no_page(
    eleven: list[Claim], client: Client, reviewer_ravi: Person, demo_desk: Desk
) -> None:
    first = get(client, CLAIMS, page_size="4")
    spot(reviewer_ravi, demo_desk, 11)
    second = get(client, first["next"])
    spot(reviewer_ravi, demo_desk, 12)
    third = get(client, second["next"])

    assert [row["number"] for page in (first, second, third) for row in page["results"]] == list(range(11, 0, -1))
    assert get(client, second["previous"])["results"] == first["results"]
    newer = get(client, get(client, second["previous"])["previous"])
    assert [row["number"] for row in newer["results"]] == [13, 12]
    assert newer["previous"] is None


def test_a_row_that_goes_meanwhile_shifts_no_page(eleven: list[Claim], client: Client, admin_ada: Person) -> None:
    first = get(client, CLAIMS, page_size="4")
    for gone in (eleven[-4], eleven[-5]):
        archive_claim(admin_ada.actor, gone, version=None)

    second = get(client, first["next"])

    assert [row["number"] for row in second["results"]] == [6, 5, 4, 3]


def test_a_page_of_nothing_leads_nowhere(client: Client, demo_desk: Desk) -> None:
    assert get(client, CLAIMS, count="1") == {"count": 0, "next": None, "previous": None, "results": []}


def test_the_last_page_that_is_just_full_is_the_last(eleven: list[Claim], client: Client) -> None:
    page = get(client, CLAIMS, page_size="11")

    assert (len(page["results"]), page["next"], page["previous"]) == (11, None, None)


def test_the_count_is_told_when_asked_and_counts_all_that_fit(eleven: list[Claim], client: Client) -> None:
    assert "count" not in get(client, CLAIMS)
    assert "count" not in get(client, CLAIMS, count="0")
    assert get(client, CLAIMS, count="1", page_size="2")["count"] == 11
    page = get(client, CLAIMS, count="1", page_size="2", claimed_after="2018-11-02")
    assert page["count"] == sum(claim.claimed_on is not None and claim.claimed_on.day >= 2 for claim in eleven)
    assert get(client, page["next"])["count"] == page["count"]


def test_a_page_has_fifty_rows_unless_asked_otherwise(client: Client, reviewer_ravi: Person, demo_desk: Desk) -> None:
    for number in range(51):
        spot(reviewer_ravi, demo_desk, number)

    assert len(get(client, CLAIMS)["results"]) == 50
    assert len(get(client, CLAIMS, page_size="500")["results"]) == 51
    assert len(get(client, CLAIMS, page_size="1")["results"]) == 1


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("page_size", ["0", "-1", "501", "1000", "ten", "1.0", "1e2", "", " 5", "٥", "9" * 400]),
        ("count", ["2", "true", "-1", "", "yes"]),
        (
            "ordering",
            ["", "-", "--id", "text", "desk__name", "claimant_name", "id,number", "?", "created_by__password"],
        ),
        ("cursor", ["words", "AAAA", "=", "%", "x" * 5000, "bnVsbA", "W10"]),
    ],
)
def test_a_value_that_is_none_is_refused(name: str, values: list[str], eleven: list[Claim], client: Client) -> None:
    for value in values:
        answer = client.get(CLAIMS, {name: value})
        assert answer.status_code == 400, (value, answer.content[:300])
        assert list(pointers_of(answer)) == [f"/{name}"]


def crafted(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@both_ways
def test_a_cursor_somebody_made_up_is_refused_or_harmless(ordering: str, eleven: list[Claim], client: Client) -> None:
    key = str(eleven[0].pk)
    values: list[Any] = [
        None, True, 5, -1, 10**30, 1e300, 1.5, "", "words", "\x00", "\ud800", "9" * 5000, [], {}, [[]], "2018-11-01",
        "0001-01-01", "9999-12-31T23:59:59.999999-23:59", "0001-01-01T00:00:00+23:59", "2018-11-01T00:00:00", "NaN",
    ]  # fmt: skip
    made_up = [crafted(way, ordering, value, key) for value in values for way in ("n", "p")]
    made_up += [
        crafted("x", ordering, None, key),
        crafted("n", "text", None, key),
        crafted("n", ordering, None, "words"),
    ]
    made_up += [
        crafted("n", ordering, None),
        crafted(),
        crafted("n", ordering, None, None),
        crafted("n", ordering, None, 5),
    ]

    for cursor in made_up:
        answer = client.get(CLAIMS, {"ordering": ordering, "cursor": cursor})
        assert answer.status_code in (200, 400), (cursor, answer.content[:300])
        if answer.status_code == 400:
            assert list(pointers_of(answer)) == ["/cursor"]


def test_a_cursor_is_of_one_ordering(eleven: list[Claim], client: Client) -> None:
    cursor = get(client, CLAIMS, page_size="2")["next"].partition("cursor=")[2].partition("&")[0]

    assert client.get(CLAIMS, {"ordering": "number", "cursor": cursor}).status_code == 400


def test_pages_keep_filters_and_all_else_that_was_asked(eleven: list[Claim], client: Client) -> None:
    page = get(client, CLAIMS, page_size="2", q="number", count="1", ordering="-number")

    for part in ("page_size=2", "q=number", "count=1", "ordering=-number"):
        assert part in page["next"]
    assert get(client, page["next"])["results"][0]["number"] == 9


def test_a_cursor_shows_nobody_what_is_not_theirs(eleven: list[Claim], client: Client, stranger_stan: Person) -> None:
    address = get(client, CLAIMS, page_size="2")["next"]

    assert get(stranger_stan.api(), address)["results"] == []
