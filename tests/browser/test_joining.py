"""A link opened in a real browser, which says where a form comes from as browsers do, lets somebody in."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.desks.models import Desk, Membership
from factcheck.desks.roles import Role
from factcheck.desks.services.invitations import invite
from tests.conftest import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def link(admin_ada: Person, demo_desk: Desk) -> str:
    return f"/join/{invite(admin_ada.actor, demo_desk, Role.REVIEWER)[1]}/"


def test_somebody_new_joins_by_a_link(visit: Any, link: str, demo_desk: Desk) -> None:
    page = visit().go(link)
    page.get_by_label("Username").fill("nina")
    page.get_by_label("Name", exact=True).fill("Nina New")
    page.get_by_label("Password").fill("entirely unlike the name")
    page.get_by_role("button", name="Make the account and join").click()

    page.get_by_role("status").get_by_text("Welcome to Demo desk.").wait_for()
    assert Membership.objects.get(desk=demo_desk, user__username="nina").role == "reviewer"


def test_somebody_with_an_account_joins_by_a_link(
    visit: Any, link: str, stranger_stan: Person, demo_desk: Desk
) -> None:
    secret, asked = link.split("/")[2], []
    window = visit()
    window.page.on("request", lambda request: asked.append((request.url, request.all_headers())))

    page = window.go(link)
    page.get_by_role("link", name="I have an account").click()
    page.get_by_label("Username").fill("stan")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Join with this account").click()

    page.get_by_role("status").get_by_text("Welcome to Demo desk.").wait_for()
    assert stranger_stan.actor.role_at(demo_desk.pk) == Role.REVIEWER
    assert [url for url, _headers in asked if secret in url] == [window.base + link]
    assert secret not in str([headers for _url, headers in asked])
