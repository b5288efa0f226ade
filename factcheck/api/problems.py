"""Problems → `application/problem+json` (RFC 9457), whoever raised them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext
from rest_framework import exceptions
from rest_framework.request import Request

from factcheck.api.authentication import CHALLENGE
from factcheck.api.rendering import json_bytes
from factcheck.core import problems
from factcheck.core.problems import Busy, FieldError, Invalid, KeyInUse, NotSatisfiable, Problem, TooMany
from factcheck.desks.busy import busy

PROBLEM_JSON = "application/problem+json"


def exception_handler(raised: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """What REST framework calls for whatever a view raised. None for a fault of ours: Django logs it and answers 500."""
    problem = as_problem(raised)
    if problem is None:
        return None
    return problem_response(context["request"], problem)


def problem_response(request: HttpRequest | Request, problem: Problem) -> HttpResponse:
    """The answer that tells of a problem; `type` leads to the page that explains it."""
    body: dict[str, Any] = dict(problem.facts)
    body |= {
        "type": f"/problems/{problem.slug}/",
        "title": gettext(problem.title),
        "status": problem.status,
        "detail": str(problem.detail),
        "instance": request.path,
    }
    if problem.errors:
        body["errors"] = [{"pointer": e.pointer, "detail": str(e.detail)} for e in problem.errors]
    response = HttpResponse(_bytes(body), status=problem.status, content_type=PROBLEM_JSON)
    response["Cache-Control"] = "no-store"
    if isinstance(problem, Busy | KeyInUse | TooMany) and "retry_after" in problem.facts:
        response["Retry-After"] = str(problem.facts["retry_after"])
    if isinstance(problem, NotSatisfiable):
        response["Content-Range"] = f"bytes */{problem.facts['size']}"
    if isinstance(problem, problems.UnsupportedMedia):
        response["Accept-Encoding"] = "identity"
    if problem.status == problems.NotSignedIn.status:
        sent = "Authorization" in request.headers
        response["WWW-Authenticate"] = f'{CHALLENGE}, error="invalid_token"' if sent else CHALLENGE
    return response


def _bytes(body: dict[str, Any]) -> bytes:
    """JSON, also of what cannot be written as UTF-8: a problem may quote the very input that is wrong."""
    try:
        return json_bytes(body)
    except orjson.JSONEncodeError:
        return json.dumps(body, ensure_ascii=False, default=str).encode("utf-8", "replace")


def as_problem(raised: Exception) -> Problem | None:
    """The Problem that says what an exception of Django or REST framework means; None for any other."""
    match raised:
        case Problem():
            return raised
        case exceptions.ValidationError():
            return invalid(raised.detail)
        case exceptions.ParseError() | UnreadablePostError():
            return Invalid.at("", f"The body could not be read: {raised}")
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return problems.NotSignedIn(str(raised))
        case exceptions.PermissionDenied() | PermissionDenied():
            return problems.NotAllowed(str(raised) or "This is not for you.")
        case exceptions.NotFound() | Http404():
            return problems.NotFound(str(raised) or "There is nothing here.")
        case _:
            return _as_protocol_problem(raised)


def _as_protocol_problem(raised: Exception) -> Problem | None:
    match raised:
        case exceptions.MethodNotAllowed():
            return problems.MethodNotAllowed(f"{raised} The header `Allow` lists those it takes.")
        case exceptions.NotAcceptable():
            return problems.NotAcceptable("Ask for `application/json`, or leave `Accept` out.")
        case exceptions.UnsupportedMediaType():
            return problems.UnsupportedMedia("Send the body as JSON, with `Content-Type: application/json`.")
        case RequestDataTooBig():
            return problems.TooLarge("The body is larger than is taken at once.")
        case SuspiciousOperation():
            return Invalid("The server could not read this request.")
        case _:
            return busy(raised)


def invalid(detail: Any) -> Invalid:
    """Errors of a serializer, in their nested shape, as one Invalid with a JSON pointer for each."""
    errors = list(_flattened(detail, ""))
    first = errors[0]
    said = f"{first.pointer}: {first.detail}" if first.pointer else first.detail
    return Invalid(said, errors=errors)


def _flattened(detail: Any, pointer: str) -> Iterator[FieldError]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = pointer if name == "non_field_errors" else f"{pointer}/{escaped(name)}"
            yield from _flattened(inner, here)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _flattened(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield FieldError(pointer, str(detail))


def escaped(name: object) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")
