"""Who is asking: tokens with their scopes and ends, sessions with CSRF, and nobody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, Evidence
from factcheck.core import clock
from factcheck.desks.models import Desk, Membership, Token
from factcheck.desks.roles import Role, Scope
from tests.conformance.openapi import DescribedClient
from tests.conftest import Person, join, json_of
from tests.factcheck.api.endpoints import API, ENDPOINTS, Things, everything, problem_of

ME = f"{API}/me/"


def with_header(words: str) -> Client:
    return DescribedClient(headers={"accept": "application/json", "authorization": words})


def post_claim(client: Client, **headers: str) -> Any:
    return client.post(f"{API}/claims/", {"text": "New."}, content_type="application/json", headers=headers)


def test_a_token_is_good_until_it_is_not(reviewer_ravi: Person) -> None:
    words = reviewer_ravi.token(Scope.READ)
    client = with_header(f"Bearer {words}")
    token = Token.objects.latest("created_at")
    assert json_of(client.get(ME))["username"] == "ravi"

    for change, said in (
        ({"expires_at": clock.now() - timedelta(seconds=1)}, "expired"),
        ({"revoked_at": clock.now(), "expires_at": clock.now() + timedelta(days=1)}, "revoked"),
    ):
        Token.objects.filter(pk=token.pk).update(**change)
        answer = client.get(ME)
        assert said in problem_of(answer, 401, "not-signed-in")["detail"]
        assert answer["WWW-Authenticate"] == 'Bearer realm="api", error="invalid_token"'


@pytest.mark.parametrize(
    "words",
    [
        "Bearer", "Bearer ", "Bearer x", "Bearer a b", "bearer fcd_unknown", "Bearer " + "x" * 10_000, "Bearer \u00e9",
        "Bearer fcd_'--",
    ],
)  # fmt: skip
def test_a_token_that_is_none_is_refused_and_never_taken_for_nobody(words: str, db: None) -> None:
    for path in (ME, f"{API}/reviews/", f"{API}/claims/"):
        answer = with_header(words).get(path)
        problem_of(answer, 401, "not-signed-in")
        assert "invalid_token" in answer["WWW-Authenticate"]


@pytest.mark.parametrize("words", ["Basic dmVyYTpkZW1v", "Token abc", "Digest x", ""])
def test_another_way_of_signing_in_is_nobodys(words: str, db: None) -> None:
    problem_of(with_header(words).get(ME), 401, "not-signed-in")
    assert with_header(words).get(f"{API}/reviews/").status_code == 200


def test_nobody_is_told_how_to_sign_in(reader: Person) -> None:
    answer = reader.api().get(ME)

    problem_of(answer, 401, "not-signed-in")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_token_is_of_no_use_in_an_address(reviewer_ravi: Person) -> None:
    words = reviewer_ravi.token(Scope.READ)

    for name in ("token", "access_token", "api_key"):
        assert Client().get(ME, {name: words}).status_code == 401


def test_a_token_reaches_its_own_desk_alone(reviewer_ravi: Person, other_desk: Desk, claim: Claim) -> None:
    assert reviewer_ravi.user
    Membership.objects.create(desk=other_desk, user=reviewer_ravi.user, role=Role.REVIEWER)
    client = reviewer_ravi.api()

    assert [desk["slug"] for desk in json_of(client.get(ME))["desks"]] == ["demo"]
    assert [desk["slug"] for desk in json_of(client.get(f"{API}/desks/"))["results"]] == ["demo"]
    problem_of(client.get(f"{API}/desks/other/"), 404, "not-found")
    assert post_claim(client).status_code == 201, "so that the desk may be left out"


def test_who_has_two_desks_says_which(reviewer_ravi: Person, other_desk: Desk) -> None:
    assert reviewer_ravi.user
    Membership.objects.create(desk=other_desk, user=reviewer_ravi.user, role=Role.REVIEWER)

    answer = reviewer_ravi.browser.post(
        f"{API}/claims/", {"text": "New."}, content_type="application/json", headers=JSON
    )

    assert problem_of(answer, 400, "invalid")["errors"][0]["pointer"] == "/desk"


JSON = {"accept": "application/json"}


def test_who_left_the_desk_sees_nothing_of_it(reviewer_ravi: Person, claim: Claim) -> None:
    token, session = reviewer_ravi.api(), reviewer_ravi.browser
    Membership.objects.filter(user=reviewer_ravi.user).update(ends_on=date(2020, 1, 31))

    problem_of(token.get(ME), 401, "not-signed-in")
    problem_of(post_claim(token), 401, "not-signed-in")
    assert json_of(session.get(f"{API}/claims/", headers=JSON))["results"] == []
    problem_of(session.get(f"{API}/claims/{claim.pk}/", headers=JSON), 404, "not-found")
    problem_of(post_claim(session, **JSON), 403, "not-allowed")


def test_who_may_not_sign_in_any_more_has_no_token(reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()
    assert reviewer_ravi.user
    reviewer_ravi.user.is_active = False
    reviewer_ravi.user.save()

    problem_of(client.get(ME), 401, "not-signed-in")


# Scopes ------------------------------------------------------------------------------------------------------------


def test_an_editor_decides_and_reopens_with_a_token_that_may_write(
    reviewer_ravi: Person, editor_edna: Person, claim: Claim, evidence: Evidence
) -> None:
    """The scope says what a token is for, the role who its owner is: writing at an editor's desk is an editor's writing."""
    client = editor_edna.api(Scope.WRITE)

    def move(**body: str) -> Any:
        return client.post(f"{API}/claims/{claim.pk}/transitions/", body, content_type="application/json")

    noted = client.patch(
        f"{API}/evidence/{evidence.pk}/", {"note": "Seen."}, content_type="application/json", headers={"if-match": "*"}
    )
    assert json_of(noted)["note"] == "Seen."
    assert json_of(move(to="decided", rating="false", reason="The year."))["status"] == "decided"
    assert json_of(move(to="in_review", reason="More was found."))["status"] == "in_review"


def test_a_reviewers_token_does_not_publish_whatever_its_scope(things: Things, reviewer_ravi: Person) -> None:
    for scope in (Scope.WRITE, Scope.PUBLISH, Scope.ADMIN):
        answer = reviewer_ravi.api(scope).post(
            f"{API}/reviews/{things['draft']}/publish/", {}, content_type="application/json"
        )
        assert "role" in problem_of(answer, 403, "not-allowed")["detail"]


def test_a_scope_caps_what_the_role_may(things: Things, admin_ada: Person) -> None:
    """An admin's token writes what its scope reaches, and is told of the scope where it does not."""
    publishing = ("/publish/", "/correct/", "/retract/")
    running = ("/rating-scales/", "/desks/")
    for scope, may_not in (
        (Scope.READ, lambda path: path != "/exports/"),
        (Scope.WRITE, lambda path: path.endswith(publishing) or path.startswith(running)),
        (Scope.PUBLISH, lambda path: path.startswith(running)),
    ):
        client, before = admin_ada.api(scope), everything()
        for endpoint in ENDPOINTS:
            if may_not(endpoint.path):
                body = {k: v for k, v in endpoint.good(things).items() if k != "html"}
                problem = problem_of(endpoint.send(client, things, body), 403, "not-allowed")
                assert "scope" in problem["detail"].lower(), (scope, endpoint.name, problem["detail"])
        assert everything() == before


