"""Statements that are kept."""

from __future__ import annotations

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.structure.test_plans import plan_of


def test_what_hangs_on_a_claim_is_found_by_the_claim_and_never_by_reading_all_of_a_desk(reviewer_ravi, claim):
    with CaptureQueriesContext(connection) as asked:
        assert reviewer_ravi.api().get(f"/api/v1/claims/{claim.pk}/?expand=evidence,verdicts").status_code == 200
    nested = [q["sql"] for q in asked.captured_queries if "as_json" in q["sql"]]
    assert nested or connection.vendor == "postgresql", "PostgreSQL runs it by name; it knows how many rows a desk has."
    for sql in nested:
        plan = plan_of(sql)
        by_desk = re.findall(r"SEARCH [U-Z]\d+ USING .*\(desk_id=\?", plan)  # as SQLite says it
        assert not [line for line in by_desk if "desks_policy" not in line], plan
