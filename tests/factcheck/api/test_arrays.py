"""Where a list takes an object it takes an array of them: all or nothing, errors by index."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.models import Annotation, Article, Revision
from annotations.services.revisions import add_revision
from factcheck.desks.models import Event
from factcheck.desks.verifying import verify
from tests.conformance.openapi import description
from tests.conftest import TEXT, Person, json_of
from tests.factcheck.api.endpoints import API, ENDPOINTS, Endpoint, Things, everything, problem_of

ONE_EACH = ("/members/", "/reviews/", "/claims/{untouched}/verdicts/", "/claims/{claim}/relations/")
"""Where the same body twice would be the same thing twice."""


def takes_arrays(endpoint: Endpoint) -> bool:
    operation = description()["paths"][endpoint.described_path].get(endpoint.method, {})
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return endpoint.method == "post" and "oneOf" in content.get("schema", {})


LISTS = [e for e in ENDPOINTS if takes_arrays(e)]


def post(client: Client, path: str, body: object) -> Any:
    return client.post(f"{API}{path}", body, content_type="application/json")


def test_these_are_all_there_are() -> None:
    assert len(LISTS) == 18


@pytest.mark.parametrize("endpoint", LISTS, ids=[e.name for e in LISTS])
def test_every_list_takes_an_array(endpoint: Endpoint, things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    good = {k: v for k, v in endpoint.good(things).items() if k != "html"}
    many = [good] if endpoint.path in ONE_EACH else [good, {**good, **different(good)}]

    made = json_of(endpoint.send(client, things, many), 202 if endpoint.path in ("/exports/", "/imports/") else 201)

    assert len(made) == len(many)
    for one, given in zip(made, many, strict=True):
        for name in ("text", "title", "name", "comment", "answer"):
            if isinstance(given.get(name), str) and name in one:
                assert one[name] == given[name], "in the same order"
    before = everything()
    problem = problem_of(endpoint.send(client, things, [good, {**good, "surprise": 1}, 7]), 400, "invalid")
    assert [e["pointer"] for e in problem["errors"]] == ["/1/surprise", "/2"]
    assert everything() == before, "all or nothing"


def different(body: dict[str, Any]) -> dict[str, Any]:
    """What makes a second of it another one."""
    return {"url": "https://elsewhere.example/other"} if "url" in body else {}


def test_what_a_service_refuses_is_told_by_index_and_nothing_is_made(reviewer_ravi: Person, article: Article) -> None:
    client = reviewer_ravi.api()
    good = {"article": str(article.pk), "selector": {"exact": "Islamabad"}}
    nowhere = {**good, "selector": {"exact": "Berlin"}}
    before = everything()

    problem = problem_of(post(client, "/annotations/", [good, nowhere, good, nowhere]), 400, "invalid")
    assert [e["pointer"].split("/")[1] for e in problem["errors"]] == ["1", "3"]
    twice = {**good, "selector": {"exact": "Taliban"}}
    problem = problem_of(post(client, "/annotations/", [good, twice]), 409, "ambiguous-quote")
    assert problem["errors"][0]["pointer"].startswith("/1")
    assert len(problem["matches"]) == 2
    missing = {**good, "article": "01890000-0000-7000-8000-000000000000"}
    problem = problem_of(post(client, "/annotations/", [good, missing]), 400, "invalid")
    assert problem["errors"][0]["pointer"] == "/1/article"

    assert everything() == before


def test_errors_stand_where_they_are_in_the_body(reviewer_ravi: Person) -> None:
    good = {"text": "It was 2011."}
    wrong = {**good, "claimant": {"name": "x" * 201}}

    problem = problem_of(post(reviewer_ravi.api(), "/claims/", [good, wrong]), 400, "invalid")

    assert [e["pointer"] for e in problem["errors"]] == ["/1/claimant/name"]


def test_at_most_a_thousand_and_at_least_one(reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()
    problem_of(post(client, "/claims/", [{"text": "It was 2011."}] * 1001), 400, "invalid")
    problem_of(post(client, "/claims/", []), 400, "invalid")


def test_where_each_would_take_the_place_of_the_last_there_is_no_array(reviewer_ravi: Person, article: Article) -> None:
    answer = post(reviewer_ravi.api(), f"/articles/{article.pk}/revisions/", [{"text": "One."}, {"text": "Two."}])

    problem_of(answer, 400, "invalid")
    assert Revision.objects.count() == 1


def test_a_thousand_marks_take_few_queries_and_each_has_its_event(
    reviewer_ravi: Person, article: Article, demo_desk: Any
) -> None:
    client = reviewer_ravi.api()
    body: list[dict[str, Any]] = [
        {"article": str(article.pk), "selector": {"start": n % 100, "end": n % 100 + 9}, "comment": f"Mark {n}"}
        for n in range(1000)
    ]

    with CaptureQueriesContext(connection) as asked:
        made = json_of(post(client, "/annotations/", body), 201)

    assert [one["comment"] for one in made] == [one["comment"] for one in body]
    assert [(one["start"], one["end"]) for one in made] == [tuple(one["selector"].values()) for one in body]
    assert Event.objects.filter(verb="annotation.made").count() == 1000
    assert verify(demo_desk).faults == []
    assert len(asked) < 200, len(asked)


def test_marks_on_an_earlier_text_are_carried_to_the_current_one(reviewer_ravi: Person, article: Article) -> None:
    read = article.revision
    add_revision(reviewer_ravi.actor, article, text=f"A line more.\n{TEXT}")
    body = [
        {"article": str(article.pk), "revision": str(read.pk), "selector": {"exact": words}}
        for words in ("Islamabad", "2011")
    ]

    made = json_of(post(reviewer_ravi.api(), "/annotations/", body), 201)

    assert [one["anchor"]["status"] for one in made] == ["moved", "moved"]
    assert Annotation.objects.count() == 2


def test_secrets_of_many_are_told_to_each(admin_ada: Person) -> None:
    made = json_of(post(admin_ada.api(), "/tokens/", [{"scope": "read"}, {"scope": "write"}]), 201)

    assert [one["scope"] for one in made] == ["read", "write"]
    assert len({one["token"] for one in made}) == 2
