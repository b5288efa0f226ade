"""How fast the database itself writes the annotations of a desk as JSON.  Usage: python -m tests.benchmarks.export_floor

PostgreSQL: COPY (SELECT row_to_json …) of the same rows, read and counted. SQLite: a loop of the sqlite3 module over
SELECT json_object(…). Prints rows and seconds.
"""

from __future__ import annotations

import json
import time

import django


def main() -> None:
    django.setup()
    from django.db import connection

    from annotations.models import Annotation

    columns = [field.column for field in Annotation._meta.local_concrete_fields]
    where = "desk_id = (SELECT id FROM desks_desk WHERE slug = 'herald') AND archived_at IS NULL"
    began, rows = time.perf_counter(), 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(
                f"COPY (SELECT row_to_json(a) FROM annotations_annotation a WHERE {where}) TO STDOUT"
            ) as copy:
                rows = sum(bytes(chunk).count(b"\n") for chunk in copy)
        else:
            pairs = ", ".join(f"'{name}', \"{name}\"" for name in columns)
            cursor.execute(f"SELECT json_object({pairs}) FROM annotations_annotation WHERE {where}")
            rows = sum(1 for _line in cursor.cursor)
    print(json.dumps([rows, time.perf_counter() - began]))


if __name__ == "__main__":
    main()
