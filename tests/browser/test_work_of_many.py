"""Choosing many claims by the keyboard and by the mouse, and seeing who else is there, in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from claims.models import Claim
from claims.services.claims import spot_claim

pytestmark = pytest.mark.browser


@pytest.fixture
def five(reviewer_ravi, demo_desk):
    return [spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.") for n in range(5)]


def box(page, number):
    return page.get_by_role("checkbox", name=f"Choose claim {number}", exact=True)


@pytest.mark.parametrize("address", ["/claims/", "/claims/?view=board"])
def test_claims_are_chosen_changed_and_changed_back_by_the_keyboard_alone(visit, editor_edna, five, address):
    page = visit().sign_in("edna").go(address)
    box(page, 5).focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("1 chosen")).to_be_visible()
    box(page, 3).focus()
    page.keyboard.press("Shift+Space")
    expect(page.get_by_text("3 chosen")).to_be_visible()
    assert [box(page, n).is_checked() for n in (5, 4, 3, 2, 1)] == [True, True, True, False, False]

    page.get_by_label("With those chosen").focus()
    page.keyboard.type("Set the pri")
    page.keyboard.press("Tab")
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="3 claims will change")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Change 3 claims").press("Enter")
    expect(page.get_by_role("status").filter(has_text="3 claims changed.")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Undo").press("Enter")

    expect(page.get_by_role("status").filter(has_text="3 claims are as they were.")).to_be_visible()
    assert {claim.priority for claim in Claim.objects.all()} == {0}


def test_all_of_a_page_are_chosen_at_once_and_only_the_field_that_is_needed_shows(visit, editor_edna, five):
    page = visit().sign_in("edna").go("/claims/")

    page.get_by_role("checkbox", name="All here").check()
    expect(page.get_by_text("5 chosen")).to_be_visible()
    box(page, 2).uncheck()
    expect(page.get_by_text("4 chosen")).to_be_visible()
    page.get_by_label("With those chosen").select_option("drop")
    expect(page.get_by_label("Reason", exact=True)).to_be_visible()
    expect(page.get_by_label("Colleague")).to_be_hidden()


def test_claims_are_changed_without_javascript(visit, editor_edna, five):
    page = visit(java_script_enabled=False).sign_in("edna").go("/claims/")
    for number in (1, 4):
        box(page, number).check()
    page.get_by_label("With those chosen").select_option("topic")
    page.locator("#bulk-topic").fill("floods")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Change 2 claims").click()

    expect(page.get_by_text("2 claims changed.")).to_be_visible()
    assert sorted(c.number for c in Claim.objects.filter(topics__has_item="floods")) == [1, 4]


@pytest.mark.parametrize("kind", ["claims", "articles"])
def test_two_who_have_a_page_open_are_told_of_each_other(visit, reviewer_ravi, reviewer_rosa, claim, article, kind):
    address = f"/{kind}/{(claim if kind == 'claims' else article).pk}/"
    first = visit().sign_in("ravi").go(address)
    expect(first.locator(".also-here")).to_be_attached()
    with first.expect_response(lambda answer: "/presence/" in answer.url):
        first.reload()
    second = visit().sign_in("rosa").go(address)

    expect(second.get_by_text("Also here: Ravi Reviewer.")).to_be_visible()
