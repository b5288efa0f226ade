"""What every answer tells the browser about what it may load and do, and where an address leads that is spelled otherwise."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils.http import escape_leading_slashes

from factcheck.core.ids import SPELLED, read_id

POLICY = (
    "default-src 'none'; "
    "script-src 'self' 'nonce-{nonce}'; "
    "style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
_ID = re.compile(rf"(?<=/){SPELLED.pattern}(?=[/.]|$)", re.IGNORECASE)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class NoncedRequest(HttpRequest):
    """A request below `ContentSecurityPolicy`: templates write `nonce="{{ request.csp_nonce }}"`."""

    csp_nonce: str


class ContentSecurityPolicy:
    """Gives each request a nonce of its own, and each answer the policy that admits it.

    A view that sets the header itself keeps what it set.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: NoncedRequest) -> HttpResponseBase:
        request.csp_nonce = secrets.token_urlsafe(16)
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=request.csp_nonce))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response


class IdsAsWritten:
    """Where there is nothing at an address, but an id in it is spelled otherwise than here, leads to where it is as here.

    The answer is 308: whoever writes, writes the same there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        given, mark, query = request.get_full_path().partition("?")
        written = _ID.sub(lambda found: str(read_id(found[0])), given)
        if written == given:
            return response
        there = escape_leading_slashes(written + mark + query)  # two would name another host
        return HttpResponsePermanentRedirect(there, preserve_request=True)
