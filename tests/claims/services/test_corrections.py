"""What a publisher changed, and what it was asked to change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from annotations.services.revisions import add_revision
from claims import queries
from claims.services.corrections import acknowledge_words, edit_correction_request, request_correction
from factcheck.core import clock
from factcheck.core.problems import Invalid, NotAllowed, Stale
from factcheck.desks import history
from tests.conftest import TEXT, WRONG_YEAR

CORRECTED = TEXT.replace("2011", "2001")
GONE = "\n".join(line for line in TEXT.split("\n") if WRONG_YEAR not in line)


@pytest.fixture
def appearance(claim):
    return claim.appearances.get()


def told(person, claim):
    events = history.events_visible_to(person.actor).filter(claim_id=claim.pk, verb="appearance.words_changed")
    return [event.changes["words"] for event in events.order_by("sequence")]


def waiting(person):
    return [a.claim_id for a in queries.words_changed(person.actor)]


def test_a_claim_whose_words_changed_is_told_with_both_wordings(reviewer_ravi, article, claim):
    add_revision(reviewer_ravi.actor, article, text=CORRECTED)

    assert told(reviewer_ravi, claim) == [[WRONG_YEAR, "attacks of Sep. 11, 2001"]]
    assert waiting(reviewer_ravi) == [claim.pk]


def test_words_that_are_gone_are_told_as_gone(reviewer_ravi, article, claim):
    add_revision(reviewer_ravi.actor, article, text=GONE)

    assert told(reviewer_ravi, claim) == [[WRONG_YEAR, None]]
    assert waiting(reviewer_ravi) == [claim.pk]


def test_words_that_only_moved_are_no_news(reviewer_ravi, article, claim):
    add_revision(reviewer_ravi.actor, article, text="On top.\n\n" + TEXT)

    assert told(reviewer_ravi, claim) == []
    assert waiting(reviewer_ravi) == []


def test_what_was_told_once_is_not_told_again(reviewer_ravi, article, claim):
    add_revision(reviewer_ravi.actor, article, text=CORRECTED)
    article.refresh_from_db()
    add_revision(reviewer_ravi.actor, article, text=CORRECTED + "\nMore.")

    assert len(told(reviewer_ravi, claim)) == 1


def test_it_leaves_the_queue_when_seen_and_comes_back_with_the_next_change(reviewer_ravi, article, claim, appearance):
    add_revision(reviewer_ravi.actor, article, text=CORRECTED)
    appearance.annotation.article.refresh_from_db()
    acknowledge_words(reviewer_ravi.actor, appearance)
    assert waiting(reviewer_ravi) == []

    article.refresh_from_db()
    add_revision(reviewer_ravi.actor, article, text=GONE)

    assert waiting(reviewer_ravi) == [claim.pk]


def test_a_stranger_is_told_nothing(reviewer_ravi, stranger_stan, article, claim):
    add_revision(reviewer_ravi.actor, article, text=CORRECTED)

    assert waiting(stranger_stan) == []
    assert told(stranger_stan, claim) == []


def test_the_outcome_is_derived_from_the_revisions(reviewer_ravi, article, claim, appearance):
    asked = request_correction(
        reviewer_ravi.actor, claim, appearance=appearance, sent_to="The Example Herald",
        sent_at=clock.now() - timedelta(days=3, hours=1), channel="email",
    )  # fmt: skip
    row: Any = queries.correction_request_rows(reviewer_ravi.actor).get(pk=asked.pk)
    assert row.outcome_revision is None

    done = add_revision(reviewer_ravi.actor, article, text=CORRECTED)

    row = queries.correction_request_rows(reviewer_ravi.actor).get(pk=asked.pk)
    assert row.outcome_revision == done.revision.pk
    assert (row.corrected_at - row.sent_at).days == 3


def test_an_article_is_watched_while_a_request_is_pending(reviewer_ravi, article, claim, appearance):
    asked = request_correction(
        reviewer_ravi.actor, claim, appearance=appearance, sent_to="The Herald", sent_at=clock.now()
    )
    article.refresh_from_db()
    assert article.refetch_at is not None

    edit_correction_request(reviewer_ravi.actor, asked, outcome="refused", answer="We stand by it.")

    article.refresh_from_db()
    assert article.refetch_at is None


def test_a_request_is_noted_once_it_was_sent_and_by_those_who_may(reviewer_ravi, viewer_vera, claim, appearance):
    with pytest.raises(Invalid):
        request_correction(
            reviewer_ravi.actor, claim, appearance=appearance, sent_to="x", sent_at=clock.now() + timedelta(days=1)
        )
    with pytest.raises(NotAllowed):
        request_correction(viewer_vera.actor, claim, appearance=appearance, sent_to="x", sent_at=clock.now())


def test_a_stale_edit_is_refused(reviewer_ravi, claim, appearance):
    asked = request_correction(
        reviewer_ravi.actor, claim, appearance=appearance, sent_to="The Herald", sent_at=clock.now()
    )
    edit_correction_request(reviewer_ravi.actor, asked, version=1, outcome="corrected")

    with pytest.raises(Stale):
        edit_correction_request(reviewer_ravi.actor, asked, version=1, outcome="refused")
