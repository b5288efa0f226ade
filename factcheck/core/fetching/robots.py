"""robots.txt (RFC 9309): whether a site wants its pages read by a program.

Unavailable (4xx) means that there are no rules. A site whose rules cannot be had (5xx, 429) is left alone, as section
2.3.1.4 asks. Whatever else goes wrong on the way to them (no such name, no connection, no answer in time) would
keep the page from us as well and is raised as it is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.robotparser import RobotFileParser

from .addresses import WebAddress
from .refusals import Reason, unfetchable

RULES_BYTES = 500 * 1024
"""What RFC 9309 (2.5) asks to be read at least; the rest is not read."""

KEPT_SECONDS = 600
MOST_SITES = 1_000


@dataclass(frozen=True)
class RobotsAnswer:
    """What a site said when asked for its /robots.txt."""

    status: int
    body: bytes


Ask = Callable[[WebAddress], RobotsAnswer]


class RobotsRules:
    """The rules of the sites asked lately, kept for ten minutes within this process."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, RobotFileParser]] = {}
        self._lock = threading.Lock()

    def require(self, at: WebAddress, *, product: str, ask: Ask) -> None:
        """Return if the page may be read. Raises Unfetchable (robots) if not."""
        rules = self._remembered(at.origin)
        if rules is None:
            rules = _rules(at, ask)
            self._remember(at.origin, rules)
        if not rules.can_fetch(product, at.target):
            raise unfetchable(Reason.ROBOTS, f"{at.host} asks programs not to read this page (robots.txt).")

    def _remembered(self, origin: str) -> RobotFileParser | None:
        with self._lock:
            read_at, rules = self._known.get(origin, (0.0, None))
            return rules if rules is not None and self._clock() - read_at < KEPT_SECONDS else None

    def _remember(self, origin: str, rules: RobotFileParser) -> None:
        with self._lock:
            self._known.pop(origin, None)
            if len(self._known) >= MOST_SITES:
                self._known.pop(next(iter(self._known)))
            self._known[origin] = (self._clock(), rules)


def _rules(at: WebAddress, ask: Ask) -> RobotFileParser:
    answer = ask(WebAddress(at.scheme, at.host, at.port, "/robots.txt"))
    if answer.status >= 500 or answer.status == 429:
        raise unfetchable(
            Reason.ROBOTS, f"{at.host} does not say what programs may read (robots.txt: HTTP {answer.status}).",
            http_status=answer.status,
        )  # fmt: skip
    rules = RobotFileParser()
    found = answer.body if 200 <= answer.status < 300 else b""
    rules.parse(found.decode("utf-8-sig", errors="replace").splitlines())
    return rules
