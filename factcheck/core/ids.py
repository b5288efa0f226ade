"""UUIDv7 keys: time-ordered, so that indexes grow at one end and a key sorts as it was made."""

from __future__ import annotations

import os
import re
import threading
import time
from uuid import UUID

SPELLED = re.compile(r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}", re.IGNORECASE)
"""An id as it may come in (RFC 9562, 4): in either case, and without its dashes too. It goes out in lower case, with them."""
_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then a counter and random bits.

    Within one process each one is greater than the one before: 12 bits below the millisecond count on.
    """
    global _last
    with _lock:
        ticks = time.time_ns() * 4096 // 1_000_000
        _last = ticks = max(ticks, _last + 1)
    milliseconds, fraction = ticks >> 12, ticks & 0xFFF
    tail = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (fraction << 64) | (0b10 << 62) | tail)


def read_id(words: str) -> UUID:
    """The id that somebody spelled. Raises ValueError for what is none; Python would take braces and digits of any script."""
    if not SPELLED.fullmatch(words):
        raise ValueError(f"{words[:40]!r} is not an id.")
    return UUID(words)
