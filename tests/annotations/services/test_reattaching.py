"""A highlight is put where a person saw it belong, or the person is told why not."""

from __future__ import annotations

import pytest

from annotations.models import Anchor
from annotations.services.annotations import LONGEST_MARK, annotate
from annotations.services.revisions import add_revision, reattach
from factcheck.core.problems import Conflict, Invalid, Stale
from factcheck.desks import history
from factcheck.desks.verifying import verify
from tests.conftest import TEXT, WRONG_YEAR

GONE = "\n".join(line for line in TEXT.split("\n") if WRONG_YEAR not in line)
LATER = "A correction stands on top now.\n\n" + GONE


@pytest.fixture
def lost(reviewer_ravi, article):
    annotation = annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR})
    add_revision(reviewer_ravi.actor, article, text=GONE)
    article.refresh_from_db()
    return annotation


def place(exact, text=GONE):
    start = text.index(exact)
    return {"start": start, "end": start + len(exact)}


def words_of(annotation):
    """What it stands on in the current text."""
    annotation.article.refresh_from_db()
    anchor = Anchor.objects.get(annotation=annotation, revision=annotation.article.revision)
    return anchor.revision.text[anchor.start : anchor.end]


def test_words_that_were_chosen_in_an_earlier_text_are_kept_where_they_are_now(reviewer_ravi, article, lost):
    read = article.revision
    add_revision(reviewer_ravi.actor, article, text=LATER)

    reattach(reviewer_ravi.actor, lost, selector=place("said nothing."), revision=read)

    assert words_of(lost) == "said nothing."


@pytest.mark.parametrize("now", [LATER.replace("said nothing.", "spoke."), LATER.replace("said nothing.", "said no.")])
def test_words_that_are_not_as_they_were_read_are_refused(reviewer_ravi, article, lost, now):
    read = article.revision
    add_revision(reviewer_ravi.actor, article, text=now)

    with pytest.raises(Conflict, match="changed since you read it"):
        reattach(reviewer_ravi.actor, lost, selector=place("said nothing."), revision=read)

    assert Anchor.objects.get(annotation=lost, revision__number=3).status == "orphaned"


def test_a_revision_is_one_of_the_article(reviewer_ravi, article, lost, stranger_stan, other_desk):
    from annotations.services.articles import add_article

    theirs = add_article(stranger_stan.actor, other_desk, text=GONE)

    with pytest.raises(Invalid):
        reattach(reviewer_ravi.actor, lost, selector=place("said nothing."), revision=theirs.revision)


def test_of_two_who_put_it_in_two_places_the_second_is_told(reviewer_ravi, reviewer_rosa, lost):
    read = lost.version
    reattach(reviewer_ravi.actor, lost, selector=place("said nothing."), version=read)

    with pytest.raises(Stale):
        reattach(reviewer_rosa.actor, lost, selector=place("The Taliban wait."), version=read)

    assert words_of(lost) == "said nothing."
    assert [v.number for v in history.versions(lost)] == [1, 2]
    assert verify(lost.desk).faults == []


def test_nothing_longer_is_chosen_than_can_be_marked(reviewer_ravi, article, lost):
    add_revision(reviewer_ravi.actor, article, text="word " * LONGEST_MARK)

    with pytest.raises(Invalid, match="20000 characters"):
        reattach(reviewer_ravi.actor, lost, selector={"start": 0, "end": LONGEST_MARK + 1})


def test_white_space_is_not_chosen(reviewer_ravi, article, lost):
    with pytest.raises(Invalid, match="white space"):
        reattach(reviewer_ravi.actor, lost, selector=place("\n"))
    with pytest.raises(Invalid, match="white space"):
        annotate(reviewer_ravi.actor, article, selector=place("\n"))


def test_over_the_api_words_are_chosen_in_the_text_that_was_read(reviewer_ravi, article, lost):
    read = article.revision
    add_revision(reviewer_ravi.actor, article, text=LATER)
    address = f"/api/v1/annotations/{lost.pk}/anchor/"

    def put(**body):
        return reviewer_ravi.api().post(address, body, content_type="application/json")

    assert put(selector=place("said nothing."), revision=str(read.pk)).status_code == 200
    assert words_of(lost) == "said nothing."
    assert put(selector=place("said nothing."), revision=str(lost.pk)).status_code == 400
