"""Writers beside each other wait for each other, never in a ring: who changes a record, and who makes one that names it."""

from __future__ import annotations

from itertools import count

import pytest

from annotations.services.annotations import annotate, edit_annotation
from annotations.services.articles import edit_article
from claims.services.claims import edit_claim, spot_claim
from claims.services.evidence import add_evidence
from claims.services.sources import NewSource, edit_source
from factcheck.core.problems import Problem
from factcheck.desks.services.desks import edit_desk
from tests.concurrency.together import at_once
from tests.conftest import WRONG_YEAR

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 5
SOURCE = "https://reference.example/911"


@pytest.fixture
def pairs(reviewer_ravi, reviewer_rosa, admin_ada, article, claim, evidence, demo_desk):
    """What one does to a record while another makes or changes one that refers to it."""
    ravi, rosa, ada, number = reviewer_ravi.actor, reviewer_rosa.actor, admin_ada.actor, count()
    marks = [annotate(ravi, article, selector={"exact": words}) for words in (WRONG_YEAR, "no Pakistani")]
    return {
        "annotate beside edit_article": (
            lambda: annotate(ravi, article, selector={"exact": WRONG_YEAR}),
            lambda: edit_article(rosa, article, title=f"Title {next(number)}"),
        ),
        "edit_claim beside edit_desk": (
            lambda: edit_claim(ravi, claim, text=f"Wording {next(number)}."),
            lambda: edit_desk(ada, demo_desk, name=f"Desk {next(number)}"),
        ),
        "add_evidence beside edit_source": (
            lambda: add_evidence(ravi, claim, source=evidence.source, stance="context", note="Once more."),
            lambda: edit_source(rosa, evidence.source, title=f"Title {next(number)}"),
        ),
        "add_evidence by its URL beside edit_source": (
            lambda: add_evidence(ravi, claim, source=NewSource(title="It", url=SOURCE), stance="context"),
            lambda: edit_source(rosa, evidence.source, url=f"{SOURCE}#{next(number)}"),
        ),
        "spot_claim beside spot_claim on the same words": (
            lambda: spot_claim(ravi, demo_desk, text="One claim.", appearances=marks),
            lambda: spot_claim(rosa, demo_desk, text="Another claim.", appearances=marks[::-1]),
        ),
        "spot_claim beside edit_annotation": (
            lambda: spot_claim(ravi, demo_desk, text="One claim.", appearances=marks),
            lambda: edit_annotation(ravi, marks[0], comment=f"Comment {next(number)}"),
        ),
    }


@pytest.mark.parametrize(
    "pair",
    [
        "annotate beside edit_article",
        "edit_claim beside edit_desk",
        "add_evidence beside edit_source",
        "add_evidence by its URL beside edit_source",
        "spot_claim beside spot_claim on the same words",
        "spot_claim beside edit_annotation",
    ],
)
def test_nobody_waits_in_a_ring(pairs, pair):
    one, other = pairs[pair]

    for _ in range(ROUNDS):
        met = at_once(one, other, one, other)

        assert not [x for x in met if isinstance(x, Problem)], met
