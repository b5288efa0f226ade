"""ClaimReviews that stand together in one document: what is wrong with one is no harm to the others."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from claims.models import Claim
from factcheck.exchange.imports.readers import claimreview
from tests.factcheck.exchange.imports.doing import taken, told


def review_of(number: int, claim: str = "") -> dict[str, object]:
    named = {"claimReviewed": claim} if claim else {}
    return {"@type": "ClaimReview", "url": f"https://c.example/{number}", **named}


HELD: list[tuple[str, Callable[[object], object]]] = [
    ("/@graph", lambda nodes: {"@graph": nodes}),
    ("/review", lambda nodes: {"@type": "WebPage", "review": nodes}),
    ("/0/hasPart", lambda nodes: [{"@type": "WebPage", "hasPart": nodes}]),
    ("/mainEntity/itemListElement", lambda nodes: {"mainEntity": {"@type": "ItemList", "itemListElement": nodes}}),
    ("/dataFeedElement/0/item", lambda nodes: {"@type": "DataFeed", "dataFeedElement": [{"item": nodes}]}),
    ("/dataFeedElement", lambda nodes: {"@type": "DataFeed", "dataFeedElement": nodes}),
    ("", lambda nodes: nodes),
]


@pytest.mark.parametrize(("pointer", "held"), HELD)
@pytest.mark.parametrize("bad", [{0}, {1}, {3}, {0, 2}])
def test_bad_claim_reviews_are_named_and_the_good_ones_beside_them_kept(editor_edna, demo_desk, pointer, held, bad):
    nodes = [review_of(number, "" if number in bad else f"Claim {number}.") for number in range(4)]

    done = taken(editor_edna, held(nodes), format="claimreview", partial=True, mapping={"reviews": "sources"})

    assert told(done["errors"]) == [(None, f"{pointer}/{number}/claimReviewed") for number in sorted(bad)]
    assert done["counts"]["made"] == {"claims": 4 - len(bad)}
    assert set(Claim.objects.values_list("text", flat=True)) == {f"Claim {n}." for n in {0, 1, 2, 3} - bad}


def test_a_claim_review_that_cannot_be_stored_is_refused_alone(editor_edna, demo_desk):
    nodes = [review_of(0, "Claim\0 0."), review_of(1, "Claim 1.")]

    done = taken(editor_edna, json.dumps({"@graph": nodes}).encode(), format="claimreview", partial=True)

    assert told(done["errors"]) == [(None, "/@graph/0/claimReviewed")]
    assert done["counts"]["made"] == {"claims": 1}


def test_a_claim_review_that_refers_to_too_much_is_refused_alone(editor_edna, demo_desk, monkeypatch):
    monkeypatch.setattr(claimreview, "MOST_VALUES", 10)
    greedy = {**review_of(0, "Claim 0."), "author": [{"@id": "khan"}] * 20}
    nodes = [greedy, review_of(1, "Claim 1."), {"@id": "khan", "name": "Khan"}]

    done = taken(editor_edna, json.dumps({"@graph": nodes}).encode(), format="claimreview", partial=True)

    assert told(done["errors"]) == [(None, "/@graph/0")]
    assert done["counts"]["made"] == {"claims": 1}


def test_a_claim_review_alone_without_a_claim_is_told_where_it_should_be(editor_edna, demo_desk):
    assert told(taken(editor_edna, review_of(0), format="claimreview")["errors"]) == [(None, "/claimReviewed")]
