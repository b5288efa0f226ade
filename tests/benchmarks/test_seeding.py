"""The corpora of the benchmark: rows as the services would have made them."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import connection

from annotations.models import Annotation
from claims.models import Claim, Review, Verdict
from factcheck.desks.models import Desk
from tests.benchmarks.seeding.seed import seed


@pytest.mark.django_db
def test_the_history_of_a_small_corpus_holds():
    seed(claims=300, whole_history=True)
    call_command("verify_history")
    assert Claim.objects.count() == 300
    assert Annotation.objects.count() == 360
    assert Verdict.objects.exists() and Review.objects.public().exists()


@pytest.mark.django_db
def test_every_foreign_key_of_a_corpus_leads_somewhere():
    seed(claims=100, whole_history=False)
    connection.check_constraints()
    for desk in Desk.objects.all():
        assert desk.last_claim_number == Claim.objects.filter(desk=desk).count()


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["once", "again"])
def test_the_same_seed_gives_the_same_corpus(time):
    seed(claims=50, whole_history=False)
    texts = tuple(Claim.objects.order_by("desk__slug", "number").values_list("text", "created_at"))
    made.add(texts)
    assert len(texts) == 50 and len(made) == 1
    assert texts[-1][1] > datetime.fromisoformat("2021-01-01T00:00Z")


made: set[tuple[object, ...]] = set()
"""The corpora that were made, by what they say and when."""
