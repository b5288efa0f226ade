"""Fill the database of DATABASE_URL and DATA_DIR, which has to be empty.  Usage: python -m tests.benchmarks.seeding CLAIMS

The last line printed is JSON: `seconds` that it took, `bytes` on disk, and `tokens`, with which the people come in.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

WHOLE_UP_TO = 1_000
"""Claims up to which every row has its event. Above, claims alone have theirs, or there would be twenty million."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from tests.benchmarks.seeding.seed import seed

    claims = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    seeded = seed(claims=claims, whole_history=claims <= WHOLE_UP_TO)
    took = time.perf_counter() - began
    from factcheck.desks.actors import Actor
    from factcheck.desks.roles import Scope
    from factcheck.desks.services.tokens import issue_token

    people = {"editor": ("herald", seeded.editors), "blind": ("blind", seeded.reviewers)}
    tokens = {
        name: issue_token(Actor.operator(), seeded.desks[slug], Scope.ADMIN, owner=found[slug])[1]
        for name, (slug, found) in people.items()
    }
    print(json.dumps({"seconds": round(took, 1), "bytes": size_on_disk(), "tokens": tokens}))


def size_on_disk() -> int:
    """Bytes of the database: PostgreSQL's own answer, or SQLite's file with its log."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    file = Path(connection.settings_dict["NAME"])
    return sum(path.stat().st_size for path in file.parent.glob(f"{file.name}*"))


if __name__ == "__main__":
    main()
