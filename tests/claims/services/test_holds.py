"""Being on a claim, and having its page open: seen by colleagues, over by itself, in nobody's way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import queries
from claims.models import Hold, Presence
from claims.presence import PRESENT_FOR
from claims.services.claims import edit_claim, spot_claim
from claims.services.holds import HOLD_FOR, give_back, take_hold
from claims.services.transitions import move_claim
from claims.services.verdicts import submit_verdict
from factcheck.core import clock
from factcheck.desks.models import Event
from factcheck.desks.services.desks import edit_desk
from tests.conftest import Person, json_of


@pytest.fixture
def later(monkeypatch):
    """Moves the clock on."""
    real = clock.now

    def move_on(by: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + by)

    return move_on


def on_it(person: Person, claim) -> list[tuple[str | None, bool]]:
    """Who is on the claim, as this person is told: the username, and whether it is they."""
    told = json_of(person.api().get(f"/api/v1/claims/{claim.pk}/hold/"))["results"]
    return [(one["person"] and one["person"]["username"], one["own"]) for one in told]


def test_who_is_on_a_claim_is_told_to_colleagues_until_the_time_is_over(reviewer_ravi, reviewer_rosa, claim, later):
    take_hold(reviewer_ravi.actor, claim)
    assert on_it(reviewer_rosa, claim) == [("ravi", False)]
    assert on_it(reviewer_ravi, claim) == [("ravi", True)]
    assert "is on it until" in reviewer_rosa.browser.get(f"/claims/{claim.pk}/").content.decode()

    later(HOLD_FOR + timedelta(seconds=1))
    assert on_it(reviewer_rosa, claim) == []


def test_whoever_starts_a_review_is_on_it_and_whoever_reopens_one_is_not(reviewer_ravi, editor_edna, claim, evidence):
    move_claim(editor_edna.actor, claim, to="dropped", reason="A duplicate.")
    move_claim(editor_edna.actor, claim, to="spotted", reason="It is not.")
    assert on_it(reviewer_ravi, claim) == []
    move_claim(reviewer_ravi.actor, claim, to="in_review")
    assert on_it(reviewer_ravi, claim) == [("ravi", True)]

    rating = queries.rating_to_give(claim.desk, "false")
    move_claim(editor_edna.actor, claim, to="decided", reason="It was 2001.", rating=rating)
    move_claim(editor_edna.actor, claim, to="in_review", reason="A new source.")

    assert on_it(reviewer_ravi, claim) == [("ravi", True)]


def test_a_hold_keeps_nobody_out(reviewer_ravi, reviewer_rosa, claim):
    take_hold(reviewer_ravi.actor, claim)

    edit_claim(reviewer_rosa.actor, claim, version=1, text="Another wording.")
    take_hold(reviewer_rosa.actor, claim)

    assert {name for name, _own in on_it(reviewer_ravi, claim)} == {"ravi", "rosa"}


def test_work_renews_a_hold_but_takes_none(reviewer_ravi, reviewer_rosa, claim, later):
    first = take_hold(reviewer_ravi.actor, claim)
    later(timedelta(minutes=20))
    for person in (reviewer_ravi, reviewer_rosa):
        edit_claim(person.actor, claim, topics=[person.user.username])

    assert Hold.objects.get().until == pytest.approx(first.until + timedelta(minutes=20), abs=timedelta(seconds=30))
    assert on_it(reviewer_ravi, claim) == [("ravi", True)]


def test_starting_a_review_takes_a_hold_and_it_is_given_back(reviewer_ravi, reviewer_rosa, claim):
    move_claim(reviewer_ravi.actor, claim, to="in_review")
    assert on_it(reviewer_rosa, claim) == [("ravi", False)]

    reviewer_ravi.browser.post(f"/claims/{claim.pk}/hold/", {"over": "1"})
    assert on_it(reviewer_rosa, claim) == []
    give_back(reviewer_ravi.actor, claim)


def test_holds_that_passed_are_forgotten_with_the_next(reviewer_ravi, demo_desk, claim, later):
    take_hold(reviewer_ravi.actor, claim)
    later(HOLD_FOR * 2)
    take_hold(reviewer_ravi.actor, spot_claim(reviewer_ravi.actor, demo_desk, text="Another."))

    assert Hold.objects.count() == 1


def test_a_verdict_neither_ends_nor_renews_a_hold_and_no_hold_is_history(
    admin_ada, reviewer_ravi, demo_desk, claim, later
):
    edit_desk(admin_ada.actor, demo_desk, policy={"blind": True, "verdicts_needed": 2, "evidence_needed": 0})
    before = Event.objects.count()
    take_hold(reviewer_ravi.actor, claim)
    assert Event.objects.count() == before
    until = Hold.objects.get().until
    later(timedelta(minutes=5))
    rating = queries.rating_to_give(demo_desk, "false")
    submit_verdict(reviewer_ravi.actor, queries.claim(reviewer_ravi.actor, claim.pk), rating=rating, rationale="So.")

    assert Hold.objects.get().until == until


def test_a_desk_that_hides_names_tells_of_another_reviewer(admin_ada, reviewer_ravi, reviewer_rosa, demo_desk, claim):
    edit_desk(admin_ada.actor, demo_desk, policy={"hide_names": True})
    take_hold(reviewer_ravi.actor, claim)
    ask(reviewer_ravi, claim)

    assert on_it(reviewer_rosa, claim) == [(None, False)]
    assert ask(reviewer_rosa, claim) == {"results": [{"person": None}], "words": "Also here: another reviewer."}
    assert ask(reviewer_rosa, claim.appearances.get().annotation.article, "articles")["results"] == []
    assert "another reviewer is on it" in reviewer_rosa.browser.get("/").content.decode()


# Presence ----------------------------------------------------------------------------------------------------------


def ask(person: Person, thing, kind: str = "claims"):
    return json_of(person.api().get(f"/api/v1/{kind}/{thing.pk}/presence/"))


def test_those_who_have_a_page_open_are_told_of_each_other_until_they_leave(
    reviewer_ravi, reviewer_rosa, viewer_vera, claim, later
):
    assert ask(reviewer_ravi, claim) == {"results": [], "words": ""}
    assert ask(reviewer_rosa, claim)["words"] == "Also here: Ravi Reviewer."
    assert ask(viewer_vera, claim)["words"] == "Also here: Ravi Reviewer and Rosa Reviewer."

    later(PRESENT_FOR + timedelta(seconds=1))
    assert ask(reviewer_rosa, claim)["results"] == []


def test_pages_that_were_left_are_forgotten_with_the_next(reviewer_ravi, claim, article, later):
    ask(reviewer_ravi, claim)
    later(PRESENT_FOR * 2)
    ask(reviewer_ravi, article, "articles")

    assert Presence.objects.get().page == article.pk


def test_a_poll_costs_an_update_and_a_select_and_writes_no_session(reviewer_ravi, reviewer_rosa, claim):
    client, address = reviewer_ravi.browser, f"/api/v1/claims/{claim.pk}/presence/"
    ask(reviewer_rosa, claim)
    first = client.get(address, headers={"accept": "application/json"})
    session = Session.objects.get(pk=client.session.session_key).session_data

    with CaptureQueriesContext(connection) as asked:
        again = client.get(address, headers={"accept": "application/json", "if-none-match": first["ETag"]})

    told = [q["sql"] for q in asked if "presence" in q["sql"]]
    assert (again.status_code, again.content) == (304, b"")
    assert [sql.split()[0] for sql in told] == ["UPDATE", "SELECT"]
    assert [q for q in asked if "session" in q["sql"] and not q["sql"].startswith("SELECT")] == []
    assert Session.objects.get(pk=client.session.session_key).session_data == session
