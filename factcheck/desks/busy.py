"""Telling a database that is busy from one that is broken."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import OperationalError

from factcheck.core.problems import Busy

AGAIN_SECONDS = 5


def busy(raised: BaseException) -> Busy | None:
    """The problem that a database's refusal to wait any longer is: for SQLite's one writer, a lock, or a connection.

    None for any other fault. Nothing was written, so the same may be sent again.
    """
    if isinstance(raised, OperationalError) and any(_says_so(cause) for cause in _causes(raised)):
        return Busy("Others are writing at length; nothing was changed. Try again.", retry_after=AGAIN_SECONDS)
    return None


def _causes(raised: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = raised
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _says_so(cause: BaseException) -> bool:
    """As SQLite, PostgreSQL (lock_not_available, deadlock_detected) and psycopg's pool say it."""
    name: str = getattr(cause, "sqlite_errorname", None) or ""
    return (
        name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
        or getattr(cause, "sqlstate", None) in ("55P03", "40P01")
        or type(cause).__name__ == "PoolTimeout"
    )
