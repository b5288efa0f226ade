"""What a fetch may do, and how long and large it may get."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from functools import cache

import httpcore

from factcheck.core.mediatypes import READABLE

from .pacing import PerHostLimit
from .reach import MayReach, Resolve, is_public, system_resolve
from .robots import RobotsRules

PRODUCT = "factcheck-desk"
"""The product token: what a robots.txt calls us."""

WEB_PORTS = frozenset({80, 443, 8080, 8443})
"""Where pages are served. Other ports are other services: a fetch must not speak to a mail server or a database."""


@cache
def web_authorities() -> ssl.SSLContext:
    """Trust in the authorities that browsers trust (certifi). Loaded once: that takes 50 ms."""
    return httpcore.default_ssl_context()


@dataclass(frozen=True)
class FetchPolicy:
    """The defaults are right for pages that strangers name. Times are seconds, sizes are bytes.

    `may_reach` judges every address before a connection; `robots` and `pace` remember sites between fetches and
    are switched off with None. A turn that is more than `pace_seconds` away is refused instead of waited for.
    """

    may_reach: MayReach = is_public
    ports: Container[int] = WEB_PORTS
    resolve: Resolve = system_resolve
    redirects: int = 5
    connect_seconds: float = 5
    read_seconds: float = 10
    total_seconds: float = 30
    wire_bytes: int = 16 * 1024 * 1024
    body_bytes: int = 16 * 1024 * 1024
    header_bytes: int = 64 * 1024
    media_types: frozenset[str] = READABLE
    robots: RobotsRules | None = field(default_factory=RobotsRules)
    pace: PerHostLimit | None = field(default_factory=PerHostLimit)
    pace_seconds: float = 30
    user_agent: str = f"{PRODUCT}/0.1"
    trust: Callable[[], ssl.SSLContext] = web_authorities
