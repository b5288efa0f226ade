"""Politeness towards a site: not more than one page in so many seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .refusals import Reason, unfetchable


class PerHostLimit:
    """A least interval between the pages asked of one host, within this process and between its threads.

    `clock` and `sleep` are in seconds; a test brings its own.
    """

    def __init__(
        self, interval: float = 1.0, *, clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self.interval = interval
        self._clock = clock
        self._sleep = sleep
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, *, at_most: float) -> None:
        """Return when it is this caller's turn. Raises Unfetchable (too_soon, with `retry_after`) instead of waiting longer
        than `at_most` seconds; no turn is used up then."""
        with self._lock:
            now = self._clock()
            self._free_at = {known: free for known, free in self._free_at.items() if free > now}
            turn = self._free_at.get(host, now)
            if turn - now > at_most:
                wait = int(turn - now) + 1
                raise unfetchable(
                    Reason.TOO_SOON,
                    f"Other pages of {host} are being fetched; try again in {wait} s.",
                    retry_after=wait,
                )
            self._free_at[host] = turn + self.interval
        if turn > now:
            self._sleep(turn - now)
