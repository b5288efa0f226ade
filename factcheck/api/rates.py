"""How many requests a caller may send in a while, where whoever runs the service says so (`API_RATE`, `API_RATE_ANONYMOUS`).

The counts lie in a SQLite file of their own in DATA_DIR, which all processes of a machine share: one statement for each
request, which never waits for the desk's database, nor holds it up. They are lost with the file, and nothing else is.
Without a limit nothing is counted.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

from django.conf import settings
from django.http import HttpResponseBase

from factcheck.core.hashing import sha256_text
from factcheck.core.problems import Busy, TooMany

SCHEMA = """
CREATE TABLE IF NOT EXISTS counts (caller TEXT PRIMARY KEY, ends INTEGER NOT NULL, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS counts_ends ON counts (ends);
"""
logger = logging.getLogger(__name__)

COUNT = """
INSERT INTO counts (caller, ends, n) VALUES (:caller, :ends, 1)
ON CONFLICT (caller) DO UPDATE SET n = CASE WHEN ends = :ends THEN n + 1 ELSE 1 END, ends = :ends
RETURNING n
"""
FORGET = "DELETE FROM counts WHERE caller IN (SELECT caller FROM counts WHERE ends < :now ORDER BY ends LIMIT 100)"
WAIT_SECONDS = 5


@dataclass(frozen=True)
class Allowance:
    """What a caller may still send: `limit` less those `sent`, until `reset` seconds from now; in a window of `window`."""

    limit: int
    window: int
    sent: int
    reset: int

    def require(self) -> None:
        """Raise TooMany when more were sent than may be."""
        if self.sent > self.limit:
            raise TooMany(
                f"At most {self.limit:,} requests are let through in {self.window:,} seconds.", retry_after=self.reset
            )

    def tell(self, response: HttpResponseBase) -> None:
        """Say so in the headers (draft-ietf-httpapi-ratelimit-headers, and the three that came before it)."""
        remaining = max(0, self.limit - self.sent)
        response["RateLimit-Policy"] = f'"default";q={self.limit};w={self.window}'
        response["RateLimit"] = f'"default";r={remaining};t={self.reset}'
        response["RateLimit-Limit"] = str(self.limit)
        response["RateLimit-Remaining"] = str(remaining)
        response["RateLimit-Reset"] = str(self.reset)


def count_person(user_id: object) -> Allowance | None:
    """Count a request of somebody who is signed in, by whatever token or session; None where there is no limit."""
    return _count(f"user {user_id}", settings.API_RATE)


def count_address(address: str) -> Allowance | None:
    """Count a request of nobody that is known, by where it comes from: an address, or a network of IPv6."""
    return _count(f"address {_place(address)}", settings.API_RATE_ANONYMOUS)


def _place(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _count(caller: str, rate: tuple[int, int] | None) -> Allowance | None:
    if rate is None:
        return None
    limit, window = rate
    now = int(time.time())
    ends = (now // window + 1) * window
    try:
        counts = _counts(settings.RATES_FILE)
        [(n,)] = counts.execute(COUNT, {"caller": sha256_text(caller), "ends": ends}).fetchall()
        if n == 1:
            counts.execute(FORGET, {"now": now})
    except sqlite3.OperationalError as problem:
        logger.error("Requests cannot be counted: %s", problem)
        raise Busy("Requests cannot be counted just now. Try again in a few seconds.", retry_after=5) from None
    return Allowance(limit, window, n, ends - now)


_own = threading.local()


def _counts(path: Path) -> sqlite3.Connection:
    """This thread's connection."""
    found: sqlite3.Connection | None = getattr(_own, "counts", None)
    if found is None or _own.path != path:
        found = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
        found.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; {SCHEMA}")
        _own.counts, _own.path = found, path
    return found
