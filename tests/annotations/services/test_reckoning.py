"""Texts are compared while nothing is locked, and what is written fits what is there by then."""

from __future__ import annotations

import pytest
from django.db import connection

from annotations.anchoring import carry
from annotations.models import Anchor
from annotations.services import reckoning
from annotations.services.annotations import annotate
from annotations.services.articles import add_article, merge_article
from annotations.services.revisions import add_revision, reattach
from claims.services.claims import NewAppearance, spot_claim
from factcheck.core.problems import Conflict
from factcheck.desks import history
from tests.conftest import TEXT, WRONG_YEAR

CORRECTED = TEXT.replace("2011", "2001")
WITHOUT = "\n".join(line for line in TEXT.split("\n") if WRONG_YEAR not in line)


@pytest.fixture
def wrong_year(reviewer_ravi, article):
    return annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR})


@pytest.fixture
def comparing(monkeypatch):
    """Has something happen whenever two texts are compared."""

    def watch(happens):
        def compared(*given):
            happens()
            return carry(*given)

        monkeypatch.setattr(reckoning, "carry", compared)

    return watch


def test_nothing_is_locked_while_texts_are_compared(reviewer_ravi, article, wrong_year, demo_desk, comparing):
    """Two long texts take seconds, and on SQLite one transaction holds all other desks up."""
    actor, read = reviewer_ravi.actor, article.revision
    depth, locked = len(connection.savepoint_ids), []
    comparing(lambda: locked.append(len(connection.savepoint_ids) - depth))

    add_revision(actor, article, text=WITHOUT)
    add_revision(actor, article, text=CORRECTED)
    annotate(actor, article, selector={"exact": "prime minister"}, revision=read)
    spot_claim(
        actor, demo_desk, text="Said.", appearances=[NewAppearance(article, {"exact": "Islamabad"}, revision=read)]
    )
    reattach(actor, wrong_year, selector={"exact": "said nothing."}, revision=read)
    merge_article(actor, article, into=add_article(actor, demo_desk, text="Copied.\n\n" + TEXT))

    assert len(locked) >= 6
    assert set(locked) == {0}


def test_words_that_are_marked_meanwhile_are_carried_too(reviewer_ravi, article, wrong_year, comparing):
    meanwhile = iter(["prime minister", "no Pakistani"])

    def mark():
        if exact := next(meanwhile, None):
            annotate(reviewer_ravi.actor, article, selector={"exact": exact})

    comparing(mark)
    done = add_revision(reviewer_ravi.actor, article, text=CORRECTED)

    assert done.reanchoring == {"exact": 2, "moved": 0, "changed": 1, "orphaned": 0}
    assert article.revisions.count() == 2


def test_a_text_that_comes_meanwhile_is_what_the_highlights_are_carried_from(
    reviewer_ravi, article, wrong_year, comparing
):
    meanwhile = iter(["Another text altogether, without any of it.\n"])

    def change():
        if text := next(meanwhile, None):
            add_revision(reviewer_ravi.actor, article, text=text)

    comparing(change)
    done = add_revision(reviewer_ravi.actor, article, text=CORRECTED)

    assert done.revision.number == 3
    assert list(wrong_year.anchors.order_by("id").values_list("revision__number", "status")) == [
        (1, "exact"), (2, "orphaned"), (3, "changed"),
    ]  # fmt: skip


def test_it_gives_up_in_words_and_leaves_nothing_behind(reviewer_ravi, article, wrong_year, comparing):
    starts = iter(range(1000))
    comparing(lambda: annotate(reviewer_ravi.actor, article, selector={"start": (at := next(starts)), "end": at + 5}))
    with pytest.raises(Conflict, match="Send it once more"):
        add_revision(reviewer_ravi.actor, article, text=CORRECTED)

    assert article.revisions.count() == 1
    assert not history.events_visible_to(reviewer_ravi.actor).filter(verb="revision.annotations_carried").exists()
    assert set(Anchor.objects.values_list("revision__number", flat=True)) == {1}
