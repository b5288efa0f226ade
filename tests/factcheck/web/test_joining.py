"""The page behind a link: it lets one person in, and gives nothing away."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client

from factcheck.desks.models import Desk, Membership
from factcheck.desks.roles import Role
from factcheck.desks.services.invitations import invite, revoke_invitation
from tests.conftest import Person

NINA = {"username": "nina", "name": "Nina New", "password": "entirely unlike the name"}
TRIES = 10


@pytest.fixture
def link(admin_ada: Person, demo_desk: Desk) -> str:
    return f"/join/{invite(admin_ada.actor, demo_desk, Role.REVIEWER)[1]}/"


def test_somebody_new_makes_an_account_and_is_at_work(client: Client, link: str, demo_desk: Desk) -> None:
    assert b"Demo desk" in client.get(link, follow=True).content

    answer = client.post("/join/", NINA, follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert b"Welcome to Demo desk" in answer.content
    assert Membership.objects.get(user__username="nina").role == "reviewer"
    assert client.get("/claims/").status_code == 200


def test_somebody_signed_in_joins_with_a_button(link: str, stranger_stan: Person, demo_desk: Desk) -> None:
    browser = stranger_stan.browser
    assert b"You are signed in as Stan Stranger" in browser.get(link, follow=True).content
    assert stranger_stan.actor.role_at(demo_desk.pk) is None, "to look is not to join"

    assert browser.post("/join/")["Location"] == "/"
    assert stranger_stan.actor.role_at(demo_desk.pk) == Role.REVIEWER
    assert browser.get(link).status_code == 410


def test_what_was_typed_stays_when_something_is_wrong(client: Client, link: str, reviewer_ravi: Person) -> None:
    client.get(link)
    answer = client.post("/join/", {**NINA, "username": "ravi"})

    assert answer.status_code == 200
    assert b"This username is taken" in answer.content
    assert b"Nina New" in answer.content
    assert NINA["password"].encode() not in answer.content


def test_the_address_is_told_to_nobody(client: Client, link: str) -> None:
    secret = link.split("/")[2]

    opened, shown = client.get(link), client.get("/join/")

    assert (opened.status_code, opened["Location"]) == (302, "/join/")
    for answer in (opened, shown):
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        assert secret not in answer.content.decode()
    assert secret not in str(dict(client.session.items()))


def test_without_a_link_there_is_nothing_to_join(client: Client, link: str) -> None:
    answer = client.get("/join/")

    assert answer.status_code == 404
    assert b"Open the link that you were sent" in answer.content


def test_who_has_an_account_signs_in_on_the_way(
    client: Client, link: str, stranger_stan: Person, demo_desk: Desk
) -> None:
    assert b'href="/login/?next=/join/"' in client.get(link, follow=True).content

    client.post("/login/", {"username": "stan", "password": "wrong", "next": "/join/"})
    shown = client.post("/login/", {"username": "stan", "password": "demo", "next": "/join/"}, follow=True)

    assert b"You are signed in as Stan Stranger" in shown.content
    client.post("/join/")
    assert stranger_stan.actor.role_at(demo_desk.pk) == Role.REVIEWER


def test_links_are_not_tried_without_end(client: Client, link: str) -> None:
    for number in range(TRIES):
        assert client.get(f"/join/guess-{number}/").status_code == 404

    locked = client.get("/join/guess/")
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert client.get(link).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.9").get(link).status_code == 302, "elsewhere nobody is locked out"


def test_nobody_is_locked_out_for_a_link_that_is_over_or_a_name_that_is_taken(
    client: Client, link: str, admin_ada: Person, demo_desk: Desk
) -> None:
    over, secret = invite(admin_ada.actor, demo_desk, Role.VIEWER)
    revoke_invitation(admin_ada.actor, over)
    for _ in range(TRIES):
        assert client.get(f"/join/{secret}/").status_code == 410
    client.get(link)
    for _ in range(TRIES):
        assert client.post("/join/", {**NINA, "username": "ada"}).status_code == 200

    assert client.post("/join/", NINA)["Location"] == "/"


def test_a_secret_is_written_down_nowhere(
    client: Client, link: str, reviewer_ravi: Person, caplog: pytest.LogCaptureFixture
) -> None:
    secret = link.split("/")[2]
    with caplog.at_level(logging.DEBUG):
        client.get("/join/guess/")
        client.get(link)
        client.post("/join/", {**NINA, "username": "ravi"})
        Client().post("/login/", {"username": "ravi", "password": "wrong", "next": "/join/"})
        client.post("/join/", NINA)
        client.get(link)

    kept: list[Any] = list(AccessAttempt.objects.values())
    assert kept, "the wrong tries were counted"
    assert secret not in str(kept)
    assert secret not in "".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")


def test_an_account_that_was_made_is_opened_by_its_link_alone(
    client: Client, admin_ada: Person, demo_desk: Desk
) -> None:
    page = admin_ada.browser.post("/settings/demo/members/", {"username": "nina", "role": "viewer"})
    secret = page.content.decode().partition("/join/")[2].partition("/")[0]

    client.get(f"/join/{secret}/")
    answer = client.post("/join/", {"name": "Nina New", "password": NINA["password"]}, follow=True)

    assert b"Welcome to Demo desk" in answer.content
    assert client.login(username="nina", password=NINA["password"])
