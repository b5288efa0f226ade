"""Examples of the OpenAPI document fit their own schemas, and every operation has them.

`RECORD_EXAMPLES=1` in the environment has them recorded anew: after an endpoint came or an answer changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from factcheck.api.describing.examples import STORY
from tests.conformance.openapi import closed_components, description, formats
from tests.conformance.recording import operations_with_json, recorded
from tests.conftest import Person
from tests.factcheck.api.endpoints import Things

JSON = "application/json"


def test_recording_them(things: Things, admin_ada: Person) -> None:
    """What is recorded has the same shape as what is kept; the words may be of another day."""
    anew = recorded(things, admin_ada)
    if os.environ.get("RECORD_EXAMPLES"):
        STORY.write_text(json.dumps(anew, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    kept = json.loads(STORY.read_text(encoding="utf-8"))

    assert anew["operations"].keys() == kept["operations"].keys(), "record them anew: RECORD_EXAMPLES=1"


def contents(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each content of a body or an answer."""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"request {media_type}", content
    for status, answer in operation["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            yield f"{status} {media_type}", content


def given_in(content: dict[str, Any]) -> list[Any]:
    return [
        *([content["example"]] if "example" in content else []),
        *(e["value"] for e in content.get("examples", {}).values()),
    ]


@pytest.mark.parametrize(
    ("name", "operation"), list(operations_with_json(description())), ids=lambda x: x if isinstance(x, str) else ""
)
def test_examples_fit_their_schema(name: str, operation: dict[str, Any]) -> None:
    for where, content in contents(operation):
        if not where.endswith("json"):
            continue
        examples = given_in(content)
        if "/export/" in name or name.endswith("/file/"):
            continue  # files, each in many formats
        binary = content.get("schema", {}).get("type") in ("object", "string")
        assert examples or binary or not _is_first(operation, where), (
            f"{name} has no example of its {where}: record them anew"
        )
        validator = Draft202012Validator(
            {**content["schema"], "components": closed_components()}, format_checker=formats
        )
        for example in examples:
            assert [f"{e.json_path}: {e.message[:200]}" for e in validator.iter_errors(example)] == [], (name, where)


def _is_first(operation: dict[str, Any], where: str) -> bool:
    """Whether it is the request or the usual answer: 202 beside 201 has the same."""
    usual = min((status for status in operation["responses"] if status.startswith("2")), default="")
    return where.startswith(("request", usual, "4", "5"))
