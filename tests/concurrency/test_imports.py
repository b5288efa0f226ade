"""The same file taken in by two at once comes once; the second is told that it is known."""

from __future__ import annotations

import io

import pytest

from claims.models import Claim
from factcheck.desks.verifying import verify
from factcheck.exchange.imports.asking import keep_import
from factcheck.exchange.imports.running import carry_out
from factcheck.exchange.models import Origin
from tests.concurrency.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = b"id,claim,url\n" + b"".join(b"%d,Claim %d.,https://source.example/%d\n" % (n, n, n % 7) for n in range(120))


@pytest.mark.parametrize("partial", [True, False])
def test_two_imports_of_one_file_at_once(editor_edna, admin_ada, demo_desk, partial):
    jobs = [
        (who.actor, keep_import(who.actor, demo_desk, file=io.BytesIO(TABLE), format="csv", partial=partial))
        for who in (editor_edna, admin_ada)
    ]

    done = at_once(*(lambda who=who, job=job: carry_out(who, job) for who, job in jobs))

    assert [job.state for job in done] == ["done", "done"], [job.problem for job in done]
    made = sum(job.counts["made"].get("claims", 0) for job in done)
    known = sum(job.counts["known"].get("claims", 0) for job in done)
    assert (made, known) == (120, 120)
    assert Claim.objects.count() == Origin.objects.count() == 120
    assert sorted(Claim.objects.values_list("number", flat=True)) == list(range(1, 121))
    assert verify(demo_desk).faults == []
