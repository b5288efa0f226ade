"""The API's description of itself: valid, whole, and to be read without asking any other host."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from openapi_spec_validator import OpenAPIV31SpecValidator

from factcheck.desks.filters import Filters
from tests.conformance.openapi import Answer, description
from tests.conftest import Person, json_of

OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, operations in description()["paths"].items()
    for method, operation in operations.items()
]
DOCSTRINGS = {
    (kind.__doc__ or "").strip().split("\n")[0]
    for filters in Filters.__subclasses__()
    for found in filters.base_filters.values()
    for kind in type(found).__mro__
}
"""The first lines of what the code says of each kind of filter."""
each_operation = pytest.mark.parametrize("operation", [o for _name, o in OPERATIONS], ids=[n for n, _o in OPERATIONS])


def parts(value: object) -> Iterator[dict[str, Any]]:
    """Every object in the document."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def views(patterns: Any, before: str = "/") -> Iterator[tuple[str, Any]]:
    """Each address of the API as the document writes it, with its view."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("/api/v1/"):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route), pattern.callback.view_class  # type: ignore[attr-defined]


def test_it_is_valid_openapi_3_1() -> None:
    assert description()["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(description()).iter_errors()] == []


def test_it_describes_every_address_and_method_there_is() -> None:
    there_are = {
        (route, method)
        for route, view in views(get_resolver().url_patterns)
        for method in ("get", "post", "patch", "delete", "put")
        if method in view.http_method_names and hasattr(view, method)
    }
    described = {(path, method) for path, operations in description()["paths"].items() for method in operations}

    assert described == there_are


def test_every_reference_leads_somewhere() -> None:
    schemas = description()["components"]["schemas"]
    references = {part["$ref"] for part in parts(description()) if "$ref" in part}

    assert {r for r in references if r.removeprefix("#/components/schemas/") not in schemas} == set()


def test_every_schema_is_asked_for() -> None:
    references = {part["$ref"].rpartition("/")[2] for part in parts(description()) if "$ref" in part}

    assert set(description()["components"]["schemas"]) - references == set()


LINKS = [
    link for _n, o in OPERATIONS for answer in o["responses"].values() for link in answer.get("links", {}).values()
]


def test_links_lead_to_operations_there_are_with_parameters_they_take() -> None:
    by_id = {operation["operationId"]: operation for _name, operation in OPERATIONS}

    assert len(LINKS) > 100
    for link in LINKS:
        there = {p["name"] for p in by_id[link["operationId"]]["parameters"]}
        assert {name.rpartition(".")[2] for name in link["parameters"]} <= there, link


def test_every_new_object_leads_on() -> None:
    new = [
        (name, o["responses"]["201"])
        for name, o in OPERATIONS
        if "Location" in o["responses"].get("201", {}).get("headers", {})
    ]

    assert len(new) > 10
    assert [name for name, answer in new if not answer.get("links")] == []


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _name, operation in OPERATIONS]

    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z_]+", name)] == []


@each_operation
def test_an_operation_says_what_it_does(operation: dict[str, Any]) -> None:
    assert operation["description"].strip().endswith(".")
    assert operation["summary"]
    assert [p["name"] for p in operation.get("parameters", []) if not p.get("description")] == []
    assert operation["tags"]
    assert [status for status, answer in operation["responses"].items() if not answer["description"]] == []
    said = "".join(answer["description"] for answer in operation["responses"].values() if answer.get("description"))
    assert "No response body" not in said


@each_operation
def test_query_parameters_are_described_for_those_who_ask_not_for_those_who_write_the_code(
    operation: dict[str, Any],
) -> None:
    said = {p["name"]: p["description"] for p in operation.get("parameters", []) if p["in"] == "query"}

    assert [name for name, words in said.items() if not words.endswith(".")] == []
    assert [name for name, words in said.items() if words in DOCSTRINGS] == []


def test_the_docstrings_looked_for_are_those_of_the_filters() -> None:
    assert len(DOCSTRINGS) > 10
    assert "The slug of one of the caller's desks." in DOCSTRINGS


def test_a_post_is_not_described_as_the_list_it_adds_to() -> None:
    for path, operations in description()["paths"].items():
        if "get" in operations and "post" in operations:
            assert operations["get"]["description"] != operations["post"]["description"], path


def test_generating_it_warns_of_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    from drf_spectacular.drainage import GENERATOR_STATS
    from drf_spectacular.generators import SchemaGenerator

    GENERATOR_STATS.reset()
    SchemaGenerator().get_schema(request=None, public=True)
    GENERATOR_STATS.emit_summary()

    assert "arning" not in capfd.readouterr().err


def test_it_is_served_to_everybody_as_it_is_checked_here(db: None) -> None:
    assert json_of(Client().get("/api/schema/", headers={"accept": "application/json"})) == description()


def test_the_docs_open_and_ask_no_other_host(db: None) -> None:
    answer = Client().get("/api/docs/")
    page = answer.content.decode()
    addresses = re.findall(r"""(?:src|href|data-schema)=["']?([^"'\s>]+)""", page)

    assert answer.status_code == 200
    assert "/" in addresses, "there is a way back to the desk"
    assert [a for a in addresses if not a.startswith("/")] == []
    for address in addresses:
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
    assert "http://" not in page
    assert "https://" not in page
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert re.findall(r"connect-src ([^;]+)", policy) == ["'self'"]


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"name": None}, "name"),
        ({"secret": "undescribed"}, "secret"),
        ({"id": "no uuid"}, "id"),
        ({"url": "/relative/"}, "url"),
        ({"scope": "all"}, "scope"),
    ],
)
def test_an_answer_other_than_described_is_caught(viewer_vera: Person, members: dict[str, Any], why: str) -> None:
    """The check itself: every member that is wrong, missing or too much fails."""
    answer = viewer_vera.api().get("/api/v1/me/")
    answer.content = json.dumps({**answer.json(), **members}).encode()

    with pytest.raises(AssertionError, match=f"other than OpenAPI describes it:(.|\n)*{why}"):
        Answer("get", "/api/v1/me/", answer).check()


def test_a_status_that_is_not_described_is_caught(viewer_vera: Person) -> None:
    answer = viewer_vera.api().get("/api/v1/me/")
    answer.status_code = 202

    with pytest.raises(AssertionError, match="its status is not described"):
        Answer("get", "/api/v1/me/", answer).check()
