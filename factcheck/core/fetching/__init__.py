"""Fetching pages that strangers name, safely: only from the public web, within limits, and politely."""

from .addresses import WebAddress, parse_address
from .fetch import Fetched, fetch
from .pacing import PerHostLimit
from .policy import WEB_PORTS, FetchPolicy
from .reach import is_public
from .refusals import Reason
from .robots import RobotsRules

__all__ = [
    "WEB_PORTS", "FetchPolicy", "Fetched", "PerHostLimit", "Reason", "RobotsRules", "WebAddress", "fetch", "is_public",
    "parse_address",
]  # fmt: skip
