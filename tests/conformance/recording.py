"""The examples of the OpenAPI document: each endpoint asked once at the desk of the running example, and what it answered.

Ids, times, hashes and keys are other ones on each run, so others stand for them, the same on each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from tests.conftest import Person
from tests.factcheck.api.endpoints import ENDPOINTS, Things
from tests.factcheck.api.test_bad_parameters import BY_FIRST_WORD

DETAILS = {
    "invalid": "text: This field may not be blank.",
    "not-signed-in": "Send a token, `Authorization: Bearer …`, or sign in.",
    "not-allowed": "For this a token needs the scope `publish`; yours has `write`.",
    "not-found": "There is no claim 01933e4a-0000-7000-8000-000000000001 that you may see.",
    "conflict": "The claim is decided; reopen it to add evidence.",
    "illegal-transition": "A claim that is spotted cannot be published.",
    "ambiguous-quote": "“Taliban” stands in 2 places of this text; send the `prefix` and `suffix` of the one you mean.",
    "stale": "Somebody changed it since you read it; it has version 3 now.",
    "too-large": "A body may have 16,777,216 bytes.",
    "unsupported-media": "Send the body as JSON, with `Content-Type: application/json`.",
    "precondition-required": "Send `If-Match` with the ETag you read, or `If-Match: *` to overwrite whatever is there.",
    "busy": "Others are writing at length. Send the same again in a few seconds.",
}
"""What a problem of each type may say."""
EXAMPLES_BEGIN = "01933e4a-0000-7000-8000-"
"""Every id of an example, so that nobody takes it for one of theirs."""
FEW = 1
"""As many objects as an example of a page has."""
STAND_INS = (
    (r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "2018-12-04T10:00:00Z"),
    (r"(/join/)[^/\"]+", r"\1the-secret-of-the-link"),
)


def recorded(things: Things, admin: Person) -> dict[str, Any]:
    """The whole story, as factcheck/api/describing/story.json holds it."""
    from tests.conformance.openapi import description

    operations: dict[str, Any] = {}
    for path, item in description()["paths"].items():
        if "get" in item:
            operations[f"GET {path}"] = _asked(admin, path, things)
    for endpoint in ENDPOINTS:
        operations[f"{endpoint.method.upper()} {endpoint.described_path}"] = _sent(admin, endpoint, things)
    told = {key: value for key, value in sorted(operations.items()) if value}
    return dict(
        json.loads(_anonymous(json.dumps({"details": DETAILS, "operations": told}, ensure_ascii=False), things))
    )


def _asked(admin: Person, path: str, things: Things) -> dict[str, Any]:
    kind = BY_FIRST_WORD.get(path.split("/")[3], "desk")
    if kind == "draft":
        kind = "published"
    form = "jsonl" if "/export/" in path else "json"
    address = path.format_map({"id": things[kind], "slug": "demo", "kind": form})
    beside = {"against": things["revision"]} if path.endswith("/diff/") else {}
    if path.endswith("/match/"):
        beside = {"q": "Nobody from Pakistan was involved in 2011."}
    if path.endswith("/file/"):
        return {}  # there is none before a worker was there
    answer = admin.api().get(address, beside, headers={"accept": "*/*"})
    return _told(answer)


def _sent(admin: Person, endpoint: Any, things: Things) -> dict[str, Any]:
    """Asked, and undone: the next one finds the desk as it was."""
    body = {name: value for name, value in endpoint.good(things).items() if name != "html"}
    with transaction.atomic():
        told = _told(endpoint.send(admin.api(), things, body))
        transaction.set_rollback(True)
    return {"request": body, **told}


def _told(answer: Any) -> dict[str, Any]:
    assert answer.status_code < 300, (answer.request["PATH_INFO"], answer.content[:500])
    if answer.streaming or not answer["Content-Type"].split(";")[0].endswith("json") or len(answer.content) > 60_000:
        return {"status": answer.status_code}
    return {"status": answer.status_code, "answer": _short(answer.json())}


def _short(value: Any) -> Any:
    """With one object where there is a page of them."""
    if isinstance(value, dict):
        return {
            name: _short(v[:FEW] if name in ("results", "figures") and isinstance(v, list) else v)
            for name, v in value.items()
        }
    if isinstance(value, list):
        return [_short(one) for one in value[:5]]
    return value


def _anonymous(text: str, things: Things) -> str:
    for pattern, stand_in in STAND_INS:
        text = re.sub(pattern, stand_in, text)
    numbers: dict[str, str] = {}
    text = re.sub(
        r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
        lambda found: numbers.setdefault(found[0], f"{EXAMPLES_BEGIN}{len(numbers):012x}"),
        text,
    )
    text = re.sub(r'"token": "[^"]+"', '"token": "fck_…"', text)
    text = re.sub(
        r'("(?:next|previous)": ")[^"]+"', r'\1https://desk.example/api/v1/claims/?cursor=WyJuIiwgImlkIl0"', text
    )
    return text.replace("http://testserver", "https://desk.example")


def operations_with_json(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each operation that takes or answers JSON, by method and path."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation
