"""What is the least that Django could do: views behind the same server and middleware as the project's own addresses.

`/floor/json/NAME` writes the document that lies in DATA_DIR/floor/NAME as JSON, each time, out of dicts and lists that are
there; `/floor/read/NAME` answers its bytes from memory. `/floor/insert/` puts one row into a table that has a key and a text,
and commits.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from factcheck.core.ids import uuid7

TABLE = "CREATE TABLE floor_row (id char(32) PRIMARY KEY, body text NOT NULL)"


@cache
def _bytes_of(name: str) -> bytes:
    content: bytes = (settings.DATA_DIR / "floor" / name).read_bytes()
    return content


@cache
def _document(name: str) -> Any:
    return json.loads(_bytes_of(name))


def write(request: HttpRequest, name: str) -> HttpResponse:
    return JsonResponse(_document(name), json_dumps_params={"separators": (",", ":"), "ensure_ascii": False})


def read(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(_bytes_of(name), content_type="application/json")


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    key = uuid7().hex
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO floor_row (id, body) VALUES (%s, %s)", [key, request.body.decode()])
    return JsonResponse({"id": key}, status=201)


urlpatterns = [
    path("floor/json/<slug:name>", write),
    path("floor/read/<slug:name>", read),
    path("floor/insert/", insert),
    path("", include("factcheck.urls")),
]

handler400 = "factcheck.handlers.bad_request"
handler403 = "factcheck.handlers.forbidden"
handler404 = "factcheck.handlers.not_found"
handler500 = "factcheck.handlers.server_error"
