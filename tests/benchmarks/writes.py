"""What history costs a write.  Usage: python -m tests.benchmarks.writes

On each database, in one run, writes as services do them, each committed: plain, which is without the event, and with its
event in the desk's chain; medians, and how many times the plain one. The floor is one bare row, inserted and committed.
PostgreSQL is started for it as for the tests, but keeps its commits safe as SQLite does.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from unittest.mock import patch

from tests import postgres

WARM_UP, COUNTED = 20, 300


def main() -> None:
    if len(sys.argv) > 1:
        return print_table(sys.argv[1])
    print(f"{'milliseconds':26} {'plain':>8} {'with event':>11} {'× plain':>8}")
    ask(["SQLite"], {})
    with patch.dict(postgres.FAST, {"fsync": "on", "synchronous_commit": "on"}), postgres.database() as url:
        ask(["PostgreSQL"], {"DATABASE_URL": url})
    return None


def ask(arguments: list[str], environment: dict[str, str]) -> None:
    """In a process of its own, since Django knows one database."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "tests.benchmarks.writes", *arguments]
    subprocess.run(command, check=True, env={**kept, "DJANGO_SETTINGS_MODULE": "tests.settings", **environment})


def milliseconds(act: Callable[[], Any]) -> float:
    times = []
    for _ in range(WARM_UP + COUNTED):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[WARM_UP:])


def print_table(database: str) -> None:
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    from factcheck.desks import history

    made = setup_databases(verbosity=0, interactive=False)
    try:
        for name, act, is_told in writes():
            with patch.object(history, "record"):
                plain = milliseconds(act)
            told = milliseconds(act) if is_told else plain
            ratio = f"{told:11.2f} {told / plain:8.2f}" if is_told else ""
            print(f"{database + ', ' + name:26} {plain:8.2f} {ratio}", flush=True)
    finally:
        teardown_databases(made, verbosity=0)


def writes() -> Iterator[tuple[str, Callable[[], Any], bool]]:
    """Each write by its name, and whether history tells of it."""
    from claims import queries
    from claims.models import Claim
    from claims.services.claims import edit_claim, spot_claim
    from claims.services.verdicts import submit_verdict
    from factcheck.desks.roles import Role
    from factcheck.desks.services.desks import edit_desk
    from tests.conftest import join, make_desk

    desk = make_desk("demo")
    ada = join(desk, "ada", "Ada Admin", Role.ADMIN).actor
    edit_desk(ada, desk, policy={"evidence_needed": 0, "verdicts_needed": 2})
    numbers = count(100_000)
    words = {"text": "No Pakistani was involved in 2011.", "topics": ["dates"]}
    yield "a bare row", lambda: Claim(desk=desk, number=next(numbers), **words).save(force_insert=True), False
    yield "a claim", lambda: spot_claim(ada, desk, **words), True  # type: ignore[arg-type]
    one = spot_claim(ada, desk, text="The attacks were in 2011.")
    yield "a change of a claim", lambda: edit_claim(ada, one, selection_reason=str(next(numbers))), True
    claims = iter([spot_claim(ada, desk, text="It was 2011.") for _ in range(2 * (WARM_UP + COUNTED))])
    false = queries.rating_to_give(desk, "false")
    yield "a verdict", lambda: submit_verdict(ada, next(claims), rating=false, rationale="It was 2001."), True


if __name__ == "__main__":
    main()
