"""What a publisher changed, and what it was asked to change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from annotations.services.articles import add_article, merge_article
from annotations.services.revisions import add_revision, reattach
from claims import queries
from claims.services.claims import archive_claim, remove_appearance
from claims.services.corrections import acknowledge_words, edit_correction_request, request_correction
from factcheck.core import clock
from factcheck.core.problems import Conflict, Invalid, NotAllowed, Stale
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
    changed = add_revision(reviewer_ravi.actor, article, text=CORRECTED).revision
    acknowledge_words(reviewer_ravi.actor, appearance, since=changed.pk)
    assert waiting(reviewer_ravi) == []

    add_revision(reviewer_ravi.actor, article, text=CORRECTED + "\nMore.")
    assert waiting(reviewer_ravi) == [], "the words are the same"

    add_revision(reviewer_ravi.actor, article, text=GONE)
    assert waiting(reviewer_ravi) == [claim.pk]


def test_words_that_changed_since_they_were_read_are_not_seen(reviewer_ravi, article, appearance):
    read = add_revision(reviewer_ravi.actor, article, text=CORRECTED).revision
    add_revision(reviewer_ravi.actor, article, text=GONE)

    with pytest.raises(Conflict, match="once more"):
        acknowledge_words(reviewer_ravi.actor, appearance, since=read.pk)


def test_a_place_that_was_put_right_by_hand_is_no_news_with_the_next_revision(reviewer_ravi, article, claim):
    annotation = claim.appearances.get().annotation
    add_revision(reviewer_ravi.actor, article, text=GONE + "\nHe named the attacks of 2001.")
    reattach(reviewer_ravi.actor, annotation, selector={"exact": "attacks of 2001"})
    before = told(reviewer_ravi, claim)
    add_revision(reviewer_ravi.actor, article, text=GONE + "\nHe named the attacks of 2001.\nMore.")

    assert told(reviewer_ravi, claim) == before


def test_two_changes_in_a_row_are_told_both(reviewer_ravi, article, claim):
    for year in ("2001", "2002"):
        add_revision(reviewer_ravi.actor, article, text=TEXT.replace("2011", year))

    assert [after for _before, after in told(reviewer_ravi, claim)] == [
        "attacks of Sep. 11, 2001", "attacks of Sep. 11, 2002",
    ]  # fmt: skip


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


def test_what_had_changed_before_it_was_asked_for_is_no_outcome(reviewer_ravi, article, claim, appearance):
    add_revision(reviewer_ravi.actor, article, text=CORRECTED)
    asked = request_correction(
        reviewer_ravi.actor, claim, appearance=appearance, sent_to="The Example Herald", sent_at=clock.now()
    )
    add_revision(reviewer_ravi.actor, article, text=CORRECTED + "\nMore.")

    row: Any = queries.correction_request_rows(reviewer_ravi.actor).get(pk=asked.pk)
    assert row.outcome_revision is None


def test_what_was_marked_after_it_was_asked_for_is_no_outcome(reviewer_ravi, claim, appearance):
    asked = request_correction(
        reviewer_ravi.actor, claim, appearance=appearance, sent_to="x", sent_at=clock.now() - timedelta(days=9)
    )

    row: Any = queries.correction_request_rows(reviewer_ravi.actor).get(pk=asked.pk)
    assert row.outcome_revision is None


@pytest.mark.parametrize("without", ["the claim", "its appearance"])
def test_nothing_is_watched_for_what_is_out_of_sight(reviewer_ravi, article, claim, appearance, without):
    request_correction(reviewer_ravi.actor, claim, appearance=appearance, sent_to="x", sent_at=clock.now())
    if without == "the claim":
        archive_claim(reviewer_ravi.actor, claim)
    else:
        remove_appearance(reviewer_ravi.actor, appearance)

    article.refresh_from_db()
    assert article.refetch_at is None


def test_no_correction_is_asked_for_where_the_claim_does_not_stand_any_more(reviewer_ravi, claim, appearance):
    remove_appearance(reviewer_ravi.actor, appearance)

    with pytest.raises(Invalid) as problem:
        request_correction(reviewer_ravi.actor, claim, appearance=appearance, sent_to="x", sent_at=clock.now())
    assert [e.pointer for e in problem.value.errors] == ["/appearance"]


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


# What the desk did is no correction -------------------------------------------------------------------------------


@pytest.fixture
def asked(reviewer_ravi, claim, appearance):
    return request_correction(
        reviewer_ravi.actor, claim, appearance=appearance, sent_to="x", sent_at=clock.now() - timedelta(days=3, hours=1)
    )


def outcome_of(person, asked):
    row: Any = queries.correction_request_rows(person.actor).get(pk=asked.pk)
    return row.outcome_revision


def happened(person, claim):
    return list(history.events_visible_to(person.actor).filter(claim_id=claim.pk).values_list("verb", flat=True))


def test_a_highlight_put_on_other_words_by_hand_is_no_correction(reviewer_ravi, article, claim, appearance, asked):
    add_revision(reviewer_ravi.actor, article, text=TEXT + "\nMore.")
    reattach(reviewer_ravi.actor, appearance.annotation, selector={"exact": "said nothing."})

    assert outcome_of(reviewer_ravi, asked) is None
    assert "appearance.placed" in happened(reviewer_ravi, claim)
    assert "appearance.words_changed" not in happened(reviewer_ravi, claim)


def test_what_the_publisher_changes_after_that_is(reviewer_ravi, article, claim, appearance, asked):
    add_revision(reviewer_ravi.actor, article, text=TEXT + "\nMore.")
    reattach(reviewer_ravi.actor, appearance.annotation, selector={"exact": "said nothing."})
    add_revision(reviewer_ravi.actor, article, text=TEXT + "\nMore. And more.")
    done = add_revision(reviewer_ravi.actor, article, text=TEXT.replace("said nothing.", "said something."))

    assert outcome_of(reviewer_ravi, asked) == done.revision.pk


def test_words_the_publisher_took_out_stay_taken_out_wherever_the_highlight_is_put(
    reviewer_ravi, article, claim, appearance, asked
):
    done = add_revision(reviewer_ravi.actor, article, text=GONE + "\nHe named the attacks of 2001.")
    reattach(reviewer_ravi.actor, appearance.annotation, selector={"exact": "attacks of 2001"})

    assert outcome_of(reviewer_ravi, asked) == done.revision.pk


def test_other_words_in_the_article_that_it_is_joined_with_are_no_correction(
    reviewer_ravi, article, claim, demo_desk, asked
):
    other = add_article(reviewer_ravi.actor, demo_desk, text="From the Herald.\n\n" + CORRECTED)
    merge_article(reviewer_ravi.actor, article, into=other)

    assert outcome_of(reviewer_ravi, asked) is None
    assert "appearance.text_joined" in happened(reviewer_ravi, claim)
    assert "appearance.words_changed" not in happened(reviewer_ravi, claim)


def page_of(person, claim):
    return person.browser.get(f"/claims/{claim.pk}/").content.decode()


def queued_for_changed_words(person):
    return "The publisher changed" in person.browser.get("/?reason=words_changed").content.decode().partition("<ol")[2]


def test_a_highlight_put_on_other_words_by_hand_is_told_as_the_desks_doing(
    reviewer_ravi, article, claim, appearance
):  # fmt: skip
    add_revision(reviewer_ravi.actor, article, text=TEXT + "\nMore.")
    reattach(reviewer_ravi.actor, appearance.annotation, selector={"exact": "said nothing."})
    add_revision(reviewer_ravi.actor, article, text=TEXT + "\nMore. And more.")

    page = page_of(reviewer_ravi, claim)

    assert waiting(reviewer_ravi) == []
    assert not queued_for_changed_words(reviewer_ravi)
    assert "Put on other words by the desk" in page
    assert "The publisher changed this" not in page
    assert "The publisher changed" not in reviewer_ravi.browser.get(f"/articles/{article.pk}/").content.decode()

    add_revision(reviewer_ravi.actor, article, text=TEXT.replace("said nothing.", "said something."))

    page = page_of(reviewer_ravi, claim)
    assert waiting(reviewer_ravi) == [claim.pk]
    assert queued_for_changed_words(reviewer_ravi)
    assert "Put on other words by the desk" not in page
    assert "The publisher changed this" in page


@pytest.mark.parametrize(
    ("text", "told_as"),
    [(CORRECTED, "Put on other words by the desk"), (GONE, "Lost when the desk joined its article with another")],
)
def test_an_article_joined_with_another_waits_for_nobody(
    reviewer_ravi, article, claim, demo_desk, text, told_as
):  # fmt: skip
    other = add_article(reviewer_ravi.actor, demo_desk, text="From the Herald.\n\n" + text)
    merge_article(reviewer_ravi.actor, article, into=other)

    page = page_of(reviewer_ravi, claim)

    assert waiting(reviewer_ravi) == []
    assert not queued_for_changed_words(reviewer_ravi)
    assert told_as in page
    assert "The publisher changed this" not in page
