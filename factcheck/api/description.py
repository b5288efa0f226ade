"""`/api/schema/` and `/api/docs/`: the API about itself, for everybody."""

from __future__ import annotations

from functools import cache
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from factcheck.api.rendering import JSON, json_bytes
from factcheck.api.views import Endpoint

_writing = Lock()
"""drf-spectacular loads its extensions at first use, and breaks when two threads do it at once."""


def openapi() -> bytes:
    """The OpenAPI description as JSON; it changes only with the code."""
    with _writing:
        return _written()


@cache
def _written() -> bytes:
    return json_bytes(SchemaGenerator().get_schema(request=None, public=True))  # type: ignore[no-untyped-call]


class SchemaView(Endpoint):
    """The OpenAPI 3.1 description of this API."""

    schema = None
    public = True

    def get(self, request: Request) -> HttpResponse:
        return self.answer_bytes(openapi(), JSON)


def docs(request: HttpRequest) -> HttpResponse:
    """The description to browse and try out, from files of this server alone."""
    return render(request, "api/docs.html")
