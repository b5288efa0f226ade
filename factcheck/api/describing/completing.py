"""The last step of the OpenAPI document: what it says as a whole, and what only the whole of it tells."""

from __future__ import annotations

from typing import Any

from .examples import add_examples, story
from .links import Document, add_links, operations
from .problem_types import name_problem_types

ANSWERED = {"200": "As it is now.", "201": "It was made.", "202": "It was asked for, and is done later."}
"""What an answer says of itself where its operation says nothing else."""


def complete(result: Document, generator: Any, request: Any, public: bool) -> Document:  # noqa: FBT001  # as drf-spectacular calls it
    """A hook of drf-spectacular: links, problem types and examples, each from its one source."""
    for _path, _method, operation in operations(result):
        for status, answer in operation["responses"].items():
            answer["description"] = answer.get("description") or ANSWERED.get(status, "")
    name_problem_types(result, story()["details"])
    add_links(result)
    add_examples(result)
    return result
