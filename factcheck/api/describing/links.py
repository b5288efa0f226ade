"""Links (OpenAPI 3.1, 4.8.20): from what an answer holds to what can be asked of it next.

They are read off the document itself: an object leads to every operation at the address of its kind and below it, a page to
its first object, a member such as `claim` to what it names. So whoever follows them walks the way of a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
JSON = "application/json"
METHODS = ("get", "post", "patch", "delete")
DETAIL = re.compile(r"/api/v1/([a-z-]+)/{(id|slug)}/")
NAMED = {
    "claim": "claims",
    "article": "articles",
    "source": "sources",
    "revision": "revisions",
    "annotation": "annotations",
}
"""Members that hold the id of another object → where that kind is."""


@dataclass(frozen=True)
class Kind:
    """A kind of object with an address of its own: `key` is the member that ends it, `schema` what a GET there answers."""

    path: str
    key: str
    schema: str


def add_links(document: Document) -> None:
    """Give each successful answer its links."""
    kinds = list(_kinds(document))
    for path, _method, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status.startswith("2") and (links := _links(document, kinds, path, answer)):
                answer["links"] = links


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation with its path and method."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _kinds(document: Document) -> Iterator[Kind]:
    for path, item in document["paths"].items():
        found = DETAIL.fullmatch(path)
        if found and "get" in item:
            yield Kind(path, found[2], _schema_of(item["get"]["responses"]["200"]))


def _schema_of(answer: dict[str, Any]) -> str:
    """The name of the component that an answer in JSON holds, or nothing; where it may also be an array of them, of one."""
    schema = answer.get("content", {}).get(JSON, {}).get("schema", {})
    one = next((form for form in schema.get("oneOf", ()) if "$ref" in form), schema)
    return str(one.get("$ref", "")).rpartition("/")[2]


def _is_of(schema: str, kind: Kind) -> bool:
    """Whether a component is an object of this kind, the whole or a part of it."""
    return schema.removesuffix("Part") == kind.schema.removesuffix("Part")


def _links(document: Document, kinds: list[Kind], path: str, answer: dict[str, Any]) -> dict[str, Any]:
    schema = _schema_of(answer)
    members = document["components"]["schemas"].get(schema, {}).get("properties", {})
    found: dict[str, Any] = {}
    for kind in kinds:
        if _is_of(schema, kind):
            found |= _to_all(document, kind, f"$response.body#/{kind.key}")
        elif _is_of(members.get("results", {}).get("items", {}).get("$ref", "").rpartition("/")[2], kind):
            found |= _to_all(document, kind, f"$response.body#/results/0/{kind.key}", only=("get",))
    for member, words in NAMED.items():
        if member in members:
            found |= _to_one(document, f"/api/v1/{words}/{{id}}/", f"$response.body#/{member}")
    if above := re.match(r"(/api/v1/[a-z-]+/{id}/).", path):
        found |= _to_one(document, above[1], "$request.path.id")
    return found


def _to_all(document: Document, kind: Kind, key: str, only: tuple[str, ...] = METHODS) -> dict[str, Any]:
    """To every operation on one object of a kind."""
    return {
        operation["operationId"]: _link(operation, kind.key, key)
        for path, method, operation in operations(document)
        if path.startswith(kind.path) and path.count("{") == 1 and method in only
    }


def _to_one(document: Document, path: str, key: str) -> dict[str, Any]:
    operation = document["paths"].get(path, {}).get("get")
    return {operation["operationId"]: _link(operation, "id", key)} if operation else {}


def _link(operation: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    parameters = {name: value}
    if value.startswith("$response.body#/") and value.count("/") == 1 and _is_guarded(operation) and name in value:
        parameters["header.If-Match"] = "$response.header.ETag"
    return {"operationId": operation["operationId"], "parameters": parameters, "description": operation["summary"]}


def _is_guarded(operation: dict[str, Any]) -> bool:
    return any(p["name"] == "If-Match" and p.get("required") for p in operation.get("parameters", []))
