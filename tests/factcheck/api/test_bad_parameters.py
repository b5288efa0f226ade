"""Query parameters: what is none is refused by its name, on every address that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.conformance.openapi import description
from tests.conftest import Person
from tests.factcheck.api.endpoints import API, ENDPOINTS, PROBLEM, Things, pointers_of

BY_FIRST_WORD = {
    "articles": "article", "annotations": "annotation", "claims": "claim", "sources": "source", "evidence": "evidence",
    "verdicts": "verdict", "reviews": "draft", "rating-scales": "scale", "revisions": "revision", "desks": "desk",
    "appearances": "appearance", "correction-requests": "asked", "members": "member",
    "invitations": "invitation", "tokens": "token", "comments": "comment", "notices": "notice",
    "contacts": "contact", "relations": "relation",
    "exports": "export", "imports": "import",
}  # fmt: skip
PAGES = ("page_size", "cursor")
"""test_pages.py has these."""
NO_UUIDS = ["words", "5", "", "%", "\x00", "0" * 31, "' OR 1=1 --"]
NO_DATES = ["words", "2020-13-01", "2020-02-30", "20200101", "10000-01-01", "\x00", "-1"]
NO_CHOICES = ["words", "0.5", "\x00", "x" * 10_000]
ANY_WORDS = [
    "", " ", "\x00", "a\x00b", "%", "_", "\\", "'", '"', "x" * 10_000, "x " * 249, "👨‍👩‍👧", "\ud7ff\ue000", "<script>",
    "9" * 400, "-1", "NaN", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "9999-12-31", "0001-01-01",
    "2020-02-30", "2020-01-01T00:00:00+99:99", "null", "{}", "%(x)s", "{0}",
]  # fmt: skip
"""A parameter that takes words takes or refuses them; it never breaks."""


def readable(things: Things) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every address with a GET, with its query parameters as described."""
    for path, operations in description()["paths"].items():
        if "get" in operations:
            kind = BY_FIRST_WORD.get(path.split("/")[3], "desk")
            kinds = {"id": things[kind], "slug": "demo", "kind": "jsonl" if "/export/" in path else "json"}
            address = path.format_map(kinds)
            parameters = operations["get"].get("parameters", [])
            yield address, [p for p in parameters if p["in"] == "query"]


def ask(client: Client, address: str, **parameters: str) -> Any:
    answer: Any = client.get(f"{address}?{urlencode(parameters)}", headers={"accept": "*/*"})
    if answer.streaming:
        list(answer.streaming_content)
    return answer


def assert_refused(answer: Any, name: str, value: str) -> None:
    told = (answer.request["PATH_INFO"], name, value, answer.content[:500])
    assert answer.status_code == 400, told
    assert answer["Content-Type"] == PROBLEM
    assert list(pointers_of(answer)) == [f"/{name}"], told


def test_a_parameter_that_is_none_is_named_with_those_there_are(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    for address, parameters in readable(things):
        for name in {"surprise", "Page_size", "page", "limit", "format", "page_size "} - {
            p["name"] for p in parameters
        }:
            answer = ask(client, address, **{name: "1"})
            assert_refused(answer, name, "1")
            assert all(p["name"] in answer.json()["detail"] for p in parameters)


def test_a_parameter_given_twice_is_refused(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    for address, parameters in readable(things):
        for parameter in parameters:
            answer = client.get(f"{address}?{parameter['name']}=1&{parameter['name']}=1", headers={"accept": "*/*"})
            assert_refused(answer, parameter["name"], "1 twice")


def test_a_value_of_a_wrong_kind_is_refused(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    for address, parameters in readable(things):
        for parameter in parameters:
            for value in wrong_values(parameter["schema"]):
                assert_refused(ask(client, address, **{parameter["name"]: value}), parameter["name"], value)


def wrong_values(schema: dict[str, Any]) -> list[str]:
    if "enum" in schema:
        return NO_CHOICES
    found = {"uuid": NO_UUIDS, "date": NO_DATES}.get(schema.get("format", ""), [])
    return [value for value in found if value]  # an empty one is one that was left open in a form


def test_no_words_break_a_parameter(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    for address, parameters in readable(things):
        for parameter in parameters:
            of_another_kind = wrong_values(parameter["schema"]) or parameter["name"] in PAGES
            for value in [] if of_another_kind else ANY_WORDS:
                answer = ask(client, address, **{parameter["name"]: value})
                assert answer.status_code in (200, 400), (address, parameter["name"], value, answer.status_code)
                if answer.status_code == 400:
                    assert_refused(answer, parameter["name"], value)


def test_bytes_that_are_no_utf_8_break_nothing(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    for address, parameters in readable(things):
        for parameter in parameters:
            answer = client.get(address, QUERY_STRING=f"{parameter['name']}=%ff%ed%a0%80", headers={"accept": "*/*"})
            assert answer.status_code in (200, 400), (address, parameter["name"])


def test_a_write_takes_no_parameters(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    for endpoint in ENDPOINTS:
        address = f"{API}{endpoint.path.format(**things)}?notify=1"
        answer = getattr(client, endpoint.method)(
            address, endpoint.good(things), content_type="application/json", headers={"if-match": "*"}
        )
        assert_refused(answer, "notify", "1")
