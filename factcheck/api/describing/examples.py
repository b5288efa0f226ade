"""Examples of requests and answers: the running example of the wrong year, as the API answered it.

`story.json` is recorded by tests/conformance/test_examples.py: operation → {request, status, answer}; ids, times and hashes
in it stand for others. Nothing is written by hand, so an example is what comes.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from .links import JSON, Document, operations

STORY = Path(__file__).with_name("story.json")


@cache
def story() -> dict[str, Any]:
    """What was recorded: `operations` by method and path, and `details`, a sentence for each type of problem."""
    return dict(json.loads(STORY.read_text(encoding="utf-8")))


def add_examples(document: Document) -> None:
    """Put each recorded request and answer beside its schema."""
    for path, method, operation in operations(document):
        told = story()["operations"].get(f"{method.upper()} {path}")
        if told is None:
            continue
        body = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if body and "request" in told:
            body["example"] = told["request"]
        for media_type, content in _contents(operation, str(told["status"])):
            if media_type.endswith("json") and "answer" in told:
                content["example"] = told["answer"]


def _contents(operation: dict[str, Any], status: str) -> list[tuple[str, dict[str, Any]]]:
    """What is answered with this status, and the same with others, such as 202 beside 201."""
    answered = operation["responses"].get(status, {}).get("content")
    same = [
        answer["content"]
        for answer in operation["responses"].values()
        if answered and answer.get("content") == answered
    ]
    return [pair for content in same for pair in content.items()]
