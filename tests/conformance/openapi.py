"""Every answer below /api/v1/ is held against the OpenAPI description of the API.

`DescribedClient` is the client of the cast: an answer whose path, method, status or media type is not described, that has
not the headers or the members it is described with, or has others, fails the test that asked for it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NoReturn
from urllib.parse import urlsplit
from uuid import UUID

from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

from factcheck.api.description import openapi
from factcheck.api.parts import ONLY_EXPANDED

BASE = "/api/v1/"
PROBLEM = "application/problem+json"
JSON_TYPES = ("application/json", "application/ld+json", PROBLEM)
OPEN = re.compile(r"Problem\d*")
"""Objects that may have members beside those described: each type of problem tells its own facts."""

formats = FormatChecker(formats=())


@formats.checks("uuid", raises=ValueError)
def _is_uuid7(value: object) -> bool:
    return not isinstance(value, str) or (str(UUID(value)) == value and UUID(value).version == 7)


@formats.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or (len(value) == 10 and bool(date.fromisoformat(value)))


@formats.checks("date-time", raises=ValueError)
def _is_time_in_utc(value: object) -> bool:
    return not isinstance(value, str) or (
        value[10:11] == "T" and value.endswith("Z") and bool(datetime.fromisoformat(value))
    )


@formats.checks("uri", raises=ValueError)
def _is_web_address(value: object) -> bool:
    return not isinstance(value, str) or (urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc))


@cache
def description() -> dict[str, Any]:
    """The document, as it is served."""
    return dict(json.loads(openapi()))


@cache
def closed_components(*, whole: bool = True) -> dict[str, Any]:
    """The components, in which an object has the members that are described and no others.

    A part is `whole` where nobody asked for some of its members: then all are there but those of `expand`.
    """
    found = json.loads(json.dumps(description()["components"]))
    for name, schema in found["schemas"].items():
        if not OPEN.fullmatch(name):
            _close(schema)
        if whole and name.endswith("Part"):
            members = schema["properties"]
            schema["required"] = [n for n, told in members.items() if told.get("description") != ONLY_EXPANDED]
    return dict(found)


def _close(schema: object) -> None:
    if isinstance(schema, list):
        for part in schema:
            _close(part)
    elif isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for part in list(schema.values()):
            _close(part)


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    """Each described path as a pattern; those with more literal words first."""
    described = sorted(description()["paths"], key=lambda path: (path.count("{"), -len(path)))
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), path) for path in described]


@cache
def _validator(path: str, method: str, status: str, media_type: str, *, whole: bool) -> Validator | None:
    """What the body of a described answer has to satisfy; None where any bytes will do."""
    schema = description()["paths"][path][method]["responses"][status]["content"][media_type].get("schema", {})
    if schema.get("format") == "binary" or media_type not in JSON_TYPES:
        return None
    return Draft202012Validator({**schema, "components": closed_components(whole=whole)}, format_checker=formats)


@cache
def _problem_validator() -> Validator:
    schema = {"$ref": "#/components/schemas/Problem", "components": closed_components()}
    return Draft202012Validator(schema, format_checker=formats)


@dataclass(frozen=True)
class Answer:
    """One answer of the API, as it came."""

    method: str
    path: str
    response: Any
    whole: bool = True
    """Nobody asked for some of its members alone."""

    @property
    def media_type(self) -> str:
        return str(self.response.headers.get("Content-Type", "")).split(";")[0]

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    def check(self) -> None:
        """Fails when the answer is not one that the description tells of."""
        described = next((path for pattern, path in _paths() if pattern.fullmatch(self.path)), None)
        operation = description()["paths"].get(described, {}).get(self.method)
        if described is None or operation is None:
            self._check_that_nothing_is_there((404,) if described is None else (404, 405))
            return
        answers = operation["responses"]
        if str(self.status) not in answers:
            self._fail(f"its status is not described; there is {', '.join(answers)}")
        answer = answers[str(self.status)]
        required = [name for name, header in answer.get("headers", {}).items() if header.get("required")]
        missing = [name for name in required if name not in self.response.headers]
        if missing:
            self._fail(f"the headers {missing} are missing")
        if "content" not in answer:
            if self._body():
                self._fail("it has a body, which is not described")
            return
        if self.media_type not in answer["content"]:
            self._fail(f"it is {self.media_type or 'of no type'}, not {', '.join(answer['content'])}")
        self._check_body(_validator(described, self.method, str(self.status), self.media_type, whole=self.whole))

    def _check_that_nothing_is_there(self, statuses: tuple[int, ...]) -> None:
        """Where the description tells of nothing, there is nothing, and a problem says so."""
        if self.status not in (*statuses, 401, 403) or self.media_type != PROBLEM:
            self._fail(f"the path or the method is not described, so this should be a problem, {statuses}")
        self._check_body(_problem_validator())

    def _check_body(self, validator: Validator | None) -> None:
        if self.media_type == PROBLEM and self._value().get("status") != self.status:
            self._fail("the problem tells of another status")
        if validator is None or self.response.streaming:  # what is streamed is for the test that asked for it
            return
        wrong = [f"{e.json_path}: {e.message[:300]}" for e in validator.iter_errors(self._value())]
        if wrong:
            self._fail("\n  ".join(wrong))

    def _body(self) -> bytes:
        return b"" if self.response.streaming else bytes(self.response.content)

    def _value(self) -> Any:
        return json.loads(self._body().decode("utf-8"), parse_constant=self._fail)

    def _fail(self, why: str) -> NoReturn:
        raise AssertionError(
            f"{self.method.upper()} {self.path} → {self.status}, other than OpenAPI describes it:\n  {why}"
            f"\n{self._body()[:1000].decode('utf-8', 'replace')}"
        )


class DescribedClient(Client):
    """A client that takes no answer of the API but those its description tells of. HEAD and OPTIONS are no part of it."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        method, path = str(request["REQUEST_METHOD"]).lower(), str(request["PATH_INFO"])
        if path.startswith(BASE) and method not in ("head", "options"):
            whole = "fields=" not in str(request.get("QUERY_STRING", ""))
            Answer(method, path, response, whole).check()
        return response
