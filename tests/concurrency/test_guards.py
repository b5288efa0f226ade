"""What something rests on is not taken away in the moment in which it comes to rest on it."""

from __future__ import annotations

from functools import partial

import pytest

from annotations.models import Annotation
from annotations.services.annotations import annotate, archive_annotation
from claims import queries
from claims.models import Appearance, Evidence, Source
from claims.services.claims import add_appearance, spot_claim
from claims.services.evidence import add_evidence, archive_evidence, edit_evidence
from claims.services.sources import archive_source, remove_source
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import Conflict, Invalid
from tests.concurrency.together import at_once
from tests.conftest import WRONG_YEAR

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


def test_evidence_never_rests_on_a_source_that_was_removed(reviewer_ravi, reviewer_rosa, claim, demo_desk):
    for n in range(ROUNDS):
        source = archive_source(reviewer_ravi.actor, demo_desk, title=f"Source {n}")

        at_once(
            partial(add_evidence, reviewer_ravi.actor, claim, source=source, stance="context"),
            partial(remove_source, reviewer_rosa.actor, source),
        )

    assert not Evidence.objects.live().filter(source__archived_at__isnull=False).exists()
    assert Source.objects.count() == ROUNDS


def test_a_claim_never_stands_on_words_whose_mark_was_removed(reviewer_ravi, claim, article):
    for _ in range(ROUNDS):
        mark = annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR})

        at_once(
            partial(add_appearance, reviewer_ravi.actor, claim, mark),
            partial(archive_annotation, reviewer_ravi.actor, mark),
        )

    assert not Appearance.objects.live().filter(annotation__archived_at__isnull=False).exists()
    assert Annotation.objects.count() == ROUNDS + 1


def test_a_source_that_was_removed_is_refused_by_name(reviewer_ravi, claim, evidence, demo_desk):
    source = archive_source(reviewer_ravi.actor, demo_desk, title="A source")
    remove_source(reviewer_ravi.actor, source)

    for refused in (
        lambda: add_evidence(reviewer_ravi.actor, claim, source=source, stance="context"),
        lambda: edit_evidence(reviewer_ravi.actor, evidence, source=source, quote=""),
    ):
        with pytest.raises(Invalid, match="was removed") as refusal:
            refused()
        assert [e.pointer for e in refusal.value.errors] == ["/source"]


def test_words_whose_mark_was_removed_are_refused_by_name(reviewer_ravi, claim, article):
    mark = annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR})
    archive_annotation(reviewer_ravi.actor, mark)

    with pytest.raises(Invalid, match="was removed") as refusal:
        spot_claim(reviewer_ravi.actor, article.desk, text="A claim.", appearances=[mark])

    assert [e.pointer for e in refusal.value.errors] == ["/appearances/0/annotation"]


def test_a_verdict_does_not_rest_on_evidence_that_was_removed_since_it_was_read(reviewer_ravi, claim, evidence):
    archive_evidence(reviewer_ravi.actor, Evidence.objects.get(pk=evidence.pk))

    with pytest.raises(Invalid, match="not evidence of the claim"):
        submit_verdict(
            reviewer_ravi.actor, claim, rating=queries.rating_to_give(claim.desk, "false"), rationale="2001.",
            evidence=[evidence],
        )  # fmt: skip


def test_words_with_a_claim_on_them_keep_their_mark(reviewer_ravi, claim):
    with pytest.raises(Conflict, match="A claim stands on these words"):
        archive_annotation(reviewer_ravi.actor, claim.appearances.get().annotation)
