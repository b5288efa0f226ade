"""What an endpoint does not take is refused by the name of the wrong part, and nothing is written."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema import Draft202012Validator

from tests.conformance.openapi import description, formats
from tests.conftest import Person
from tests.factcheck.api.endpoints import (
    ENDPOINTS,
    PROBLEM,
    Body,
    Endpoint,
    Things,
    each_endpoint,
    everything,
    pointers_of,
)

DEEP = 60
WRONG_VALUES: list[Any] = [
    None, True, False, 5, -1, 1.5, 10**30, -(10**30), 1e300, "5", "true", "words", "", " ", "2020-02-30", "2020-1-1",
    "20200101", "2020-W01-1", "x" * 300_000, [], {}, [None], [5], [["inner"]], [{}], {"words": 1}, ["x"] * 2000,
    ["x" * 5000], [""],
]  # fmt: skip
"""Those that the description allows for a member are not sent as that member."""
UNSTORABLE = ["nul \x00 inside", "\ud800", "\x00"]
Place = tuple[str | int, ...]
"""The steps to an object in a body."""
DOCUMENTS = ("text", "html", "content", "data")
"""Of articles and sources: what cannot be stored in them is replaced, not refused. Of imports it is told by its line."""


def request_schema(endpoint: Endpoint) -> dict[str, Any]:
    operation = description()["paths"][endpoint.described_path][endpoint.method]
    if "requestBody" not in operation:
        return {"type": "object"}
    return resolved(operation["requestBody"]["content"]["application/json"]["schema"])


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, where it is a reference or one of several shapes of which one is an object."""
    for branch in schema.get("oneOf", []):
        if "$ref" in branch:
            return resolved(branch)
    name = schema.get("$ref", "").rpartition("/")[2]
    return dict(description()["components"]["schemas"][name]) if name else schema


def objects(schema: dict[str, Any], at: Place = ()) -> Iterator[tuple[Place, dict[str, Any]]]:
    """The object itself and those in it, each with its place; of a list the first."""
    yield at, schema
    for name, member in schema.get("properties", {}).items():
        listed = member.get("type") == "array"
        below = resolved(member["items"] if listed else member)
        if "properties" in below:
            yield from objects(below, (*at, name, 0) if listed else (*at, name))


def allowed(schema: dict[str, Any], value: object) -> bool:
    whole = {**schema, "components": description()["components"]}
    return bool(Draft202012Validator(whole, format_checker=formats).is_valid(value))


def with_members(body: Body, at: Place, wrong: dict[str, Any]) -> Body:
    """The body with these members of the object at that place."""
    changed = copy.deepcopy(body)
    inner(changed, at).update(wrong)
    return changed


def inner(body: Any, at: Place) -> Any:
    for step in at:
        body = body[step]
    return body


def assert_refused(answer: Any, at: Place, names: Iterable[str], what: object) -> None:
    """Each of these members of the object at that place is named."""
    told = (at, what, answer.content[:3000])
    assert answer.status_code == 400, told
    assert answer["Content-Type"] == PROBLEM
    found = list(pointers_of(answer))
    for name in names:
        pointer = "".join(f"/{step}" for step in (*at, name))
        assert any(p == pointer or p.startswith(f"{pointer}/") for p in found), (pointer, *told)


def test_the_table_has_every_endpoint_that_takes_a_body() -> None:
    described = {
        (method, path)
        for path, operations in description()["paths"].items()
        for method in operations
        if method in ("post", "patch", "put")
    }
    assert {(e.method, e.described_path) for e in ENDPOINTS} == described


@each_endpoint
def test_a_good_body_is_taken(endpoint: Endpoint, things: Things, admin_ada: Person) -> None:
    """Without this, the refusals below would prove nothing."""
    body = endpoint.good(things)
    assert set(request_schema(endpoint).get("properties", {})) - set(body) - endpoint.left_out <= {
        "rating",
        "annotation",
        "html",
    }

    answer = endpoint.send(admin_ada.api(), things, {k: v for k, v in body.items() if k != "html"})

    assert answer.status_code in (200, 201, 202), answer.content


