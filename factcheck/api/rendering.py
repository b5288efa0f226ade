"""JSON answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import orjson
from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer

JSON = "application/json"


def json_bytes(body: object) -> bytes:
    """JSON in UTF-8; times in UTC with `Z`, ids and dates as strings."""
    return orjson.dumps(body, default=str, option=orjson.OPT_UTC_Z)


def json_response(
    body: object, *, status: int = 200, content_type: str = JSON, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """An answer with this JSON."""
    return HttpResponse(json_bytes(body), status=status, content_type=content_type, headers=dict(headers or {}))


class JSONRenderer(BaseRenderer):
    """Tells content negotiation that the API speaks JSON; views answer with `json_response`."""

    media_type = JSON
    format = "json"
    charset: ClassVar[str | None] = None  # type: ignore[misc]  # JSON is UTF-8 by definition

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else json_bytes(data)
