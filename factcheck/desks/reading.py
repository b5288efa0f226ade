"""One consistent view of the database for as long as something reads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_BEGIN = {"postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "sqlite": "BEGIN DEFERRED"}
_here = threading.local()


@contextmanager
def reading() -> Iterator[None]:
    """All reads inside see the same moment, and hold up no writer.

    Not `atomic()`: on SQLite that takes the write lock from the start. Inside a transaction, or another `reading`, it is
    that one's view.
    """
    if connection.in_atomic_block or getattr(_here, "reads", False):
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN[connection.vendor])
        _here.reads = True
        try:
            yield
        finally:
            _here.reads = False
            cursor.execute("ROLLBACK")