def test_a_scope_shows_in_who_am_i(admin_ada: Person) -> None:
    roles = {scope: json_of(admin_ada.api(scope).get(ME)) for scope in Scope}

    assert {scope: me["scope"] for scope, me in roles.items()} == {scope: str(scope) for scope in Scope}
    assert [me["desks"][0]["role"] for me in roles.values()] == ["admin"] * 4, "a scope takes no role away"


def test_a_scope_beyond_the_role_gives_no_more(viewer_vera: Person, claim: Claim) -> None:
    client = viewer_vera.api(Scope.ADMIN)

    problem = problem_of(post_claim(client), 403, "not-allowed")

    assert "scope" not in problem["detail"].lower(), "it is the role that does not reach"


# Sessions ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(demo_desk: Desk) -> Client:
    """A browser that is signed in, as strict about CSRF as a real one has to be."""
    person = join(demo_desk, "bea", "Bea Browser", Role.REVIEWER)
    client = DescribedClient(enforce_csrf_checks=True, headers={"accept": "application/json"})
    assert person.user
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def csrf_token(client: Client) -> str:
    client.get("/login/", headers={"accept": "text/html"})
    client.get("/", headers={"accept": "text/html"})
    return client.cookies["csrftoken"].value


def test_a_session_reads(signed_in: Client) -> None:
    assert json_of(signed_in.get(ME))["username"] == "bea"


def test_a_session_writes_with_its_csrf_token_only(signed_in: Client) -> None:
    token = csrf_token(signed_in)

    for headers in ({}, {"x-csrftoken": ""}, {"x-csrftoken": "x" * 32}, {"x-csrftoken": "x" * 64}):
        problem_of(post_claim(signed_in, **headers), 403, "not-allowed")
    foreign = {"x-csrftoken": token, "origin": "https://evil.example"}
    problem_of(post_claim(signed_in, **foreign), 403, "not-allowed")
    assert Claim.objects.count() == 0
    assert post_claim(signed_in, **{"x-csrftoken": token}).status_code == 201


def test_a_form_that_is_too_large_is_not_searched_for_a_csrf_token(signed_in: Client) -> None:
    kind, terabyte = "multipart/form-data; boundary=b", str(10**12)

    answer = signed_in.generic("POST", "/api/v1/articles/", b"", content_type=kind, CONTENT_LENGTH=terabyte)

    problem_of(answer, 413, "too-large")


def test_a_token_needs_no_csrf_token(reviewer_ravi: Person) -> None:
    client = DescribedClient(enforce_csrf_checks=True)

    assert post_claim(client, authorization=f"Bearer {reviewer_ravi.token()}").status_code == 201


def test_a_bad_token_is_not_made_good_by_a_session(signed_in: Client) -> None:
    problem_of(signed_in.get(ME, headers={"authorization": "Bearer fcd_unknown"}), 401, "not-signed-in")


def test_the_token_outranks_the_session(signed_in: Client, viewer_vera: Person) -> None:
    authorization = {"authorization": f"Bearer {viewer_vera.token()}"}

    assert json_of(signed_in.get(ME, headers=authorization))["username"] == "vera"
