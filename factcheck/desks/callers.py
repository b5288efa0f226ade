"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that asks: behind a trusted proxy the one it says it heard from, else the connection's.

    Of `X-Forwarded-For` only the last entry is the proxy's own word; those before it came with the request.
    """
    connection = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUST_PROXY:
        return connection
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        has_port = told.startswith("[") or told.count(":") == 1
        host = urlsplit(f"//{told}").hostname if has_port else told
        return str(ip_address(host or ""))
    except ValueError:
        return connection
