"""Choosing claims in the table or on the board, the preview, doing it and undoing it, by plain forms."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim
from claims.services.claims import edit_claim, spot_claim
from factcheck.core import clock
from factcheck.core.ids import uuid7
from factcheck.desks.models import Desk, Event
from tests.conftest import Person


@pytest.fixture
def three(reviewer_ravi: Person, demo_desk: Desk) -> list[Claim]:
    return [spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.") for n in range(3)]


def sent(page: str, *, only: str = "") -> dict[str, Any]:
    """The boxes or hidden claims of a page, as a browser would send them all."""
    return {"claim": re.findall(r'name="claim" value="([^"]+)"', page), "back": only or "/claims/"}


@pytest.mark.parametrize("address", ["/claims/", "/claims/?view=board"])
def test_the_chosen_are_shown_changed_and_changed_back(address, editor_edna, three):
    browser = editor_edna.browser
    chosen = sent(browser.get(address).content.decode(), only=address)
    assert len(chosen["claim"]) == 3
    written = Event.objects.count()

    preview = browser.post("/claims/bulk/", {**chosen, "do": "priority", "priority": "7"}).content.decode()
    assert "3 claims will change" in preview
    assert "spotted by Ravi Reviewer" in preview
    assert Event.objects.count() == written

    again = sent(preview, only=address) | {"do": "priority", "priority": "7", "sure": "1"}
    answer = browser.post("/claims/bulk/", again)
    assert answer["Location"] == address
    listed = browser.get(address).content.decode()
    assert "3 claims changed." in listed
    assert {c.priority for c in Claim.objects.all()} == {7}

    undo = dict(re.findall(r'name="(desk|first|last)" value="([^"]+)"', listed))
    edit_claim(editor_edna.actor, three[0], text="Reworded.", priority=1)
    after = browser.post("/claims/bulk/undo/", undo, follow=True).content.decode()
    assert "2 claims are as they were." in after
    assert "#1 (Somebody changed it since.)" in after
    assert sorted(c.priority for c in Claim.objects.all()) == [0, 0, 1]
    assert "claims changed." not in browser.get(address).content.decode(), "it is said once"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"do": "priority"}, "This is needed."),
        ({"do": "priority", "priority": "10"}, "less than or equal to 9"),
        ({"do": "burn"}, "not one of the available choices"),
        ({"do": "drop", "reason": " "}, "This is needed."),
        ({"do": "due", "due_on": "soon"}, "Enter a valid date."),
        ({"do": "assign", "person": "vera"}, "is not a valid UUID"),
        ({"do": "assign", "person": str(uuid7())}, "That choice is not one"),
        ({"do": "topic", "topic": "new", "claim": []}, "Choose at least one claim."),
        ({"do": "topic", "topic": "new", "claim": ["words"]}, "Choose the claims again, from the list."),
    ],
)
def test_what_cannot_be_done_is_told_beside_what_was_typed(given, said, editor_edna, three):
    browser = editor_edna.browser
    chosen = sent(browser.get("/claims/").content.decode())

    answer = browser.post("/claims/bulk/", {**chosen, **given, "sure": "1"})

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Event.objects.filter(actor=editor_edna.user).exists()


def test_a_viewer_has_no_boxes(viewer_vera, three):
    assert 'name="claim"' not in viewer_vera.browser.get("/claims/").content.decode()


def test_one_is_led_back_to_lists_of_ours_alone(editor_edna, three):
    for elsewhere in ("https://elsewhere.example/claims/", "//elsewhere.example/claims/", "/logout/"):
        answer = editor_edna.browser.post("/claims/bulk/undo/", {"back": elsewhere, "first": "x", "last": "1"})
        assert answer.status_code == 400
        assert editor_edna.browser.get("/claims/bulk/", {"back": elsewhere})["Location"] == "/claims/"


def test_a_claim_is_assigned_on_its_page(editor_edna, reviewer_rosa, claim):
    browser, address = editor_edna.browser, f"/claims/{claim.pk}/assign/"
    assert "Rosa Reviewer" in browser.get(address).content.decode()
    wanted = {"assignees": [str(reviewer_rosa.user.pk)], "due_on": "2026-12-24", "priority": "4", "version": "1"}

    browser.post(address, wanted)
    stale = browser.post(address, {**wanted, "priority": "5"})

    page = browser.get(f"/claims/{claim.pk}/").content.decode()
    assert "<dd>Rosa Reviewer</dd>" in page
    assert "24 Dec 2026" in page
    assert "Somebody saved another version meanwhile" in stale.content.decode()


def drop_all(browser: Client) -> str:
    """The preview of dropping every claim in the list, which is then done."""
    wanted = {"do": "drop", "reason": "Off topic."}
    chosen = sent(browser.get("/claims/").content.decode())
    preview = browser.post("/claims/bulk/", chosen | wanted).content.decode()
    browser.post("/claims/bulk/", sent(preview) | wanted | {"sure": "1"})
    return preview


def test_dropping_is_undone_by_an_editor_who_is_told_what_that_makes_of_the_claims(editor_edna, three):
    browser = editor_edna.browser
    assert "Only an editor takes up again" in drop_all(browser)
    listed = browser.get("/claims/").content.decode()
    undo = dict(re.findall(r'name="(desk|first|last)" value="([^"]+)"', listed))

    after = browser.post("/claims/bulk/undo/", undo, follow=True).content.decode()

    assert "3 claims are taken up again. They are spotted, and without a decision." in after
    assert "as they were" not in after


def test_a_reviewer_is_not_offered_to_undo_what_only_an_editor_may(reviewer_ravi, three):
    browser = reviewer_ravi.browser
    drop_all(browser)

    listed = browser.get("/claims/").content.decode()
    assert {c.status for c in Claim.objects.all()} == {"dropped"}
    assert "3 claims changed." in listed
    assert "/claims/bulk/undo/" not in listed


def test_undoing_is_offered_for_ten_minutes_whatever_lists_are_read(editor_edna, three, monkeypatch):
    browser = editor_edna.browser
    chosen = sent(browser.get("/claims/").content.decode())
    browser.post("/claims/bulk/", {**chosen, "do": "priority", "priority": "7", "sure": "1"})

    def is_offered() -> bool:
        return "/claims/bulk/undo/" in browser.get("/claims/?view=board").content.decode()

    assert is_offered()
    assert is_offered()
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert not is_offered()
