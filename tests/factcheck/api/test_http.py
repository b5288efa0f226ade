"""The API as an HTTP service: methods, kinds of content, what is not there, and faults of our own."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from claims.models import Claim
from factcheck.api import operations
from tests.conftest import Person
from tests.factcheck.api.endpoints import API, Things, problem_of


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("put", "claims/{claim}/"), ("post", "claims/{claim}/"), ("delete", "claims/"), ("patch", "claims/"),
        ("put", "articles/"), ("get", "reviews/{draft}/publish/"), ("delete", "rating-scales/{scale}/"),
        ("post", "events/"), ("patch", "me/"), ("post", "revisions/{revision}/"), ("post", "export/claims.csv"),
        ("post", "claims/{claim}/report.json"),
    ],
)  # fmt: skip
def test_a_method_that_is_not_taken_is_told_with_those_that_are(
    method: str, path: str, things: Things, admin_ada: Person
) -> None:
    answer = getattr(admin_ada.api(), method)(f"{API}/{path.format(**things)}")

    problem_of(answer, 405, "method-not-allowed")
    assert method.upper() not in answer["Allow"]
    assert answer["Allow"]


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/png"])
def test_another_form_of_the_answer_than_json_does_not_exist(accept: str, things: Things, admin_ada: Person) -> None:
    problem_of(admin_ada.api().get(f"{API}/claims/", headers={"accept": accept}), 406, "not-acceptable")


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "application/json, text/plain;q=0.1", "text/html, */*;q=0.1"]
)
def test_json_is_given_to_who_takes_it(accept: str, things: Things, admin_ada: Person) -> None:
    answer = admin_ada.api().get(f"{API}/claims/", headers={"accept": accept})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


NOWHERE = [
    "/api/v1/nothing/",
    "/api/v1/",
    "/api/v1/claims",
    "/api/v2/claims/",
    "/api/",
    "/api/v1/claims/x/",
    "/api/v1//claims/",
]


@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.parametrize("method", ["get", "post", "patch", "delete", "put"])
def test_what_is_not_there_is_a_problem_and_not_a_page(path: str, method: str, admin_ada: Person) -> None:
    for client in (admin_ada.api(), Client(headers={"accept": "text/html"})):
        problem = problem_of(getattr(client, method)(path), 404, "not-found")
        assert problem["instance"] == path


def test_a_form_of_a_report_or_export_that_is_none_is_told_with_those_there_are(
    things: Things, admin_ada: Person
) -> None:
    client = admin_ada.api()
    for path, known in ((f"claims/{things['claim']}/report.rtf", "pdf"), ("export/claims.xlsx", "jsonl")):
        assert known in problem_of(client.get(f"{API}/{path}"), 404, "not-found")["detail"]


def test_no_other_site_may_read_answers(things: Things, admin_ada: Person) -> None:
    """No CORS: a browser hands no answer to a page of another origin."""
    client = admin_ada.api()
    foreign = {"origin": "https://evil.example"}
    for answer in (
        client.get(f"{API}/claims/", headers=foreign),
        client.options(f"{API}/claims/", headers={**foreign, "access-control-request-method": "POST"}),
    ):
        assert [name for name in answer.headers if name.lower().startswith("access-control-")] == []


@pytest.fixture
def unchecked(admin_ada: Person) -> Client:
    """A client for answers that no description tells of: our own faults."""
    headers = {"accept": "application/json", "authorization": f"Bearer {admin_ada.token()}"}
    return Client(headers=headers, raise_request_exception=False)


def broken(*_args: object, **_kwargs: object) -> None:
    raise RuntimeError("the secret of the inside")


def test_a_fault_of_ours_says_nothing_of_the_inside(
    unchecked: Client, claim: Claim, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("factcheck.api.views.show", broken)

    answer = unchecked.get(f"{API}/claims/")

    problem_of(answer, 500, "internal")
    assert "secret" not in answer.content.decode()
    assert "the secret of the inside" in caplog.text, "but the log tells"


def test_half_of_what_broke_is_not_saved(unchecked: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factcheck.desks.history.append_many", broken)

    answer = unchecked.post(f"{API}/claims/", {"text": "Half."}, content_type="application/json")

    problem_of(answer, 500, "internal")
    assert Claim.objects.count() == 0


# Those who run it ------------------------------------------------------------------------------------------------


def test_healthz_and_readyz_ask_for_no_login(db: None) -> None:
    for path in ("/healthz", "/readyz"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert json.loads(Client().get("/healthz").content) == {"status": "ok"}


def test_readyz_says_what_is_missing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Behind:
        loader = type("Loader", (), {"graph": type("Graph", (), {"leaf_nodes": staticmethod(list)})})

        def __init__(self, connection: object) -> None: ...

        def migration_plan(self, targets: object) -> list[int]:
            return [1, 2]

    operations._check_migrations.cache_clear()
    monkeypatch.setattr(operations, "MigrationExecutor", Behind)

    problem = problem_of(Client().get("/readyz"), 503, "not-ready")

    assert "2 migrations are missing" in problem["detail"]
    operations._check_migrations.cache_clear()
