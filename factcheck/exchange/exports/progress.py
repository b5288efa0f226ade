"""How far a worker is: counted as it goes, and told now and then."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import Error, connection

from factcheck.exchange.exports.stamps import Stamp
from factcheck.exchange.models import Export, JobState

EVERY = 1.0
"""Seconds between two times that it is told."""


class Overtaken(Exception):
    """Another run took the export, or it was removed."""


class Tally:
    """What was written so far. Read by one thread while another counts: every number stands for itself."""

    stamp: Stamp

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None
        self.size = 0
        self.is_overtaken = False
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def begin(self, stamp: Stamp, total: int) -> None:
        self.stamp, self.total = stamp, total

    def counted(self, things: Generator[Any], rows_in: Callable[[Any], int]) -> Generator[Any]:
        """The same things, each of which has so many rows; closed with them. Raises Overtaken between two of them."""
        with closing(things):
            for thing in things:
                if self.is_overtaken:
                    raise Overtaken
                self.done += rows_in(thing)
                yield thing

    def follow(self, done: int, total: int | None) -> None:
        """For a writer that counts by itself. Raises Overtaken."""
        if self.is_overtaken:
            raise Overtaken
        self.done, self.total = done, total

    def take(self, part: bytes) -> None:
        self._hash.update(part)
        self.size += len(part)


@contextmanager
def telling(export: Export, tally: Tally) -> Iterator[None]:
    """While it is open, the row of the export tells how far it is, and the tally learns whether that is still asked for.

    By a thread of its own: what reads all of it from one moment cannot write meanwhile.
    """
    over = threading.Event()
    thread = threading.Thread(target=_tell, args=(export, tally, over), daemon=True, name="progress")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _tell(export: Export, tally: Tally, over: threading.Event) -> None:
    row = Export.objects.filter(pk=export.pk, attempt=export.attempt, state=JobState.RUNNING)
    try:
        while not over.wait(EVERY):
            try:
                tally.is_overtaken = not row.update(done=tally.done, total=tally.total)
            except Error:  # the database is busy: the next time will do
                continue
    finally:
        connection.close()
