"""Connections to PostgreSQL that were at rest in the pool: another takes the place of one that the server has left."""

from __future__ import annotations

import select
from typing import Any

from psycopg import OperationalError
from psycopg_pool import ConnectionPool


def replace_if_left(*, connection: Any, **_signal: Any) -> None:
    """Receiver of `connection_created`, which is sent whenever the pool gives one.

    A server that ends, or ends a connection, says so on it. Where it said nothing, nothing is asked: with each request that
    would be one more turn to wait for.
    """
    if connection.vendor != "postgresql" or not _was_told_something(connection.connection):
        return
    try:
        ConnectionPool.check_connection(connection.connection)
    except OperationalError:
        connection.close()
        connection.connect()  # which is looked at in the same way


def _was_told_something(raw: Any) -> bool:
    unread = select.poll()
    unread.register(raw.fileno(), select.POLLIN)
    return bool(unread.poll(0))
