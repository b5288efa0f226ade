"""What becomes of connections that the server ends while they are at rest."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.concurrency.together import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def asked() -> int:
    """The server's process that answers somebody who asks now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_those_that_the_server_ended_are_replaced_before_anybody_asks():
    if connection.vendor == "sqlite":  # has no server that could end them
        return
    resting = [meanwhile(asked) for _time in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

    answering = [meanwhile(asked) for _time in range(3)]

    assert not set(answering) & set(resting)
