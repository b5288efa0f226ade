"""Where highlights sit in a text is told by history, and what is changed behind the services' back is named."""

from __future__ import annotations

import pytest

from annotations.models import Anchor
from annotations.services.annotations import annotate
from annotations.services.articles import add_article, merge_article
from annotations.services.revisions import add_revision, reattach
from factcheck.core.ids import uuid7
from factcheck.desks.verifying import verify
from tests.conftest import TEXT, WRONG_YEAR

LATER = "A new first line.\n" + TEXT.replace("2011", "2001").replace(" The Taliban wait.", "")


@pytest.fixture
def first(article):
    return article.revision


@pytest.fixture
def marks(reviewer_ravi, article, first):
    """Words that are changed, moved and lost in the revision that comes; each has an anchor in both."""
    words = (WRONG_YEAR, "no Pakistani", "The Taliban wait.")
    made = [annotate(reviewer_ravi.actor, article, selector={"exact": exact}) for exact in words]
    add_revision(reviewer_ravi.actor, article, text=LATER)
    article.refresh_from_db()
    assert sorted(Anchor.objects.values_list("status", flat=True)) == ["changed", *["exact"] * 3, "moved", "orphaned"]
    return made


@pytest.fixture
def lost(marks):
    return marks[2]


def named_by(desk):
    """What does not hold, as the kind of record and what of it."""
    faults = [fault.what for fault in verify(desk).faults]
    return [(fault.split()[0], fault.partition("history says: ")[2]) for fault in faults]


OF_THE_REVISION = [("revision", "anchors_sha256")]


def test_whatever_services_do_with_anchors_holds(reviewer_ravi, article, first, marks, lost, demo_desk):
    actor, later = reviewer_ravi.actor, article.revision
    annotate(actor, article, selector={"exact": "prime minister"}, revision=first)
    annotate(actor, article, selector={"exact": "prime minister"}, revision=later)
    reattach(actor, lost, selector={"exact": "said nothing."})
    reattach(actor, lost, selector={"exact": "said nothing."})
    fresh = annotate(actor, article, selector={"exact": "A new first line."})
    reattach(actor, fresh, selector={"exact": "A new"})
    merge_article(actor, article, into=add_article(actor, demo_desk, text=TEXT))

    assert Anchor.objects.count() == 16
    assert named_by(demo_desk) == []


@pytest.mark.parametrize("status", ["exact", "moved", "changed"])
@pytest.mark.parametrize("change", [{"start": 1}, {"score": 0.5}, {"status": "changed", "score": 0.25}])
def test_an_anchor_that_was_changed_is_named(marks, demo_desk, status, change):
    Anchor.objects.filter(pk=Anchor.objects.filter(status=status)[0].pk).update(**change)

    assert named_by(demo_desk) == OF_THE_REVISION


def test_words_that_are_said_to_be_older_are_named(marks, first, demo_desk):
    Anchor.objects.filter(status="changed").update(words_since=first)

    assert named_by(demo_desk) == OF_THE_REVISION


@pytest.mark.parametrize("status", ["exact", "moved", "changed", "orphaned"])
def test_an_anchor_that_was_deleted_is_named(marks, demo_desk, status):
    Anchor.objects.filter(status=status)[0].delete()

    assert named_by(demo_desk) == OF_THE_REVISION


def test_an_anchor_that_no_service_made_is_named(reviewer_ravi, article, marks, first, demo_desk):
    fresh = annotate(reviewer_ravi.actor, article, selector={"exact": "A new first line."})
    anchor = fresh.anchors.get()
    anchor.pk, anchor.revision, anchor.words_since = uuid7(), first, first
    anchor.save(force_insert=True)

    assert named_by(demo_desk) == OF_THE_REVISION


@pytest.mark.parametrize("status", ["changed", "orphaned"])
def test_what_a_service_wrote_over_is_named_all_the_same(reviewer_ravi, marks, lost, demo_desk, status):
    Anchor.objects.filter(status=status).update(score=0.25)
    reattach(reviewer_ravi.actor, lost, selector={"exact": "said nothing."})

    assert named_by(demo_desk) == OF_THE_REVISION