def wrong_values(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Values of a kind that the description does not allow there, for as many members at once as it does not."""
    for value in WRONG_VALUES:
        yield {name: value for name, member in schema.get("properties", {}).items() if not allowed(member, value)}


def unstorable_words(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for words in UNSTORABLE:
        yield {
            name: [words] if member.get("type") == "array" else {"exact": words} if name == "selector" else words
            for name, member in schema.get("properties", {}).items()
            if name not in DOCUMENTS or "maxLength" in member
        }


def unknown_members(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield dict.fromkeys(("unknown", "id", "status", "__class__", ""), "words")


@each_endpoint
def test_what_is_wrong_is_refused_by_name(endpoint: Endpoint, things: Things, admin_ada: Person) -> None:
    client, body, before = admin_ada.api(), endpoint.good(things), everything()

    for at, schema in objects(request_schema(endpoint)):
        for kind in (wrong_values, unstorable_words, unknown_members):
            for wrong in kind(schema):
                if wrong:
                    answer = endpoint.send(client, things, with_members(body, at, wrong))
                    assert_refused(answer, at, wrong, repr(wrong)[:3000])

    assert everything() == before


def test_what_is_needed_and_missing_is_named(things: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()

    for endpoint in ENDPOINTS:
        for at, schema in objects(request_schema(endpoint)):
            body = copy.deepcopy(endpoint.good(things))
            needed = schema.get("required", [])
            for name in needed:
                del inner(body, at)[name]
            if needed:
                assert_refused(endpoint.send(client, things, body), at, needed, endpoint.name)

    assert everything() == before


NOT_AN_OBJECT = [b"null", b"[]", b'"words"', b"5", b"true", b"[{}]", b'[[{"a": 1}]]']
NOT_JSON = [
    b"{", b"}", b"{'a': 1}", b'{"a": 1,}', b'{"a": NaN}', b'{"a": Infinity}', b'{"a": -Infinity}', b'{"a": 1e999}',
    b"NaN", b'{"a": "\xff\xfe"}', b"\xff\xfe{\x00}\x00", b"\x00", b'{"a": 1} {"b": 2}', b'{"a": 1, "a": 2}',
    b'{"a": ' + b"9" * 5000 + b"}", b'{"a": "\x01"}', b'{"\\u0000": 1}', b'{"\\ud800": 1}', b"<xml/>", b"a=b",
    b"[" * 100_000, b'{"a":' * DEEP + b"1" + b"}" * DEEP, b'{"a":' + b"[" * DEEP + b"]" * DEEP + b"}",
]  # fmt: skip


def test_a_body_that_is_no_json_object_is_refused(things: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()

    for endpoint in ENDPOINTS:
        for body in (*NOT_AN_OBJECT, *NOT_JSON):
            answer = endpoint.send(client, things, body)
            assert answer.status_code == 400, (endpoint.name, body[:80], answer.content[:300])
            assert {"", "/0"} & {p[:2] for p in pointers_of(answer)}, (endpoint.name, body[:80], answer.content[:300])

    assert everything() == before


OTHER_KINDS = [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "",
    "nonsense", "application/json; charset=latin-1", "application/json; charset=utf-16",
]  # fmt: skip


def test_another_kind_of_content_is_refused(things: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()

    for endpoint in ENDPOINTS:
        for kind in OTHER_KINDS:
            if endpoint.takes_files and kind.startswith("multipart/"):
                continue
            answer = endpoint.send(client, things, endpoint.good(things) or {"a": 1}, **{"content-type": kind})
            assert answer.status_code == 415, (endpoint.name, kind, answer.content[:300])

    assert everything() == before


def test_a_body_beyond_16_mib_is_refused(things: Things, admin_ada: Person) -> None:
    client, before, body = admin_ada.api(), everything(), b'{"a": "' + b"x" * (16 * 2**20) + b'"}'

    for endpoint in ENDPOINTS:
        assert endpoint.send(client, things, body).status_code == 413, endpoint.name

    assert everything() == before
