"""Guessing passwords is slowed down, for the name and address that guess."""

import pytest
from django.contrib.auth import authenticate
from django.urls import reverse

from factcheck.desks.callers import client_address
from factcheck.desks.models import User

GUESSES = 10


@pytest.fixture
def user(db):
    return User.objects.create_user("rosa", password="right and long")


def sign_in(client, password, address="192.0.2.1"):
    return client.post(reverse("login"), {"username": "rosa", "password": password}, REMOTE_ADDR=address)


def test_after_ten_wrong_guesses_even_the_right_password_is_refused(client, user):
    for _ in range(GUESSES):
        answer = sign_in(client, "wrong")

    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert sign_in(client, "right and long").status_code == 429
    assert "_auth_user_id" not in client.session


def test_nine_wrong_guesses_do_not_lock_and_are_forgiven_by_a_right_one(client, user):
    for _ in range(2):
        for _ in range(GUESSES - 1):
            assert sign_in(client, "wrong").status_code != 429
        assert sign_in(client, "right and long").status_code == 302
        client.logout()


def test_a_guesser_elsewhere_does_not_lock_the_owner_out(client, user):
    for _ in range(GUESSES):
        sign_in(client, "wrong", address="192.0.2.66")

    assert sign_in(client, "right and long").status_code == 302


@pytest.fixture
def behind_a_proxy(settings):
    settings.TRUST_PROXY = True


def sign_in_by_proxy(client, password, forwarded):
    headers = {"x-forwarded-for": forwarded}
    return client.post(reverse("login"), {"username": "rosa", "password": password}, headers=headers)


def test_behind_a_proxy_a_guesser_locks_only_themselves_out(client, user, behind_a_proxy):
    for n in range(GUESSES):
        answer = sign_in_by_proxy(client, "wrong", f"198.51.100.{n}, 192.0.2.66")

    assert answer.status_code == 429, "what a guesser says of themselves changes nothing"
    assert sign_in_by_proxy(client, "right and long", "192.0.2.1").status_code == 302


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("192.0.2.7", "192.0.2.7"), ("10.0.0.1, 192.0.2.7", "192.0.2.7"), ("192.0.2.7:4711", "192.0.2.7"),
        ("2001:DB8::7", "2001:db8::7"), ("[2001:db8::7]:4711", "2001:db8::7"), ("unknown", "127.0.0.1"),
        ("", "127.0.0.1"), ("[", "127.0.0.1"), ("192.0.2.7,", "127.0.0.1"), ("a:b", "127.0.0.1"),
    ],
)  # fmt: skip
def test_the_proxys_own_word_is_believed(rf, behind_a_proxy, forwarded, address):
    assert client_address(rf.get("/login/", headers={"x-forwarded-for": forwarded})) == address


def test_without_a_proxy_nobody_is_believed(rf):
    assert client_address(rf.get("/login/", headers={"x-forwarded-for": "192.0.2.7"})) == "127.0.0.1"


def test_signing_in_without_a_request_needs_no_lock(client, user):
    assert authenticate(username="rosa", password="right and long") == user
    assert client.login(username="rosa", password="right and long")
