"""Which problems an answer may tell of: for each status the types there are, and an example of each."""

from __future__ import annotations

from typing import Any

from factcheck.core.problems import Problem, problem_types

from .links import Document, operations

PROBLEM_JSON = "application/problem+json"
PROBLEM = {"$ref": "#/components/schemas/Problem"}


def name_problem_types(document: Document, details: dict[str, str]) -> None:
    """Say of each problem an operation answers which types it may have. `details`: type → what one of them says."""
    met: set[int] = set()
    for path, _method, operation in operations(document):
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get(PROBLEM_JSON)
            if content and content["schema"] == PROBLEM:
                met.add(int(status))
                content["schema"] = {"$ref": f"#/components/schemas/Problem{status}"}
                content["examples"] = {kind.slug: _example(kind, path, details) for kind in _kinds(int(status))}
    for status in sorted(met):
        document["components"]["schemas"][f"Problem{status}"] = _schema(status)


def _kinds(status: int) -> list[type[Problem]]:
    return sorted((kind for kind in problem_types() if kind.status == status), key=lambda kind: kind.slug)


def _schema(status: int) -> dict[str, Any]:
    kinds = _kinds(status)
    told = "; ".join(f"`{kind.slug}`: {kind.title}" for kind in kinds)
    return {
        "description": f"{told}.",
        "allOf": [PROBLEM],
        "properties": {
            "type": {"enum": [f"/problems/{kind.slug}/" for kind in kinds]},
            "status": {"const": status},
        },
    }


def _example(kind: type[Problem], path: str, details: dict[str, str]) -> dict[str, Any]:
    detail = details.get(kind.slug, f"{kind.title}.")
    value: dict[str, Any] = {
        "type": f"/problems/{kind.slug}/", "title": str(kind.title), "status": kind.status, "detail": detail,
        "instance": path,
    }  # fmt: skip
    if kind.slug == "invalid":
        value["errors"] = [{"pointer": "", "detail": detail}]
    return {"summary": str(kind.title), "value": value}
