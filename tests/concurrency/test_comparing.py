"""While two texts are compared, other desks write."""

from __future__ import annotations

import pytest

from annotations.anchoring import carry
from annotations.services import reckoning
from annotations.services.annotations import annotate
from annotations.services.articles import add_article
from annotations.services.revisions import add_revision
from tests.concurrency.together import meanwhile
from tests.conftest import TEXT, WRONG_YEAR


@pytest.mark.django_db(transaction=True)
def test_a_slow_comparison_holds_no_other_desk_up(reviewer_ravi, article, stranger_stan, other_desk, monkeypatch):
    annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR})
    written = []

    def slow(*given):
        written.append(meanwhile(lambda: add_article(stranger_stan.actor, other_desk, text="Meanwhile.")))
        return carry(*given)

    monkeypatch.setattr(reckoning, "carry", slow)
    done = add_revision(reviewer_ravi.actor, article, text=TEXT.replace("2011", "2001"))

    assert done.reanchoring["changed"] == 1
    assert [one.revision.text for one in written] == ["Meanwhile."]
